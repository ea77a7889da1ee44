package synod.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import synod.check.Answer.Done;
import synod.check.Answer.Reason;
import synod.check.Answer.Refused;
import synod.check.Operation.Create;
import synod.check.Operation.Get;
import synod.check.Operation.SetData;

/** Each guarantee of a session, kept once and broken once. */
final class SessionGuaranteesTest {
    private final History history = new History();

    private void does(long session, Operation operation, Answer answer) {
        history.answer(history.ask(session, operation), answer);
    }

    private static Done read(long zxid, long mzxid) {
        return new Done(zxid, "x", 0, mzxid);
    }

    private Verdict verdict() {
        return SessionGuarantees.check(history);
    }

    @Test
    void sessionsMayBeBehindEachOther() {
        does(1, new Create("/a", "x"), Done.at(5));
        does(1, new Get("/a"), read(7, 5));
        does(2, new Get("/a"), new Refused(3, Reason.NO_NODE));
        does(2, new Get("/a"), read(5, 5));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsASessionThatGoesBack() {
        does(1, new Get("/a"), read(7, 5));
        does(1, new Get("/b"), read(6, 5));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsARefusalThatGoesBack() {
        does(1, new Get("/a"), read(7, 5));
        does(1, new Get("/b"), new Refused(6, Reason.NO_NODE));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAnOwnWriteNotSeen() {
        does(1, new SetData("/a", "y", 0), Done.at(9));
        does(1, new Get("/a"), read(9, 4));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAnOlderZnodeAfterANewerOne() {
        does(1, new Get("/a"), read(9, 8));
        does(1, new Get("/a"), read(9, 7));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAChangeFromTheFuture() {
        does(1, new Get("/a"), read(9, 10));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsWritesOutOfOrder() {
        does(1, new SetData("/a", "y", 0), Done.at(9));
        does(2, new SetData("/b", "y", 0), Done.at(8));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void writesAtTheSameTimeMayHaveAnyOrder() {
        int first = history.ask(1, new SetData("/a", "y", 0));
        int second = history.ask(2, new SetData("/b", "y", 0));
        history.answer(first, Done.at(9));
        history.answer(second, Done.at(8));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsTwoWritesWithOneZxid() {
        int first = history.ask(1, new SetData("/a", "y", 0));
        int second = history.ask(2, new SetData("/b", "y", 0));
        history.answer(first, Done.at(8));
        history.answer(second, Done.at(8));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }
}
