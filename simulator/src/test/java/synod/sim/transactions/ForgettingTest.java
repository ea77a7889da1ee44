package synod.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
import synod.transactions.record.Entry;
import synod.transactions.store.StoreSettings;

/** What participants remember, and what their checkpoints hold, stays small however many transactions there were. */
final class ForgettingTest {
    private static final List<NodeId> STORES = List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3));
    private static final NodeId BANK = NodeId.of(4);
    private static final List<NodeId> ALL = List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3), BANK);
    private static final int LAG = 20;
    private static final int EVERY = 10;

    /** What has been named since the mark, in two rounds at most, and two records of three roles for each. */
    private static final int MOST_RETAINED = 3 * 2 * (LAG + 3 * EVERY);

    static Stream<CommitProtocol<?, ?>> protocols() {
        return Stream.of(
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1000, 100)),
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.COMMIT, 1000, 100)),
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.NOTHING, 1000, 100)),
                new ThreePhaseProtocol(new ThreePhaseSettings(Form.SKEEN, 1000)),
                new ThreePhaseProtocol(new ThreePhaseSettings(Form.E3PC, 1000)),
                new PaxosCommitProtocol(new PaxosCommitSettings(STORES, false, 1000, 100)),
                new PaxosCommitProtocol(new PaxosCommitSettings(STORES, true, 1000, 100)));
    }

    private static final class Bank<M, R> {
        final CommitProtocol<M, R> protocol;
        final TreeMap<NodeId, Place<M, R>> places = new TreeMap<>();
        final TreeMap<TransactionId, Result> results = new TreeMap<>();
        final Deque<Runnable> onTheWay = new ArrayDeque<>();
        long number;

        Bank(CommitProtocol<M, R> protocol) {
            this.protocol = protocol;
            ALL.forEach(node -> places.put(node, new Place<>(node, this)));
            places.values().forEach(Place::start);
        }

        Place<M, R> at(NodeId node) {
            return Objects.requireNonNull(places.get(node));
        }

        void settle() {
            do {
                while (!onTheWay.isEmpty()) {
                    onTheWay.remove().run();
                }
                places.values().forEach(place -> place.it().flush(1));
            } while (!onTheWay.isEmpty());
        }

        TransactionId commit(NodeId... members) {
            TransactionId id = new TransactionId(BANK, at(BANK).it().life(), ++number);
            for (NodeId member : members) {
                at(member).it().join(1, id, number);
                at(member).it().write(1, id, "k" + number % 5, Ledger.bytes("v" + number), number);
            }
            at(BANK).it().happen(1, new Event.Begin<>(id, List.of(members)));
            settle();
            return id;
        }

        int mostRetained() {
            return places.values().stream()
                    .mapToInt(place -> place.retained)
                    .max()
                    .orElseThrow();
        }
    }

    private static final class Place<M, R> implements Surroundings<M> {
        final NodeId id;
        final Bank<M, R> bank;
        final SimDisk disk = new SimDisk(bound -> 0);
        final List<Note> notes = new ArrayList<>();
        int retained;
        boolean isAway;

        @Nullable
        Participant<M, R> participant;

        Place(NodeId id, Bank<M, R> bank) {
            this.id = id;
            this.bank = bank;
        }

        void start() {
            participant = Participant.open(new Identity(id, StoreSettings.tiny(), false), disk, bank.protocol, this, 1);
        }

        Participant<M, R> it() {
            return Objects.requireNonNull(participant);
        }

        @Override
        public void send(NodeId to, M message) {
            Bytes bytes = bank.protocol.encodeMessage(message);
            if (!isAway && !bank.at(to).isAway) {
                bank.onTheWay.add(() -> bank.at(to).it().receive(1, id, bank.protocol.decodeMessage(bytes)));
            }
        }

        @Override
        public void report(TransactionId transaction, Result result) {
            bank.results.put(transaction, result);
        }

        @Override
        public void note(Note note) {
            notes.add(note);
        }

        @Override
        public void wrote(Object record) {
            if (record instanceof Entry.Checkpoint checkpoint) {
                retained = checkpoint.protocol().size();
            }
        }

        @Override
        public void forced() {}

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
    void checkpointsStaySmall(CommitProtocol<?, ?> protocol) {
        stay(protocol);
    }

    private static <M, R> void stay(CommitProtocol<M, R> protocol) {
        Bank<?, ?> bank = new Bank<>(new SettlingProtocol<>(protocol, new SettlingSettings(ALL, LAG, EVERY)));
        for (int i = 0; i < 1500; i++) {
            TransactionId id =
                    i % 3 == 0 ? bank.commit(STORES.get(0), STORES.get(1)) : bank.commit(STORES.get(1), STORES.get(2));
            assertThat(bank.results).containsEntry(id, Result.COMMITTED);
            assertThat(bank.mostRetained()).isLessThan(MOST_RETAINED);
        }
        bank.places.values().forEach(place -> {
            place.it().checkpoint();
            assertThat(place.it().view()).hasSizeLessThan(MOST_RETAINED);
        });
        assertThat(bank.mostRetained()).isLessThan(MOST_RETAINED);
        bank.places.values().forEach(place -> {
            place.participant = null;
            place.disk.crash(CrashStyle.LOST);
            place.start();
            assertThat(place.it().view()).hasSizeLessThan(MOST_RETAINED);
        });
        assertThat(bank.at(STORES.get(2)).it().values()).containsEntry("k4", Ledger.bytes("v1499"));
        // Names of an earlier life are settled with the first of the next one.
        bank.commit(STORES.get(0), STORES.get(1), STORES.get(2));
        bank.places.values().forEach(place -> place.it().checkpoint());
        assertThat(bank.mostRetained()).isLessThan(8);
    }

    /** The counterpart: without it checkpoints grow with every transaction. */
    @ParameterizedTest
    @MethodSource("protocols")
    void nothingIsForgottenWithoutSettling(CommitProtocol<?, ?> protocol) {
        grow(protocol);
    }

    private static <M, R> void grow(CommitProtocol<M, R> protocol) {
        Bank<M, R> bank = new Bank<>(protocol);
        for (int i = 0; i < 400; i++) {
            bank.commit(STORES.get(0), STORES.get(1));
        }
        bank.places.values().forEach(place -> place.it().checkpoint());
        assertThat(bank.mostRetained()).isGreaterThanOrEqualTo(400);
    }

    /** A process that is away is waited for: nothing of what it may be in doubt about is forgotten. */
    @ParameterizedTest
    @MethodSource("protocols")
    void nothingIsForgottenAsLongAsOneIsAway(CommitProtocol<?, ?> protocol) {
        away(protocol);
    }

    private static <M, R> void away(CommitProtocol<M, R> protocol) {
        Bank<?, ?> bank = new Bank<>(new SettlingProtocol<>(protocol, new SettlingSettings(ALL, LAG, EVERY)));
        for (int i = 0; i < 10; i++) {
            bank.commit(STORES.get(0), STORES.get(1));
        }
        int before = bank.at(STORES.get(0)).it().view().size();
        Place<?, ?> away = bank.at(STORES.get(2));
        away.isAway = true;
        for (int i = 0; i < 200; i++) {
            bank.commit(STORES.get(0), STORES.get(1));
        }
        assertThat(bank.at(STORES.get(0)).it().view()).hasSizeGreaterThanOrEqualTo(before + 200);
        away.isAway = false;
        for (int i = 0; i < 2 * EVERY; i++) {
            bank.commit(STORES.get(0), STORES.get(1));
        }
        assertThat(bank.at(STORES.get(0)).it().view()).hasSizeLessThan(MOST_RETAINED);
    }
}
