package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.Event;
import synod.commit.Numbers;
import synod.commit.Order;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.settling.Message;
import synod.commit.settling.Message.Ended;
import synod.commit.settling.Message.Own;
import synod.commit.settling.Message.Settle;
import synod.commit.settling.Message.Settled;
import synod.commit.settling.Record;
import synod.commit.settling.Settling;
import synod.commit.settling.SettlingSettings;
import synod.commit.twophase.Message.Acknowledged;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Message.Prepare;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.TwoPhase;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.sim.Effect;
import synod.sim.EffectList;

/** F1 and the promises it rests on, one sentence each, at one process of two-phase commit. */
final class SettlingConformanceTest {
    private static final NodeId SELF = NodeId.of(1);
    private static final NodeId ORIGIN = NodeId.of(4);
    private static final List<NodeId> EVERYONE = List.of(SELF, ORIGIN);

    private Settling<synod.commit.twophase.Message, synod.commit.twophase.Record> process = restore(List.of());
    private final List<Record<synod.commit.twophase.Record>> journal = new ArrayList<>();

    private static Settling<synod.commit.twophase.Message, synod.commit.twophase.Record> restore(
            List<Record<synod.commit.twophase.Record>> journal) {
        return restore(SELF, journal);
    }

    private static Settling<synod.commit.twophase.Message, synod.commit.twophase.Record> restore(
            NodeId self, List<Record<synod.commit.twophase.Record>> journal) {
        TwoPhaseSettings settings = new TwoPhaseSettings(Presumption.ABORT, 1000, 100);
        Function<synod.commit.twophase.Message, TransactionId> about = synod.commit.twophase.Message::transaction;
        return Settling.restore(
                self,
                1,
                new SettlingSettings(EVERYONE, 0, 1),
                journal,
                about,
                records -> TwoPhase.restore(self, 1, settings, records, 0));
    }

    private static TransactionId id(long number) {
        return new TransactionId(ORIGIN, 1, number);
    }

    private List<Effect<Message<synod.commit.twophase.Message>, Record<synod.commit.twophase.Record>, Order>> step(
            Event<Message<synod.commit.twophase.Message>> event) {
        EffectList<Message<synod.commit.twophase.Message>, Record<synod.commit.twophase.Record>, Order> out =
                new EffectList<>();
        process.step(1, event, out);
        for (var effect : out.effects()) {
            if (effect
                    instanceof
                    Effect.Persist<Message<synod.commit.twophase.Message>, Record<synod.commit.twophase.Record>, Order>
                            persist) {
                journal.add(persist.record());
            }
        }
        return out.effects();
    }

    private List<Message<synod.commit.twophase.Message>> told(Message<synod.commit.twophase.Message> message) {
        List<Message<synod.commit.twophase.Message>> sent = new ArrayList<>();
        for (var effect : step(new Event.Received<>(ORIGIN, message))) {
            if (effect
                    instanceof
                    Effect.Send<Message<synod.commit.twophase.Message>, Record<synod.commit.twophase.Record>, Order>
                            send) {
                sent.add(send.message());
            }
        }
        return sent;
    }

    private void commit(long number) {
        step(new Event.Joined<>(id(number)));
        told(new Own<>(new Prepare(id(number), EVERYONE)));
        step(new Event.Voted<>(id(number), Vote.YES));
        assertThat(told(new Own<>(new Decided(id(number), Outcome.COMMITTED))))
                .containsExactly(new Own<>(new Acknowledged(id(number))));
    }

    @Test
    void f1_whatIsOpenIsNotSaidToHaveEnded() {
        commit(1);
        step(new Event.Joined<>(id(2)));
        commit(3);
        assertThat(told(new Settle<>(id(4)))).containsExactly(new Settled<>(id(2)));
        step(new Event.Abandon<>(id(2)));
        assertThat(told(new Settle<>(id(4)))).containsExactly(new Settled<>(id(4)));
        // What was promised stays promised, and is said again.
        assertThat(told(new Settle<>(id(3)))).containsExactly(new Settled<>(id(4)));
    }

    @Test
    void f1_nothingBeginsBelowAPromise() {
        told(new Settle<>(id(5)));
        assertThat(step(new Event.Joined<>(id(4)))).contains(new Effect.Deliver<>(1, conclude(id(4))));
        process = restore(journal);
        assertThat(step(new Event.Joined<>(id(3)))).contains(new Effect.Deliver<>(1, conclude(id(3))));
        assertThat(process.oldestOpen(ORIGIN)).isNull();
        step(new Event.Joined<>(id(5)));
        assertThat(process.oldestOpen(ORIGIN)).isEqualTo(id(5));
    }

