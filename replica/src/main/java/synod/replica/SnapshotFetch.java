package synod.replica;

import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.wire.peer.PeerMessage;

/**
 * Fetches an image of the state from a peer, piece by piece. What has arrived is on the disk and is not fetched again
 * after a restart: the first piece shows of which image the peer speaks, and the disk answers where to go on.
 */
final class SnapshotFetch {
    private static final int CHUNK_BYTES = 256 << 10;

    private final ReplicaSettings settings;
    private final Ports ports;
    private @Nullable NodeId from;
    private long slot;
    private long length;
    private long offset;
    private long askedAtNanos;
    private int retries;
    private int drops;

    SnapshotFetch(ReplicaSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
    }

    boolean isActive() {
        return from != null;
    }

    /** Entries no longer help; {@code peer} has an image. */
    void begin(NodeId peer, long now) {
        if (from != null) {
            return;
        }
        ports.note(new ReplicaNote.SnapshotFetchBegun(peer));
        from = peer;
        slot = 0;
        offset = 0;
        retries = 0;
        drops = 0;
        ask(now);
    }

    void onChunk(NodeId peer, PeerMessage.SnapshotChunk chunk) {
        if (!peer.equals(from) || (slot != 0 && chunk.slot() != slot)) {
            ports.note(new ReplicaNote.PeerIgnored(peer, "a piece of an image that is not being fetched"));
            return;
        }
        if (chunk.bytes().length() == 0) {
            // The peer has dropped that image for a newer one; whoever says again that one is needed starts over.
            from = null;
            return;
        }
        slot = chunk.slot();
        length = chunk.total();
        ports.storeSnapshotChunk(chunk.slot(), chunk.offset(), chunk.total(), chunk.bytes());
    }

    void onStored(long storedSlot, long nextOffset, boolean complete, long now) {
        NodeId peer = from;
        if (peer == null || storedSlot != slot) {
            return;
        }
        if (complete) {
            ports.note(new ReplicaNote.SnapshotFetched(peer, slot, length));
            ports.reopen(false);
            return;
        }
        if (nextOffset < offset) {
            // The disk dropped what it had: it was damaged, or of another file of the same slot. Once that may be what
            // was
            // left here from another peer; twice it is this peer's own image, and another's must be found.
            if (++drops > 1) {
                from = null;
                return;
            }
        } else if (nextOffset == offset) {
            // A piece that came twice; the next one is asked for already.
            return;
        }
        retries = 0;
        offset = nextOffset;
        ask(now);
    }

    void onTick(long now) {
        if (from == null || now - askedAtNanos < settings.retransmitNanos()) {
            return;
        }
        if (++retries > 3) {
            from = null;
            return;
        }
        ask(now);
    }

    private void ask(long now) {
        askedAtNanos = now;
        if (from != null) {
            ports.send(from, new PeerMessage.SnapshotRequest(slot, offset, CHUNK_BYTES));
        }
    }
}
