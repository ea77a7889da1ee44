package synod.sim.commit;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import synod.commit.CommitProcess;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.PaxosCommit;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.settling.Settling;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.threephase.ThreePhase;
import synod.commit.threephase.ThreePhaseSettings;
import synod.commit.twophase.Message;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.Record;
import synod.commit.twophase.TwoPhase;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.Core;
import synod.kernel.NodeId;

/** The protocols there are. */
public final class Protocols {
    /** How long processes wait before they give up, on stage. */
    static final long PATIENCE_NANOS = 1_000_000_000L;

    /** How long processes wait before they ask again, on stage. */
    static final long RESEND_NANOS = 200_000_000L;

    private Protocols() {}

    /** How a process of a protocol is restored. */
    @FunctionalInterface
    private interface Restore<M, R> {
        CommitProcess<M, R> of(NodeId self, long life, List<R> journal, long now);
    }

    /** A protocol whose players are its processes and nothing else. */
    private record Plain<M, R>(Restore<M, R> restore, Function<M, TransactionId> about) implements Protocol<M, R> {
        @Override
        public Player<M, R> restore(NodeId self, long life, List<R> journal, long now) {
            return new Acting<>(restore.of(self, life, journal, now));
        }

        @Override
        public TransactionId transaction(M message) {
            return about.apply(message);
        }
    }

    private record Acting<M, R>(CommitProcess<M, R> process) implements Protocol.Player<M, R> {
        @Override
        public Core<Event<M>, M, R, Order> core() {
            return process;
        }

        @Override
        public List<TransactionId> inDoubt() {
            return process.inDoubt();
        }

        @Override
        public Map<TransactionId, Outcome> concluded() {
            return process.concluded();
        }

        @Override
        public List<String> view() {
            return process.view();
        }
    }

    /** Two-phase commit with that presumption. */
    public static Protocol<Message, Record> twoPhase(Presumption presumption) {
        return plainTwoPhase(presumption);
    }

    private static Plain<Message, Record> plainTwoPhase(Presumption presumption) {
        TwoPhaseSettings settings = new TwoPhaseSettings(presumption, PATIENCE_NANOS, RESEND_NANOS);
        return new Plain<>(
                (self, life, journal, now) -> TwoPhase.restore(self, life, settings, journal, now),
                Message::transaction);
    }

    /** Paxos Commit with these acceptors, the first half of them used as long as nothing fails. */
    public static Protocol<synod.commit.paxos.Message, synod.commit.paxos.Record> paxosCommit(
            List<NodeId> acceptors, boolean tellsMembers) {
        return plainPaxosCommit(acceptors, tellsMembers);
    }

    private static Plain<synod.commit.paxos.Message, synod.commit.paxos.Record> plainPaxosCommit(
            List<NodeId> acceptors, boolean tellsMembers) {
        PaxosCommitSettings settings = new PaxosCommitSettings(acceptors, tellsMembers, PATIENCE_NANOS, RESEND_NANOS);
        return new Plain<>(
                (self, life, journal, now) -> PaxosCommit.restore(self, life, settings, journal, now),
                synod.commit.paxos.Message::transaction);
    }

    /** Three-phase commit in that form. */
    public static Protocol<synod.commit.threephase.Message, synod.commit.threephase.Record> threePhase(Form form) {
        return plainThreePhase(form);
    }

    private static Plain<synod.commit.threephase.Message, synod.commit.threephase.Record> plainThreePhase(Form form) {
        ThreePhaseSettings settings = new ThreePhaseSettings(form, PATIENCE_NANOS);
        return new Plain<>(
                (self, life, journal, now) -> ThreePhase.restore(self, life, settings, journal, now),
                synod.commit.threephase.Message::transaction);
    }

    /** {@link #twoPhase} between processes that forget. */
    public static Protocol<?, ?> settlingTwoPhase(Presumption presumption, SettlingSettings settings) {
        return settling(plainTwoPhase(presumption), settings);
    }

    /** {@link #paxosCommit} between processes that forget. */
    public static Protocol<?, ?> settlingPaxosCommit(
            List<NodeId> acceptors, boolean tellsMembers, SettlingSettings settings) {
        return settling(plainPaxosCommit(acceptors, tellsMembers), settings);
    }

    /** {@link #threePhase} between processes that forget. */
    public static Protocol<?, ?> settlingThreePhase(Form form, SettlingSettings settings) {
        return settling(plainThreePhase(form), settings);
    }

    private static <M, R> Plain<synod.commit.settling.Message<M>, synod.commit.settling.Record<R>> settling(
            Plain<M, R> protocol, SettlingSettings settings) {
        return new Plain<>(
                (self, life, journal, now) -> Settling.restore(
                        self,
                        life,
                        settings,
                        journal,
                        protocol.about,
                        records -> protocol.restore.of(self, life, records, now)),
                message -> about(protocol, message));
    }

    private static <M> TransactionId about(Protocol<M, ?> protocol, synod.commit.settling.Message<M> message) {
        if (message instanceof synod.commit.settling.Message.Own<M> own) {
            return protocol.transaction(own.message());
        } else if (message instanceof synod.commit.settling.Message.Settle<M> settle) {
            return settle.below();
        } else if (message instanceof synod.commit.settling.Message.Settled<M> settled) {
            return settled.below();
        } else if (message instanceof synod.commit.settling.Message.Ended<M> ended) {
            return ended.below();
        }
        throw new IllegalArgumentException("a message of an unknown kind: " + message);
    }
}