    private static Order conclude(TransactionId id) {
        return new Order.Conclude(id, Outcome.ABORTED);
    }

    @Test
    void f1_theAnswerWaitsForWhatItSaysToBeDurable() {
        commit(1);
        assertThat(step(new Event.Received<>(ORIGIN, new Settle<>(id(2)))))
                .containsExactly(
                        new Effect.Persist<>(new Record.Promised<>(id(2))),
                        new Effect.Send<>(ORIGIN, new Settled<>(id(2)), false));
    }

    @Test
    void f1_whatHasNotEndedIsNotForgotten() {
        step(new Event.Joined<>(id(2)));
        assertThatThrownBy(() -> told(new Ended<>(id(3))))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("F1");
    }

    @Test
    void c22_aCommitThatComesAfterEverythingIsForgottenChangesNothing() {
        commit(1);
        told(new Settle<>(id(2)));
        assertThat(process.concluded()).containsKey(id(1));
        told(new Ended<>(id(2)));
        assertThat(process.concluded()).isEmpty();
        assertThat(told(new Own<>(new Decided(id(1), Outcome.COMMITTED)))).containsExactly(new Ended<>(id(2)));
        assertThat(told(new Own<>(new Prepare(id(1), EVERYONE)))).containsExactly(new Ended<>(id(2)));
        assertThat(step(new Event.Received<>(ORIGIN, new Own<>(new Prepare(id(1), EVERYONE)))))
                .contains(new Effect.Tell<>(new Ignored(id(1), new Prepare(id(1), EVERYONE), Reason.TOO_LATE)));
        // So it does after a crash, from what a checkpoint keeps as well as from all records.
        List<Record<synod.commit.twophase.Record>> kept = process.retained();
        assertThat(kept).containsExactlyInAnyOrder(new Record.Promised<>(id(2)), new Record.Ended<>(id(2)));
        for (List<Record<synod.commit.twophase.Record>> records : List.of(kept, List.copyOf(journal))) {
            process = restore(records);
            assertThat(process.concluded()).isEmpty();
            assertThat(told(new Own<>(new Decided(id(1), Outcome.COMMITTED)))).containsExactly(new Ended<>(id(2)));
        }
    }

    /** The process that is named waits for acknowledgements that were lost in vain, if it has lost its own word of the end. */
    @Test
    void f1_whoWaitsBelowTheMarkStopsWhenItHearsOfIt() {
        process = restore(
                ORIGIN,
                List.of(new Record.Own<>(
                        new synod.commit.twophase.Record.Decision(id(1), Outcome.COMMITTED, List.of(SELF)))));
        assertThat(process.oldestOpen(ORIGIN)).isEqualTo(id(1));
        step(new Event.Received<>(SELF, new Ended<>(id(2))));
        assertThat(process.oldestOpen(ORIGIN)).isNull();
        assertThat(process.deadline()).isEqualTo(Long.MAX_VALUE);
        assertThat(step(new Event.Begin<>(id(1), EVERYONE)))
                .contains(new Effect.Tell<>(new Ignored(id(1), new Event.Begin<>(id(1), EVERYONE), Reason.TOO_LATE)));
    }

    @Test
    void numbersAreDroppedBelowAMark() {
        for (long mark = 1; mark <= 8; mark++) {
            Numbers numbers = new Numbers();
            List<TransactionId> left = new ArrayList<>();
            for (TransactionId each : List.of(id(1), id(3), id(4), id(5), id(7))) {
                numbers.add(each);
                if (each.number() >= mark) {
                    left.add(each);
                }
            }
            TransactionId later = new TransactionId(ORIGIN, 2, 1);
            TransactionId foreign = new TransactionId(SELF, 1, 1);
            numbers.add(later);
            numbers.add(foreign);
            left.add(0, foreign);
            left.add(later);
            numbers.dropBelow(id(mark));
            assertThat(numbers.all()).isEqualTo(left);
            numbers.dropBelow(new TransactionId(ORIGIN, 2, 1));
            assertThat(numbers.all()).containsExactly(foreign, later);
        }
    }
}
