package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import synod.commit.Event;
import synod.commit.Event.Received;
import synod.commit.Order;
import synod.commit.Order.Conclude;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.threephase.Form;
import synod.commit.threephase.Message;
import synod.commit.threephase.Message.Acknowledged;
import synod.commit.threephase.Message.Inquire;
import synod.commit.threephase.Message.PreAbort;
import synod.commit.threephase.Message.PreCommit;
import synod.commit.threephase.Message.Refused;
import synod.commit.threephase.Message.Standing;
import synod.commit.threephase.Phase;
import synod.commit.threephase.Record;
import synod.commit.threephase.Record.Part;
import synod.kernel.Bytes;
import synod.kernel.Core;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.paxos.Acceptor;
import synod.paxos.Ballot;
import synod.paxos.Durable;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Proposal;
import synod.sim.EffectList;

/**
 * E3PC with a single-decree Paxos beside it, on the same schedule. An election is a ballot, the last election a promise, the
 * last attempt what was accepted, pre-committed and pre-aborted are the two values. After every step both must have promised and
 * accepted the same, have answered alike, and an attempt must go where Paxos would have gone.
 */
final class PaxosShadow implements Protocol<Message, Record> {
    private static final Bytes COMMIT = value("commit");
    private static final Bytes ABORT = value("abort");

    /** A process's part in a transaction. */
    private record Place(NodeId node, TransactionId transaction) {}

    /** One attempt of one that leads. */
    private record Attempt(Place leader, Ballot election) {}

    private record Choice(TransactionId transaction, Ballot election, Bytes value) {}

    private final Protocol<Message, Record> real = Protocols.threePhase(Form.E3PC);
    private final Map<Place, Acceptor> acceptors = new HashMap<>();
    private final Map<Attempt, Map<NodeId, Standing>> promises = new HashMap<>();
    private final Map<Choice, Set<NodeId>> accepted = new HashMap<>();
    private final Map<TransactionId, Integer> quorums = new HashMap<>();
    private final Map<TransactionId, Bytes> chosen = new HashMap<>();

    /** How often something was compared. */
    int promised;

    int refused;
    int attemptsToCommit;
    int attemptsToAbort;
    int chosenToCommit;
    int chosenToAbort;

