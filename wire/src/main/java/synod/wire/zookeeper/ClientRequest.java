package synod.wire.zookeeper;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Reply;
import synod.tree.Request;
import synod.tree.WatchKind;
import synod.tree.Watches;

/**
 * What a client asks for, decoded from the body of one frame. Paths and data are slices of that frame; a path may be
 * any bytes at all, because what is wrong with it is answered by the operation and not by the decoder.
 */
public sealed interface ClientRequest {
    /** A read of one znode that may stand inside a {@link MultiRead}. */
    sealed interface Read extends ClientRequest {
        /** The znode. */
        Bytes path();

        /** Whether a one-shot watch is to be left behind; means nothing inside a multiRead. */
        boolean watch();
    }

    /** A change of the tree, to be ordered by the ensemble. */
    record Write(Request request) implements ClientRequest {}

    /** A change that is answered without being ordered, because its arguments contradict each other. */
    record Refused(Reply reply) implements ClientRequest {}

    /** Stat, or NoNode. */
    record Exists(Bytes path, boolean watch) implements ClientRequest {}

    /** Data and Stat. */
    record GetData(Bytes path, boolean watch) implements Read {}

    /** Access list and Stat. */
    record GetAcl(Bytes path) implements ClientRequest {}

    /**
     * Names of the children.
     *
     * @param withStat whether the reply ends with the Stat: getChildren2
     */
    record GetChildren(Bytes path, boolean watch, boolean withStat) implements Read {}

    /** Number of all descendants. */
    record GetAllChildrenNumber(Bytes path) implements ClientRequest {}

    /** Ephemerals of the calling session whose path begins with the prefix; all of them for null. */
    record GetEphemerals(@Nullable Bytes prefix) implements ClientRequest {}

    /** Reads of one state, each answered on its own; watches are ignored. */
    record MultiRead(List<Read> reads) implements ClientRequest {}

    /** A barrier through the leader; the path is echoed. */
    record Sync(Bytes path) implements ClientRequest {}

    /** A sign of life. */
    record Ping() implements ClientRequest {
        static final Ping INSTANCE = new Ping();
    }

    /** The session ends. */
    record CloseSession() implements ClientRequest {
        static final CloseSession INSTANCE = new CloseSession();
    }

    /** An identity is presented. */
    record Auth(Bytes scheme, @Nullable Bytes credentials) implements ClientRequest {}

    /** A step of a SASL exchange. */
    record Sasl(@Nullable Bytes token) implements ClientRequest {}

    /**
     * Watches are put back after a reconnect.
     *
     * @param relativeZxid what the client saw last: later changes fire at once
     */
    record SetWatches(long relativeZxid, Watches.Rearm lists) implements ClientRequest {}

    /** A persistent watch, on the path alone or on everything below it too. */
    record AddWatch(Bytes path, boolean recursive) implements ClientRequest {}

    /** Whether this connection has such a watch. */
    record CheckWatches(Bytes path, WatchKind kind) implements ClientRequest {}

    /** Watches of this connection are taken away. */
    record RemoveWatches(Bytes path, WatchKind kind) implements ClientRequest {}

    /** The identities of the connection. */
    record WhoAmI() implements ClientRequest {
        static final WhoAmI INSTANCE = new WhoAmI();
    }

    /** A change of the ensemble's members. */
    record Reconfig(
            @Nullable Bytes joiningServers,
            @Nullable Bytes leavingServers,
            @Nullable Bytes newMembers,
            long currentConfiguration)
            implements ClientRequest {}

    /** An operation that no client may ask for: answered with Unimplemented, then the connection is closed. */
    record Unknown(int type) implements ClientRequest {}
}
