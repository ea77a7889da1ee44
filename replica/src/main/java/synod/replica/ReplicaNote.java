package synod.replica;

import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.tree.SoftLimit;

/** Facts that a node tells its operator, beside those of its ordering protocol. */
public sealed interface ReplicaNote extends Note {
    /** The state was restored and the node begins to take part. */
    record Restored(long snapshotSlot, long appliedSlot, long zxid, int znodes, int sessions) implements ReplicaNote {}

    /** Clients are served: there is a leader and this node has caught up with it. */
    record Serving(NodeId leader) implements ReplicaNote {}

    /** Clients are sent away: no leader has been in reach for {@code nanos}. */
    record NotServing(long nanos) implements ReplicaNote {}

    /** Those clients are served who only read: no leader has been in reach for {@code nanos}. */
    record ReadOnly(long nanos) implements ReplicaNote {}

    /** This node ends a session, as its leader or as the only one to know it: for {@code silentMillis} or more nothing was heard of its client. */
    record SessionSilent(long session, int timeoutMillis, long silentMillis) implements ReplicaNote {}

    /** A session has ended for want of a sign of life, by an entry of the log made at this time, milliseconds since 1970. */
    record SessionExpired(long session, long atMillis) implements ReplicaNote {}

    /** A subtree grew although it holds more than its quota's soft limits say. */
    record SoftLimitPassed(SoftLimit limit) implements ReplicaNote {}

    /** A session was ended by its client, by an entry of the log made at this time, milliseconds since 1970. */
    record SessionClosed(long session, long atMillis) implements ReplicaNote {}

    /**
     * A connection that served a session is gone.
     *
     * @param reason why this node closed it; null when the client did, or the network
     */
    record ConnectionEnded(long session, @Nullable CloseReason reason) implements ReplicaNote {}

    /** An image of the state is being written. */
    record SnapshotBegun(long slot, long zxid) implements ReplicaNote {}

    /** An image of the state is safely stored. */
    record SnapshotSaved(long slot) implements ReplicaNote {}

    /** There was no room for an image of the state; nothing of it is left. */
    record SnapshotAbandoned(long slot) implements ReplicaNote {}

    /** This node is too far behind to learn slot by slot and fetches an image. */
    record SnapshotFetchBegun(NodeId from) implements ReplicaNote {}

    /** The image has arrived whole and is used from now on. */
    record SnapshotFetched(NodeId from, long slot, long length) implements ReplicaNote {}

    /** A majority has another state at this slot than this node: it must not be believed. */
    record Diverged(long slot, long digest, long majorityDigest, NodeId from) implements ReplicaNote {}

    /** Another node's state differs from ours at one slot, and there is no majority to say who is right. */
    record DigestsDiffer(NodeId peer, long slot, long mine, long theirs) implements ReplicaNote {}

    /** Bytes of a client that are not of the protocol. */
    record ClientMalformed(long connection, String reason) implements ReplicaNote {}

    /** A message of a peer that could not be used. */
    record PeerIgnored(NodeId peer, String reason) implements ReplicaNote {}

    /** The life of this server whose parcels were expected turned out to be another; requests are numbered anew. */
    record Renumbered(int counter, int parcels) implements ReplicaNote {}
}
