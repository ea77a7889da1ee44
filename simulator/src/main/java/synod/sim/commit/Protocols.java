package synod.sim.commit;

import java.util.List;
import java.util.Map;
import synod.commit.Event;
import synod.commit.Order;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.PaxosCommit;
import synod.commit.paxos.PaxosCommitSettings;
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

    /** Two-phase commit with that presumption. */
    public static Protocol<Message, Record> twoPhase(Presumption presumption) {
        TwoPhaseSettings settings = new TwoPhaseSettings(presumption, PATIENCE_NANOS, RESEND_NANOS);
        return new Protocol<>() {
            @Override
            public Player<Message, Record> restore(NodeId self, long life, List<Record> journal, long now) {
                TwoPhase process = TwoPhase.restore(self, life, settings, journal, now);
                return new Player<>() {
                    @Override
                    public Core<Event<Message>, Message, Record, Order> core() {
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
                };
            }

            @Override
            public TransactionId transaction(Message message) {
                return message.transaction();
            }
        };
    }

    /** Paxos Commit with these acceptors, the first half of them used as long as nothing fails. */
    public static Protocol<synod.commit.paxos.Message, synod.commit.paxos.Record> paxosCommit(
            List<NodeId> acceptors, boolean tellsMembers) {
        PaxosCommitSettings settings = new PaxosCommitSettings(acceptors, tellsMembers, PATIENCE_NANOS, RESEND_NANOS);
        return new Protocol<>() {
            @Override
            public Player<synod.commit.paxos.Message, synod.commit.paxos.Record> restore(
                    NodeId self, long life, List<synod.commit.paxos.Record> journal, long now) {
                PaxosCommit process = PaxosCommit.restore(self, life, settings, journal, now);
                return new Player<>() {
                    @Override
                    public Core<
                                    Event<synod.commit.paxos.Message>,
                                    synod.commit.paxos.Message,
                                    synod.commit.paxos.Record,
                                    Order>
                            core() {
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
                };
            }

            @Override
            public TransactionId transaction(synod.commit.paxos.Message message) {
                return message.transaction();
            }
        };
    }

    /** Three-phase commit in that form. */
    public static Protocol<synod.commit.threephase.Message, synod.commit.threephase.Record> threePhase(Form form) {
        ThreePhaseSettings settings = new ThreePhaseSettings(form, PATIENCE_NANOS);
        return new Protocol<>() {
            @Override
            public Player<synod.commit.threephase.Message, synod.commit.threephase.Record> restore(
                    NodeId self, long life, List<synod.commit.threephase.Record> journal, long now) {
                ThreePhase process = ThreePhase.restore(self, life, settings, journal, now);
                return new Player<>() {
                    @Override
                    public Core<
                                    Event<synod.commit.threephase.Message>,
                                    synod.commit.threephase.Message,
                                    synod.commit.threephase.Record,
                                    Order>
                            core() {
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
                };
            }

            @Override
            public TransactionId transaction(synod.commit.threephase.Message message) {
                return message.transaction();
            }
        };
    }
}
