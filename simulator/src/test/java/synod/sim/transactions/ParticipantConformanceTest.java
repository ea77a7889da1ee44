package synod.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.commit.CommitNote;
import synod.commit.Event;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.twophase.Message;
import synod.commit.twophase.Message.Ask;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.NoIdea;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Message.Presumed;
import synod.commit.twophase.Message.Voted;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.Record;
import synod.commit.twophase.TwoPhaseSettings;
import synod.journal.DiskFailure;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.sim.disk.CrashStyle;
import synod.sim.disk.SimDisk;
import synod.transactions.Amnesia;
import synod.transactions.Participant;
import synod.transactions.Participant.Identity;
import synod.transactions.Surroundings;
import synod.transactions.protocol.TwoPhaseProtocol;
import synod.transactions.record.LockMode;
import synod.transactions.record.Unreadable;
import synod.transactions.store.StoreSettings;

/** The conformance list's items that need the protocol, the store and the journal together: 17, 103 and 107. */
public final class ParticipantConformanceTest {
    private static final NodeId BANK = NodeId.of(9);
    private static final NodeId PEER = NodeId.of(2);
    private static final NodeId SELF = NodeId.of(1);
    private static final TransactionId ID = new TransactionId(BANK, 1, 1);
    private static final List<NodeId> MEMBERS = List.of(SELF, PEER);

    /** A message that left. */
    private record Sent(NodeId to, Message message) {}

    /** A participant whose disk outlives it, with everything it says. */
    private static final class Scene implements Surroundings<Message> {
        final SimDisk disk = new SimDisk(bound -> 0);
        final List<Sent> sent = new ArrayList<>();
        final List<Note> notes = new ArrayList<>();
        int forced;

        @Nullable
        Participant<Message, Record> participant;

