package synod.tree;

import java.util.List;
import synod.kernel.Bytes;

/** The znodes. Single-threaded; the same calls in the same order make the same state and the same answers. */
@SuppressWarnings("DoNotCallSuggester")
public final class Tree {
    /** An empty database: the four reserved znodes. */
    public Tree() {}

    /**
     * Resolves a request against the tree as it will be: checks it in the protocol's order and fixes everything that
     * could come out differently elsewhere. Changes neither the tree nor {@code pending}.
     *
     * @param zxid the place the transaction takes
     * @param nowMillis the leader's clock, milliseconds since 1970
     */
    public Txn prepare(Pending pending, Request request, Caller caller, long zxid, long nowMillis) {
        throw NotYet.built();
    }

    /** The transaction that ends a session as far as the tree is concerned: its ephemerals go, in order of their paths. */
    public Txn prepareCloseSession(Pending pending, long session, long zxid, long nowMillis) {
        throw NotYet.built();
    }

    /** Applies a transaction. Never fails for one that was prepared after all before it were pushed or applied. */
    public Reply apply(Txn txn, Changes changes) {
        throw NotYet.built();
    }

    /** {@link #prepare} with nothing pending and {@link #apply} in one go, without the transaction in between. */
    public Reply execute(Request request, Caller caller, long zxid, long nowMillis, Changes changes) {
        throw NotYet.built();
    }

    /** As {@link #execute}: the session's ephemerals go at this zxid. */
    public Reply closeSession(long session, long zxid, long nowMillis, Changes changes) {
        throw NotYet.built();
    }

    /** Points {@code node} at the znode of this path; false, and {@code node} as before, when there is none. */
    public boolean find(Bytes path, Znode node) {
        throw NotYet.built();
    }

    /** The zxid of the last transaction applied; 0 before the first. */
    public long lastZxid() {
        throw NotYet.built();
    }

    /** 64 bits that depend on every transaction applied so far and their order. */
    public long digest() {
        throw NotYet.built();
    }

    /** 64 bits that depend on the znodes as they are; walks the whole tree. */
    public long contentDigest() {
        throw NotYet.built();
    }

    /** How many znodes there are, the root counted twice as the reference does: 5 on an empty database. */
    public int nodeCount() {
        throw NotYet.built();
    }

    /** Bytes of all paths and data, as the reference counts them. */
    public long approximateDataSize() {
        throw NotYet.built();
    }

    /** How many znodes are ephemeral. */
    public int ephemeralCount() {
        throw NotYet.built();
    }

    /** The sessions that own ephemerals, ascending. */
    public long[] ephemeralOwners() {
        throw NotYet.built();
    }

    /** The paths of a session's ephemerals that begin with these bytes, ascending; an empty prefix means all. */
    public List<Bytes> ephemerals(long session, Bytes prefix) {
        throw NotYet.built();
    }

    /**
     * Begins an image of the tree as it is now. It must be finished or aborted before the next one begins; until then
     * each change costs a little more.
     */
    public SnapshotCursor beginSnapshot() {
        throw NotYet.built();
    }
}
