package synod.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.commit.Event;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.threephase.ThreePhaseSettings;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.sim.disk.CrashStyle;
import synod.sim.disk.SimDisk;
import synod.transactions.Participant;
import synod.transactions.Participant.Identity;
import synod.transactions.Surroundings;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.protocol.PaxosCommitProtocol;
import synod.transactions.protocol.SettlingProtocol;
import synod.transactions.protocol.ThreePhaseProtocol;
import synod.transactions.protocol.TwoPhaseProtocol;
import synod.transactions.store.StoreSettings;

/**
 * Item 16 with stores and journals: two participants and their coordinator lose their power together, and once more while
 * they mend, at every pair of moments. A moment is a record written, a write forced or a message sent by any of them.
 */
final class TotalFailureTest {
    private static final NodeId ONE = NodeId.of(1);
    private static final NodeId TWO = NodeId.of(2);
    private static final NodeId BANK = NodeId.of(3);
    private static final List<NodeId> STORES = List.of(ONE, TWO);
    private static final List<NodeId> ALL = List.of(ONE, TWO, BANK);
    private static final int ROUNDS = 60;

    /** More than there are moments in the longest run. */
    private static final int MOST_MOMENTS = 1000;

    static Stream<CommitProtocol<?, ?>> protocols() {
        TwoPhaseProtocol usual = new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1000, 100));
        return Stream.of(
                usual,
                new SettlingProtocol<>(usual, new SettlingSettings(ALL, 0, 1)),
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.COMMIT, 1000, 100)),
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.NOTHING, 1000, 100)),
                new ThreePhaseProtocol(new ThreePhaseSettings(Form.E3PC, 1000)),
                new PaxosCommitProtocol(new PaxosCommitSettings(ALL, false, 1000, 100)),
                new PaxosCommitProtocol(new PaxosCommitSettings(ALL, true, 1000, 100)));
    }

    /** The power is gone. */
    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class House<M, R> {
        final CommitProtocol<M, R> protocol;
        final TreeMap<NodeId, Room<M, R>> rooms = new TreeMap<>();
        final Deque<Runnable> onTheWay = new ArrayDeque<>();
        final TreeMap<TransactionId, Result> results = new TreeMap<>();
        int moments;
        int cutAt = Integer.MAX_VALUE;

        House(CommitProtocol<M, R> protocol) {
            this.protocol = protocol;
            ALL.forEach(node -> rooms.put(node, new Room<>(node, this)));
            start();
        }

        void start() {
            rooms.values().forEach(Room::start);
        }

        Room<M, R> at(NodeId node) {
            return Objects.requireNonNull(rooms.get(node));
        }

        void moment() {
            moments++;
            if (moments == cutAt) {
                throw new PowerCut();
            }
        }

        void settle() {
            do {
                while (!onTheWay.isEmpty()) {
                    onTheWay.remove().run();
                }
                rooms.values().forEach(room -> room.it().flush(room.clock));
            } while (!onTheWay.isEmpty());
        }

        TransactionId write(long number, String value) {
            TransactionId id = new TransactionId(BANK, at(BANK).it().life(), number);
            for (NodeId store : STORES) {
                at(store).it().join(at(store).clock, id, number);
                at(store).it().write(at(store).clock, id, "k", Ledger.bytes(value), number);
            }
            at(BANK).it().happen(at(BANK).clock, new Event.Begin<>(id, STORES));
            settle();
            return id;
        }

        /** Does something; when the power goes meanwhile, all are down. Returns whether it did not. */
        boolean isDone(int cut, CrashStyle style, Runnable work) {
            cutAt = cut == Integer.MAX_VALUE ? cut : moments + cut;
            try {
                work.run();
                return true;
            } catch (PowerCut gone) {
                onTheWay.clear();
                rooms.values().forEach(room -> {
                    room.participant = null;
                    room.disk.crash(style);
                });
                return false;
            } finally {
                cutAt = Integer.MAX_VALUE;
            }
        }

        /** All are up, and wait for whatever they wait for. */
        void mend() {
            start();
            for (int round = 0; round < ROUNDS; round++) {
                settle();
                for (Room<M, R> room : rooms.values()) {
                    if (room.it().deadline() != Long.MAX_VALUE) {
                        room.clock = Math.max(room.clock, room.it().deadline());
                        room.it().happen(room.clock, new Event.Tick<>(round));
                    }
                }
            }
            settle();
        }
    }

    private static final class Room<M, R> implements Surroundings<M> {
        final NodeId id;
        final House<M, R> house;
        final SimDisk disk = new SimDisk(bound -> 0);
        long clock = 1;

        @Nullable
        Participant<M, R> participant;

        Room(NodeId id, House<M, R> house) {
            this.id = id;
            this.house = house;
        }

        void start() {
            if (participant == null) {
                participant = Participant.open(
                        new Identity(id, StoreSettings.tiny(), false), disk, house.protocol, this, clock);
            }
        }

        Participant<M, R> it() {
            return Objects.requireNonNull(participant);
        }

        @Override
        public void send(NodeId to, M message) {
            house.moment();
            house.onTheWay.add(() -> house.at(to).it().receive(house.at(to).clock, id, message));
        }

        @Override
        public void report(TransactionId transaction, Result result) {
            house.results.put(transaction, result);
        }

        @Override
        public void wrote(Object record) {
            house.moment();
        }

        @Override
        public void forced() {
            house.moment();
        }

        @Override
        public void note(Note note) {}

        @Override
        public void read(long request, @Nullable Bytes value) {}

        @Override
        public void written(long request) {}

        @Override
        public void refused(long request, TransactionId transaction) {}

        @Override
        public void wounded(TransactionId transaction) {}
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void c16_everybodyCrashesAtEveryPairOfMoments(CommitProtocol<?, ?> protocol) {
        int pairs = 0;
        int first = 1;
        for (int cuts = 2; cuts > 0; first++) {
            cuts = 0;
            int last = MOST_MOMENTS;
            for (int second = 1; second <= last; second++) {
                cuts = play(protocol, first, second);
                // Beyond the last moment of mending there is one more run, without a second cut.
                last = cuts < 2 ? second : last;
                pairs++;
            }
        }
        assertThat(first).isBetween(20, MOST_MOMENTS);
        assertThat(pairs).isGreaterThan(300);
    }

    /** Returns how often the power went. */
    private static <M, R> int play(CommitProtocol<M, R> protocol, int first, int second) {
        House<M, R> house = new House<>(protocol);
        CrashStyle[] styles = CrashStyle.values();
        CrashStyle style = styles[(first + second) % styles.length];
        house.write(1, "old");
        TransactionId id = new TransactionId(BANK, house.at(BANK).it().life(), 2);
        boolean isWhole = house.isDone(first, style, () -> house.write(2, "new"));
        int cuts = isWhole ? 0 : 1;
        if (!isWhole && !house.isDone(second, style, house::mend)) {
            cuts++;
        }
        house.mend();
        String when = "cut at " + first + " and at " + second + ", " + style;
        for (NodeId node : ALL) {
            assertThat(house.at(node).it().inDoubt()).as(when).isEmpty();
        }
        Bytes one = house.at(ONE).it().values().get("k");
        assertThat(house.at(TWO).it().values().get("k")).as(when).isEqualTo(one);
        Result told = house.results.get(id);
        if (isWhole || told == Result.COMMITTED) {
            assertThat(one).as(when).isEqualTo(Ledger.bytes("new"));
        } else if (told == Result.ABORTED) {
            assertThat(one).as(when).isEqualTo(Ledger.bytes("old"));
        }
        // What was in doubt holds no lock any more.
        house.write(3, "newer");
        assertThat(house.at(ONE).it().values()).as(when).containsEntry("k", Ledger.bytes("newer"));
        return cuts;
    }
}