    private static Bytes value(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public TransactionId transaction(Message message) {
        return real.transaction(message);
    }

    @Override
    public Player<Message, Record> restore(NodeId self, long life, List<Record> journal, long now) {
        if (life == 1 && self.value() == 1) {
            // Another world, with the same names.
            acceptors.clear();
            promises.clear();
            accepted.clear();
            quorums.clear();
            chosen.clear();
        }
        acceptors.keySet().removeIf(place -> place.node().equals(self));
        for (Record record : journal) {
            if (record instanceof Part part) {
                acceptors.put(new Place(self, part.transaction()), new Acceptor(List.of(), state(part)));
            }
        }
        Player<Message, Record> player = real.restore(self, life, journal, now);
        return new Player<>() {
            @Override
            public Core<Event<Message>, Message, Record, Order> core() {
                return new Beside(self, player.core());
            }

            @Override
            public List<TransactionId> inDoubt() {
                return player.inDoubt();
            }

            @Override
            public Map<TransactionId, Outcome> concluded() {
                return player.concluded();
            }

            @Override
            public List<String> view() {
                return player.view();
            }
        };
    }

    private static AcceptorState state(Part part) {
        return new AcceptorState(part.lastElected(), proposal(part.lastAttempt(), part.phase()));
    }

    private static @Nullable Proposal proposal(Ballot attempt, Phase phase) {
        return attempt.equals(Ballot.ZERO)
                ? null
                : new Proposal(attempt, phase == Phase.PRE_COMMITTED ? COMMIT : ABORT);
    }

    /** One process, stepped with both. */
    private final class Beside implements Core<Event<Message>, Message, Record, Order> {
        private final NodeId self;
        private final Core<Event<Message>, Message, Record, Order> core;

        Beside(NodeId self, Core<Event<Message>, Message, Record, Order> core) {
            this.self = self;
            this.core = core;
        }

        @Override
        public long deadline() {
            return core.deadline();
        }

        @Override
        public void step(long now, Event<Message> event, Effects<Message, Record, Order> effects) {
            Said said = new Said(effects);
            core.step(now, event, said);
            if (event instanceof Received<Message> received) {
                compare(received.from(), received.message(), said);
            }
            said.parts.forEach(part -> follow(part, event));
            said.sent.forEach(this::compareAttempt);
            said.concluded.forEach(PaxosShadow.this::compareOutcome);
        }

        private void compare(NodeId from, Message message, Said said) {
            Place place = new Place(self, message.transaction());
            Acceptor acceptor = acceptors.get(place);
            if (message instanceof Inquire inquire && acceptor != null && !said.isOver()) {
                EffectList<synod.paxos.Message, Durable, Bytes> answer = new EffectList<>();
                Ballot before = acceptor.state().promised();
                acceptor.onPrepare(from, new synod.paxos.Message.Prepare(inquire.election()), answer);
                if (inquire.election().isBelow(before)) {
                    assertThat(said.refusals()).containsExactly(before);
                    refused++;
                } else {
                    Standing standing = said.standing();
                    assertThat(proposal(standing.lastAttempt(), standing.phase()))
                            .isEqualTo(acceptor.state().accepted());
                    promised++;
                }
            } else if ((message instanceof PreCommit || message instanceof PreAbort)
                    && acceptor != null
                    && !said.isOver()) {
                Ballot election = election(message);
                Ballot before = acceptor.state().promised();
                acceptor.onAccept(from, new synod.paxos.Message.Accept(election, valueOf(message)), new EffectList<>());
                assertThat(said.refusals().isEmpty()).isEqualTo(!election.isBelow(before));
            } else if (message instanceof Standing standing) {
                promises.computeIfAbsent(new Attempt(place, standing.election()), absent -> new HashMap<>())
                        .put(from, standing);
            } else if (message instanceof Acknowledged acknowledged) {
                learn(from, acknowledged);
            }
        }

        /** Both remember the same; a vote is where the acceptor begins. */
        private void follow(Part part, Event<Message> event) {
            Place place = new Place(self, part.transaction());
            quorums.put(part.transaction(), part.members().size() / 2 + 1);
            Acceptor acceptor = acceptors.get(place);
            if (acceptor == null) {
                assertThat(event).isNotInstanceOf(Received.class);
                acceptors.put(place, new Acceptor(List.of(), state(part)));
            } else {
                assertThat(acceptor.state()).isEqualTo(state(part));
            }
        }

        /** An attempt is phase 2, and what is tried is what Paxos would propose. */
        private void compareAttempt(Message message) {
            if (!(message instanceof PreCommit) && !(message instanceof PreAbort)) {
                return;
            }
            Map<NodeId, Standing> heard =
                    promises.get(new Attempt(new Place(self, message.transaction()), election(message)));
            if (heard == null) {
                // The first attempt needs no phase 1, and is always one to commit.
                assertThat(message).isInstanceOf(PreCommit.class);
                return;
            }
            assertThat(heard.size()).isGreaterThanOrEqualTo(Objects.requireNonNull(quorums.get(message.transaction())));
            Proposal highest = null;
            for (Standing standing : heard.values()) {
                Proposal told = proposal(standing.lastAttempt(), standing.phase());
                if (told != null && (highest == null || told.ballot().isAbove(highest.ballot()))) {
                    highest = told;
                }
            }
            assertThat(valueOf(message)).isEqualTo(highest == null ? ABORT : highest.value());
            attemptsToCommit += message instanceof PreCommit ? 1 : 0;
            attemptsToAbort += message instanceof PreAbort ? 1 : 0;
        }
    }

    private static Ballot election(Message message) {
        return message instanceof PreCommit preCommit ? preCommit.election() : ((PreAbort) message).election();
    }

    private static Bytes valueOf(Message message) {
        return message instanceof PreCommit ? COMMIT : ABORT;
    }

    private void learn(NodeId from, Acknowledged acknowledged) {
        TransactionId id = acknowledged.transaction();
        Bytes value = acknowledged.phase() == Phase.PRE_COMMITTED ? COMMIT : ABORT;
        Set<NodeId> who =
                accepted.computeIfAbsent(new Choice(id, acknowledged.election(), value), absent -> new HashSet<>());
        who.add(from);
        if (who.size() >= Objects.requireNonNull(quorums.get(id))) {
            Bytes before = chosen.put(id, value);
            assertThat(before == null ? value : before).as("chosen for %s", id).isEqualTo(value);
            chosenToCommit += before == null && value.equals(COMMIT) ? 1 : 0;
            chosenToAbort += before == null && value.equals(ABORT) ? 1 : 0;
        }
    }

    /** Committed is what Paxos chose; an abort may also come from one that never voted, but never against Paxos. */
    private void compareOutcome(Conclude conclude) {
        Bytes value = chosen.get(conclude.transaction());
        if (conclude.outcome() == Outcome.COMMITTED) {
            assertThat(value).as("%s is committed", conclude.transaction()).isEqualTo(COMMIT);
        } else {
            assertThat(value).as("%s is aborted", conclude.transaction()).isNotEqualTo(COMMIT);
        }
    }

    /** Hands everything on, and remembers what is compared. */
    private static final class Said implements Effects<Message, Record, Order> {
        private final Effects<Message, Record, Order> effects;
        final List<Message> sent = new ArrayList<>();
        final List<Part> parts = new ArrayList<>();
        final List<Conclude> concluded = new ArrayList<>();

        Said(Effects<Message, Record, Order> effects) {
            this.effects = effects;
        }

        /** Whether the process has ended its part, and says so instead of taking part. */
        boolean isOver() {
            return sent.stream()
                            .anyMatch(message -> message instanceof Message.Decided
                                    || (message instanceof Standing standing
                                            && (standing.phase() == Phase.COMMITTED
                                                    || standing.phase() == Phase.ABORTED)))
                    && refusals().isEmpty();
        }

        List<Ballot> refusals() {
            List<Ballot> refusals = new ArrayList<>();
            for (Message message : sent) {
                if (message instanceof Refused refused) {
                    refusals.add(refused.lastElected());
                }
            }
            return refusals;
        }

        Standing standing() {
            return (Standing)
                    sent.stream().filter(Standing.class::isInstance).findAny().orElseThrow();
        }

        @Override
        public void persist(Record record) {
            if (record instanceof Part part) {
                parts.add(part);
            }
            effects.persist(record);
        }

        @Override
        public void send(NodeId to, Message message) {
            sent.add(message);
            effects.send(to, message);
        }

        @Override
        public void sendAhead(NodeId to, Message message) {
            sent.add(message);
            effects.sendAhead(to, message);
        }

        @Override
        public void deliver(long position, Order order) {
            if (order instanceof Conclude conclude) {
                concluded.add(conclude);
            }
            effects.deliver(position, order);
        }

        @Override
        public void note(Note note) {
            effects.note(note);
        }
    }
}
