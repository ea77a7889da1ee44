package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.paxos.Ballot;

/** Phase 1 for every slot from one on: gathers promises page by page, and works out what has to be proposed again. */
final class Candidate {
    private final Roster roster;
    private final PaxosSettings settings;
    private final VoteFilter filter;
    private final Ballot ballot;
    private final Ballot released;
    private final long from;

    /** Where the next page of each voter begins, by index. */
    private final long[] expected;

    /** How far each voter that answered knows the log to be chosen, by index. */
    private final long[] chosen;

    /** Who has answered in full. */
    private long answered;

    /** What each voter reported for a slot, by index. */
    private final TreeMap<Long, @Nullable Entry[]> reports = new TreeMap<>();

    private boolean hasNotedLoss;
    private long askAt;
    private long giveUpAt;

    /**
     * @param ballot promised durably by this node before anybody else hears it
     * @param released the highest ballot whose leader gave its lease up for this candidate
     * @param from the first slot this node does not know to be chosen
     */
    Candidate(
            Roster roster,
            PaxosSettings settings,
            VoteFilter filter,
            Ballot ballot,
            Ballot released,
            long from,
            long now) {
        this.roster = roster;
        this.settings = settings;
        this.filter = filter;
        this.ballot = ballot;
        this.released = released;
        this.from = from;
        this.expected = new long[roster.voters().size()];
        this.chosen = new long[roster.voters().size()];
        java.util.Arrays.fill(expected, from);
        this.askAt = now;
        this.giveUpAt = now + 3 * settings.electionTimeoutNanos();
    }

    Ballot ballot() {
        return ballot;
    }

    long deadline() {
        return Math.min(askAt, giveUpAt);
    }

    boolean isOver(long now) {
        return now >= giveUpAt;
    }

    /** Something arrived that brings the end nearer: worth more patience. */
    void onProgress(long now) {
        giveUpAt = Math.max(giveUpAt, now + 2 * settings.electionTimeoutNanos());
    }

    void onTick(long now, Effects<Message, Record, Value> out) {
        if (now >= askAt) {
            askAt = now + settings.retransmitNanos();
            for (NodeId voter : roster.voters()) {
                if ((answered & roster.bit(voter)) == 0) {
                    ask(voter, out);
                }
            }
        }
    }

    /**
     * Waits for the disk: this node's own promise of the ballot must be durable before anybody hears of it. So a
     * restarted proposer, which goes above what it promised, never uses a ballot twice.
     */
    private void ask(NodeId voter, Effects<Message, Record, Value> out) {
        out.send(voter, new Message.Prepare(ballot, expected[roster.indexOf(voter)], released));
    }

    /** Takes one page. What it says of slots that are chosen goes to the learner. */
    void onPromise(
            long now, NodeId voter, Message.Promise promise, Learner learner, Effects<Message, Record, Value> out) {
        onReborn(promise.generations());
        int index = roster.indexOf(voter);
        if (!filter.isCurrent(voter, promise.generations())) {
            out.note(Ignored.of(IgnoreReason.OLD_GENERATION));
            return;
        }
        if ((answered & (1L << index)) != 0 || promise.from() != expected[index]) {
            out.note(Ignored.of(IgnoreReason.DUPLICATE));
            return;
        }
        for (Entry entry : promise.entries()) {
            boolean isChosen = entry.slot() <= promise.chosenUpTo();
            if (isChosen && !(entry.value() instanceof Value.Damaged)) {
                learner.onChosenElsewhere(entry, out);
            } else if (!isChosen) {
                reports.computeIfAbsent(entry.slot(), slot -> new @Nullable Entry[expected.length])[index] = entry;
            }
        }
        learner.onRumour(promise.chosenUpTo());
        onProgress(now);
        chosen[index] = Math.max(chosen[index], promise.chosenUpTo());
        if (promise.next() == 0) {
            answered |= 1L << index;
        } else {
            expected[index] = promise.next();
            ask(voter, out);
        }
    }

    /** Whose votes count with whose; goes on with the leadership that this candidacy may become. */
    VoteFilter filter() {
        return filter;
    }

