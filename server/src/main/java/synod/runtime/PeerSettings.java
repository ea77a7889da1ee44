package synod.runtime;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.security.PeerTls;

/**
 * The links of one server to the others.
 *
 * @param self this server
 * @param listen where it listens for servers with a higher number
 * @param peers the addresses of all others, voters and observers
 * @param maxFrameBytes the longest message that is believed
 * @param maxQueuedBytes what may wait for one peer before its link drops
 * @param tls how the links use TLS; null for not at all
 */
public record PeerSettings(
        NodeId self,
        HostPort listen,
        SortedMap<NodeId, HostPort> peers,
        int maxFrameBytes,
        long maxQueuedBytes,
        @Nullable PeerTls tls) {
    /** @throws IllegalArgumentException when a value is out of range or this server is among its own peers */
    public PeerSettings {
        peers = new TreeMap<>(peers);
        if (peers.containsKey(self)) {
            throw new IllegalArgumentException(self + " cannot be its own peer");
        }
        if (maxFrameBytes < 1024 || maxQueuedBytes < maxFrameBytes) {
            throw new IllegalArgumentException("a peer's queue (" + maxQueuedBytes
                    + " bytes) must hold its longest frame (" + maxFrameBytes + " bytes), at least 1024");
        }
    }

    /** Limits that fit the log's window and messages. */
    public static PeerSettings of(NodeId self, HostPort listen, SortedMap<NodeId, HostPort> peers) {
        return new PeerSettings(self, listen, peers, 128 << 20, 256L << 20, null);
    }

    /** The same with TLS, or without. */
    public PeerSettings withTls(@Nullable PeerTls other) {
        return new PeerSettings(self, listen, peers, maxFrameBytes, maxQueuedBytes, other);
    }
}
