package synod.cli.tx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.settling.Message;
import synod.commit.settling.Record;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.threephase.ThreePhaseSettings;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.NodeId;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.protocol.PaxosCommitProtocol;
import synod.transactions.protocol.SettlingProtocol;
import synod.transactions.protocol.ThreePhaseProtocol;
import synod.transactions.protocol.TwoPhaseProtocol;
import synod.transactions.record.Entry;

/** The protocols that can be demonstrated. */
enum DemoProtocol {
    /** Two-phase commit, presumed abort. */
    TWO_PHASE("2pc", 4),
    /** Two-phase commit, presumed commit. */
    PRESUMED_COMMIT("2pc-presumed-commit", 4),
    /** Three-phase commit that commits on a timeout. For study: it may lose money. */
    TEXTBOOK("3pc-textbook", 4),
    /** Three-phase commit after Skeen 1981; the demonstration is its failure detector. */
    SKEEN("3pc-skeen", 4),
    /** Three-phase commit with quorums. */
    QUORUM("3pc-quorum", 4),
    /** Three-phase commit after Keidar and Dolev. */
    E3PC("e3pc", 4),
    /** Paxos Commit with three acceptors, one of them beside the leader. */
    PAXOS("paxos", 6);

    /** The process that names the transactions. */
    static final NodeId COORDINATOR = NodeId.of(4);

    /** What is about forgetting has names of its own: two protocols have an {@code Ended} too. */
    private static final String SETTLING = "settling-";

    private static final long PATIENCE_NANOS = 600_000_000L;
    private static final long RESEND_NANOS = 100_000_000L;

    private final String word;
    private final int processes;

    DemoProtocol(String word, int processes) {
        this.word = word;
        this.processes = processes;
    }

    /** What it is called on the command line. */
    String word() {
        return word;
    }

    /** How many processes there are: three stores, the coordinator, and acceptors. */
    int processes() {
        return processes;
    }

    static DemoProtocol of(String word) {
        for (DemoProtocol each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no protocol \"" + word + "\": choose one of " + words());
    }

    static List<String> words() {
        return Arrays.stream(values()).map(DemoProtocol::word).toList();
    }

    /** The protocol, between processes that forget what has ended everywhere. */
    CommitProtocol<?, ?> protocol() {
        List<NodeId> everyone =
                IntStream.rangeClosed(1, processes).mapToObj(NodeId::of).toList();
        return new SettlingProtocol<>(plain(), SettlingSettings.of(everyone));
    }

    private CommitProtocol<?, ?> plain() {
        return switch (this) {
            case TWO_PHASE ->
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, PATIENCE_NANOS, RESEND_NANOS));
            case PRESUMED_COMMIT ->
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.COMMIT, PATIENCE_NANOS, RESEND_NANOS));
            case TEXTBOOK -> new ThreePhaseProtocol(new ThreePhaseSettings(Form.TEXTBOOK, PATIENCE_NANOS));
            case SKEEN -> new ThreePhaseProtocol(new ThreePhaseSettings(Form.SKEEN, PATIENCE_NANOS));
            case QUORUM -> new ThreePhaseProtocol(new ThreePhaseSettings(Form.QUORUM, PATIENCE_NANOS));
            case E3PC -> new ThreePhaseProtocol(new ThreePhaseSettings(Form.E3PC, PATIENCE_NANOS));
            case PAXOS ->
                new PaxosCommitProtocol(new PaxosCommitSettings(
                        List.of(COORDINATOR, NodeId.of(5), NodeId.of(6)), false, PATIENCE_NANOS, RESEND_NANOS));
        };
    }

    /** Every moment at which a process may be killed. */
    List<String> crashPoints() {
        Class<?> messages = messages();
        List<String> points = new ArrayList<>();
        for (Class<?> message : messages.getPermittedSubclasses()) {
            for (String when : List.of("got", "before", "after")) {
                points.add(when + "-" + name(message));
            }
        }
        for (Class<?> message : List.of(Message.Settle.class, Message.Settled.class, Message.Ended.class)) {
            for (String when : List.of("got", "before", "after")) {
                points.add(when + "-" + SETTLING + name(message));
            }
        }
        for (Class<?> record : records().getPermittedSubclasses()) {
            points.add("wrote-" + name(record));
            points.add("forced-" + name(record));
        }
        for (Class<?> record : List.of(Record.Promised.class, Record.Ended.class)) {
            points.add("wrote-" + SETTLING + name(record));
            points.add("forced-" + SETTLING + name(record));
        }
        for (Class<?> entry : Entry.OfTransaction.class.getPermittedSubclasses()) {
            points.add("wrote-store-" + name(entry));
            points.add("forced-store-" + name(entry));
        }
        return points;
    }

    private Class<?> messages() {
        return switch (this) {
            case TWO_PHASE, PRESUMED_COMMIT -> synod.commit.twophase.Message.class;
            case TEXTBOOK, SKEEN, QUORUM, E3PC -> synod.commit.threephase.Message.class;
            case PAXOS -> synod.commit.paxos.Message.class;
        };
    }

    private Class<?> records() {
        return switch (this) {
            case TWO_PHASE, PRESUMED_COMMIT -> synod.commit.twophase.Record.class;
            case TEXTBOOK, SKEEN, QUORUM, E3PC -> synod.commit.threephase.Record.class;
            case PAXOS -> synod.commit.paxos.Record.class;
        };
    }

    /** A class as a word: {@code PreCommit} is {@code pre-commit}. */
    private static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** What a message is called in the name of a crash point. */
    static String messageName(Object message) {
        if (message instanceof Message.Own<?> own) {
            return name(own.message().getClass());
        }
        return SETTLING + name(message.getClass());
    }

    /** What a record is called in the name of a crash point. */
    static String recordName(Object record) {
        if (record instanceof Record.Own<?> own) {
            return name(own.record().getClass());
        }
        if (record instanceof Record<?>) {
            return SETTLING + name(record.getClass());
        }
        return (record instanceof Entry ? "store-" : "") + name(record.getClass());
    }
}