        void start(boolean isKnown) {
            TwoPhaseProtocol protocol = new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1000, 100));
            participant = Participant.open(new Identity(SELF, StoreSettings.tiny(), isKnown), disk, protocol, this, 1);
            forced = 0;
        }

        Participant<Message, Record> it() {
            return Objects.requireNonNull(participant);
        }

        void crash() {
            participant = null;
            disk.crash(CrashStyle.LOST);
        }

        void work() {
            it().join(1, ID, 1);
            it().write(1, ID, "k", Ledger.bytes("v"), 1);
        }

        void receive(NodeId from, Message message) {
            it().receive(1, from, message);
            it().flush(1);
        }

        void prepare() {
            work();
            receive(BANK, new Prepare(ID, MEMBERS));
        }

        @Override
        public void send(NodeId to, Message message) {
            sent.add(new Sent(to, message));
        }

        @Override
        public void report(TransactionId transaction, Result result) {}

        @Override
        public void note(Note note) {
            notes.add(note);
        }

        @Override
        public void wrote(Object record) {}

        @Override
        public void forced() {
            forced++;
        }

        @Override
        public void read(long request, @Nullable Bytes value) {}

        @Override
        public void written(long request) {}

        @Override
        public void refused(long request, TransactionId transaction) {}

        @Override
        public void wounded(TransactionId transaction) {}
    }

    @Test
    void oneForceForTheVoteAndOneForTheOutcome() {
        Scene scene = new Scene();
        scene.start(false);
        scene.prepare();
        assertThat(scene.sent).containsExactly(new Sent(BANK, new Voted(ID, Vote.YES)));
        assertThat(scene.forced).isEqualTo(1);
        scene.receive(BANK, new Decided(ID, synod.commit.Outcome.COMMITTED));
        assertThat(scene.sent).contains(new Sent(BANK, new Message.Acknowledged(ID)));
        assertThat(scene.forced).isEqualTo(2);
        assertThat(scene.it().locked(ID)).isEmpty();
    }

    @Test
    void oneInDoubtHasItsLocksBeforeItServesAnything() {
        Scene scene = new Scene();
        scene.start(false);
        scene.prepare();
        scene.crash();
        scene.start(true);
        assertThat(scene.it().inDoubt()).containsExactly(ID);
        assertThat(scene.it().locked(ID)).isEqualTo(Map.of("k", LockMode.EXCLUSIVE));
        scene.receive(BANK, new Presumed(ID, synod.commit.Outcome.ABORTED));
        assertThat(scene.it().values()).isEmpty();
        assertThat(scene.it().locked(ID)).isEmpty();
    }

    @Test
    void conclusionsSurviveCheckpoints() {
        Scene scene = new Scene();
        scene.start(false);
        for (long number = 1; number <= 200; number++) {
            TransactionId id = new TransactionId(BANK, 1, number);
            scene.it().join(1, id, number);
            scene.it().write(1, id, "k" + number % 7, Ledger.bytes("v" + number), number);
            scene.receive(BANK, new Prepare(id, MEMBERS));
            scene.receive(BANK, new Decided(id, synod.commit.Outcome.COMMITTED));
        }
        scene.crash();
        scene.start(true);
        scene.sent.clear();
        scene.receive(PEER, new Ask(ID));
        assertThat(scene.sent).containsExactly(new Sent(PEER, new Decided(ID, synod.commit.Outcome.COMMITTED)));
        assertThat(scene.it().values()).containsEntry("k4", Ledger.bytes("v200"));
    }

    @Test
    void c017_anUnreadablePreparedRecordIsNotAnsweredFor() {
        Scene scene = new Scene();
        scene.start(false);
        scene.prepare();
        // More behind it, so that it is no torn tail.
        TransactionId other = new TransactionId(BANK, 1, 2);
        scene.it().join(1, other, 2);
        scene.receive(BANK, new Prepare(other, MEMBERS));
        scene.participant = null;
        scene.disk.crash(CrashStyle.KEPT);
        String name = scene.disk.list().stream()
                .filter(each -> each.matches("journal-[0-9a-f]+"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = scene.disk.contents(name);
        int used = bytes.length;
        while (bytes[used - 1] == 0) {
            used--;
        }
        for (int at = firstRecord(bytes); at < used; at++) {
            SimDisk rotten = scene.disk.copy(bound -> 0);
            rotten.flipBit(name, 8L * at);
            Scene again = new Scene();
            TwoPhaseProtocol protocol = new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1000, 100));
            assertThatThrownBy(() -> Participant.open(
                            new Identity(SELF, StoreSettings.tiny(), true), rotten, protocol, again, 1))
                    .as("bit of byte %d", at)
                    .isInstanceOfAny(Unreadable.class, DiskFailure.class);
            assertThat(again.sent).isEmpty();
        }
    }

    /** A record's header says so in its 49th byte and the next three. */
    private static int firstRecord(byte[] segment) {
        int at = new String(segment, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("SynR");
        assertThat(at).isPositive();
        return at - 48;
    }

    @Test
    void c103_noVoteAndNoAcknowledgementAfterAFailedForce() {
        Scene scene = new Scene();
        scene.start(false);
        scene.work();
        scene.it().receive(1, BANK, new Prepare(ID, MEMBERS));
        scene.disk.failNextForce();
        assertThatThrownBy(() -> scene.it().flush(1)).isInstanceOf(DiskFailure.class);
        assertThat(scene.sent).isEmpty();
        assertThatThrownBy(() -> scene.it().flush(1)).isInstanceOf(DiskFailure.class);
        assertThatThrownBy(() -> scene.it().receive(1, PEER, new Ask(ID))).isInstanceOf(DiskFailure.class);
        assertThatThrownBy(() -> scene.it().happen(1, new Event.Tick<>(0))).isInstanceOf(DiskFailure.class);
        assertThat(scene.sent).isEmpty();
    }

    @Test
    void c107_oneThatLostItsJournalAnswersNothingUntilItIsReadmitted() {
        Scene scene = new Scene();
        scene.start(false);
        scene.prepare();
        scene.it().checkpoint();
        scene.participant = null;
        for (String name : scene.disk.list()) {
            if (name.startsWith("journal")) {
                scene.disk.remove(name);
            }
        }
        scene.sent.clear();
        // That its image is still there is enough to know it, whatever the operator says.
        scene.start(false);
        assertThat(scene.it().isAmnesiac()).isTrue();
        scene.receive(PEER, new Ask(ID));
        scene.receive(BANK, new Prepare(ID, MEMBERS));
        assertThat(scene.sent).isEmpty();
        assertThat(scene.notes).contains(new Amnesia(PEER), new Amnesia(BANK));
        assertThat(scene.it().join(1, new TransactionId(BANK, 1, 7), 1)).isFalse();
        assertThat(scene.it().deadline()).isEqualTo(Long.MAX_VALUE);

        scene.crash();
        Participant.readmit(scene.disk);
        scene.start(false);
        assertThat(scene.it().isAmnesiac()).isFalse();
        assertThat(scene.it().values()).isEmpty();
        scene.receive(PEER, new Ask(ID));
        assertThat(scene.sent).containsExactly(new Sent(PEER, new NoIdea(ID, false)));
    }

    @Test
    void c107_anEmptyDiskOfOneThatIsKnownIsALostOne() {
        Scene scene = new Scene();
        scene.start(true);
        assertThat(scene.it().isAmnesiac()).isTrue();
        scene.receive(PEER, new Ask(ID));
        assertThat(scene.sent).isEmpty();
        // It is no better for having been started once more.
        scene.crash();
        scene.start(true);
        assertThat(scene.it().isAmnesiac()).isTrue();
    }

    @Test
    void oneInDoubtAsksAndSaysSinceWhen() {
        Scene scene = new Scene();
        scene.start(false);
        scene.prepare();
        scene.it().happen(2000, new Event.Tick<>(0));
        assertThat(scene.notes).contains(new CommitNote.InDoubt(ID, 1, List.of(BANK)));
    }
}
