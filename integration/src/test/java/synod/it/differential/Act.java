package synod.it.differential;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.jute.Record;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** What a session does in one step. */
sealed interface Act {
    /**
     * A request, to which the answer is waited for.
     *
     * @param xid its number, or null for the next one
     * @param type the operation
     * @param body its records one after the other, given the zxid that the scene marked last
     */
    record Ask(@Nullable Integer xid, int type, LongFunction<List<Record>> body) implements Act {}

    /**
     * A frame of any bytes behind its length, to which an answer or the end of the connection is waited for.
     *
     * @param type what the answer is read as, if there is one without error
     */
    record Say(int type, Bytes frame) implements Act {}

    /** Requests sent together, and their answers. */
    record Pipeline(List<Ask> asked) implements Act {}

    /**
     * The first frame of a new connection.
     *
     * @param server at which server, counted from the leader; standalone there is only one
     * @param kind what becomes of the new connection and of the one before
     * @param frame what is said, given who the session is
     */
    record Greet(int server, Kind kind, Function<Who, Bytes> frame) implements Act {}

    /** What becomes of two connections of one session. */
    enum Kind {
        /** The old one is dropped first, and the new one takes its place. */
        AFTER_BREAK,
        /** The old one stands until the server ends it, which is waited for. */
        WHILE_OPEN,
        /** The new one is only looked at, and the old one goes on. */
        BESIDE
    }

    /** Breaks the connection without a word. */
    record Break() implements Act {}

    /** Waits until this many events have been told to the session. */
    record Await(int events) implements Act {}

    /** Remembers the last zxid that the session was answered with. */
    record Mark() implements Act {}

    /** Who a session is to the servers. */
    record Who(long id, Bytes password, long zxid) {}
}
