package synod.sim.run;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.twophase.Presumption;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.sim.commit.CommitWorld;
import synod.sim.commit.CommitWorld.Settings;
import synod.sim.commit.Protocol;
import synod.sim.commit.Protocols;
import synod.sim.commit.StageListener;

/** The commit protocols that keep their promises, each in the worlds that it needs for that. */
final class CommitCampaign {
    /**
     * One protocol.
     *
     * @param mayWait whether a majority that is connected may have to wait all the same
     */
    private record Subject(String name, Settings settings, Protocol<?, ?> protocol, boolean mayWait) {}

    private static final List<Subject> SUBJECTS = subjects();

    private final PrintStream out;
    private final boolean isTraced;
    private final List<String> reproductions = new ArrayList<>();
    private final Told told = new Told();

    private CommitCampaign(PrintStream out, boolean isTraced) {
        this.out = out;
        this.isTraced = isTraced;
    }

    private static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Presumption presumption : Presumption.values()) {
            subjects.add(new Subject(
                    "2pc, presumed " + presumption.name().toLowerCase(Locale.ROOT),
                    Settings.usual(),
                    Protocols.twoPhase(presumption),
                    false));
        }
        subjects.add(new Subject("3pc of Skeen", Settings.reliable(), Protocols.threePhase(Form.SKEEN), false));
        subjects.add(new Subject("3pc with quorums", Settings.usual(), Protocols.threePhase(Form.QUORUM), true));
        subjects.add(new Subject("e3pc", Settings.usual(), Protocols.threePhase(Form.E3PC), false));
        for (int faults = 0; faults <= 1; faults++) {
            List<NodeId> acceptors = IntStream.rangeClosed(1, 2 * faults + 1)
                    .mapToObj(NodeId::of)
                    .toList();
            subjects.add(new Subject(
                    "Paxos Commit, F = " + faults, Settings.usual(), Protocols.paxosCommit(acceptors, false), false));
            subjects.add(new Subject(
                    "Paxos Commit, F = " + faults + ", acceptors tell participants",
                    Settings.usual(),
                    Protocols.paxosCommit(acceptors, true),
                    false));
        }
        SettlingSettings settling = new SettlingSettings(
                IntStream.rangeClosed(1, 4).mapToObj(NodeId::of).toList(), 0, 1);
        subjects.add(new Subject(
                "2pc, presumed abort, processes that forget",
                Settings.lasting(),
                Protocols.settlingTwoPhase(Presumption.ABORT, settling),
                false));
        subjects.add(new Subject(
                "e3pc, processes that forget",
                Settings.lasting(),
                Protocols.settlingThreePhase(Form.E3PC, settling),
                false));
        subjects.add(new Subject(
                "Paxos Commit, F = 1, processes that forget",
                Settings.lasting(),
                Protocols.settlingPaxosCommit(settling.everyone().subList(0, 3), false, settling),
                false));
        return List.copyOf(subjects);
    }

    /** Runs seeds and prints; returns the exit code. */
    static int run(long first, int seeds, boolean isTraced, PrintStream out) {
        CommitCampaign campaign = new CommitCampaign(out, isTraced);
        long began = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
            for (Subject subject : SUBJECTS) {
                campaign.run(subject, seed);
            }
            if (isTraced || (seed - first + 1) % 100 == 0) {
                out.printf(Locale.ROOT, "seed %d done%n", seed);
            }
        }
        out.printf(
                Locale.ROOT,
                "%d seeds, %,d stages of each of %d protocols, %d failures in %.1f s; %,d messages, %,d crashes%n",
                seeds,
                (long) seeds * CommitWorld.ACTS,
                SUBJECTS.size(),
                campaign.reproductions.size(),
                (System.nanoTime() - began) / 1e9,
                campaign.told.messages,
                campaign.told.crashes);
        campaign.reproductions.forEach(line -> out.println("to see it again: " + line));
        return campaign.reproductions.isEmpty() ? 0 : 1;
    }

    private void run(Subject subject, long seed) {
        if (isTraced) {
            out.println("== " + subject.name);
        }
        String found = CommitWorld.run(subject.settings, subject.protocol, seed, told);
        if (found != null && !(subject.mayWait && found.contains(CommitWorld.WAITING))) {
            out.println(subject.name + ": FAILED");
            out.println("  " + found);
            reproductions.add("bin/synod sim commit --seed " + seed);
        }
    }

    /** Counts, and tells where somebody wants to know. */
    private final class Told implements StageListener {
        private long messages;
        private long crashes;

        private void tell(@Nullable Object who, String what) {
            if (isTraced) {
                out.println((who == null ? "" : who + " ") + what);
            }
        }

        @Override
        public void sent(long number, NodeId from, NodeId to, String message) {
            messages++;
            tell(from, "sends " + to + " (" + number + ") " + message);
        }

        @Override
        public void arrived(long number) {
            tell(null, "(" + number + ") arrives");
        }

        @Override
        public void lost(long number, String why) {
            tell(null, "(" + number + ") never arrives: " + why);
        }

        @Override
        public void persisted(NodeId node, String record) {
            tell(node, "writes " + record);
        }

        @Override
        public void forced(NodeId node) {
            tell(node, "forces its disk");
        }

        @Override
        public void concluded(NodeId node, TransactionId transaction, Outcome outcome) {
            tell(node, "ends " + transaction + ": " + outcome);
        }

        @Override
        public void noted(NodeId node, Note note) {
            tell(node, "notes " + note);
        }

        @Override
        public void crashed(NodeId node) {
            crashes++;
            tell(node, "crashes");
        }

        @Override
        public void restarted(NodeId node, List<String> view) {
            tell(node, "is back: " + view);
        }
    }
}