    /** Somebody knows of voters that lost their memory since: what they said before does not count. */
    void onReborn(NodeNumbers generations) {
        long voters = filter.raise(generations);
        if (voters == 0) {
            return;
        }
        answered &= ~voters;
        for (int i = 0; i < expected.length; i++) {
            if ((voters & (1L << i)) != 0) {
                expected[i] = from;
                chosen[i] = 0;
                for (@Nullable Entry[] slot : reports.values()) {
                    slot[i] = null;
                }
            }
        }
    }

    /**
     * The values to propose from the slot after {@code chosenUpTo} on, up to the highest that anybody in the quorum
     * reported; null as long as it is not settled.
     *
     * @param chosenUpTo how far this node itself has learnt
     */
    @Nullable
    List<Value> inheritance(long chosenUpTo, Effects<Message, Record, Value> out) {
        if (!roster.quorums().isPrepareQuorum(answered) || highestChosen() > chosenUpTo) {
            return null;
        }
        List<Value> values = new ArrayList<>();
        long highest = reports.isEmpty() ? 0 : reports.lastKey();
        for (long slot = chosenUpTo + 1; slot <= highest; slot++) {
            @Nullable Entry[] slotReports = reports.get(slot);
            if (slotReports == null) {
                values.add(Value.NO_OP);
                continue;
            }
            Inheritance.Bequest bequest = Inheritance.of(slotReports, answered, roster.quorums());
            Value value = bequest.value();
            if (value == null) {
                noteLoss(slot, bequest.lost(), out);
                return null;
            }
            requireHighest(slot, slotReports, value);
            values.add(value);
        }
        requireNoGap(chosenUpTo, highest, values.size());
        return values;
    }

    private void requireNoGap(long chosenUpTo, long highest, int count) {
        if (count != Math.max(0, highest - chosenUpTo)) {
            throw PaxosRule.GAPS_FILLED.broken(
                    count + " values for the slots after " + chosenUpTo + " up to " + highest);
        }
    }

    private void requireHighest(long slot, @Nullable Entry[] slotReports, Value value) {
        Entry highest = null;
        for (Entry report : slotReports) {
            boolean isIntact = report != null && !(report.value() instanceof Value.Damaged);
            if (isIntact && (highest == null || report.ballot().isAbove(highest.ballot()))) {
                highest = report;
            }
        }
        if (!value.equals(highest == null ? Value.NO_OP : highest.value())) {
            throw PaxosRule.HIGHEST_WINS.broken("slot " + slot + " would get " + value + ", reported is " + highest);
        }
        requireNothingLostAbove(slot, slotReports, highest == null ? Ballot.ZERO : highest.ballot());
    }

    /** Nobody can have chosen, under a higher ballot than the one inherited, a value that all who reported it lost. */
    private void requireNothingLostAbove(long slot, @Nullable Entry[] slotReports, Ballot inherited) {
        for (Entry lost : slotReports) {
            if (lost != null && lost.ballot().isAbove(inherited)) {
                long possible = roster.quorums().everyone() & ~answered;
                for (int i = 0; i < slotReports.length; i++) {
                    Entry report = slotReports[i];
                    possible |= report == null || report.ballot().isBelow(lost.ballot()) ? 0 : 1L << i;
                }
                if (roster.quorums().isAcceptQuorum(possible)) {
                    throw PaxosRule.DAMAGE_BLOCKS.broken("slot " + slot + " would pass over the lost value of " + lost);
                }
            }
        }
    }

    private long highestChosen() {
        long highest = 0;
        for (int i = 0; i < chosen.length; i++) {
            highest = (answered & (1L << i)) == 0 ? highest : Math.max(highest, chosen[i]);
        }
        return highest;
    }

    private void noteLoss(long slot, Ballot lost, Effects<Message, Record, Value> out) {
        if (answered == roster.quorums().everyone() && !hasNotedLoss) {
            hasNotedLoss = true;
            out.note(new ConsensusNote.ValueLost(slot, lost));
        }
    }
}
