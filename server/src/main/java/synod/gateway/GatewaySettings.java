package synod.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.runtime.HostPort;

/**
 * What the client gateway of one server allows.
 *
 * @param address where it listens for clients without TLS; null for nowhere
 * @param backlog connections that may wait to be accepted, or -1 for the system's default
 * @param maxConnectionsPerAddress connections from one remote address; 0 for no limit
 * @param maxConnections connections in all; 0 for no limit
 * @param maxFrameBytes the longest request, without its length; at least 128
 * @param maxOutstandingBytes how long all requests in process may be together before those who sent one are no longer
 *     read
 * @param highWaterBytes bytes that may wait to be written to one connection before it is no longer read
 * @param handshakeTimeoutMillis how long a connection may live without a session
 * @param isKeepAlive whether the system probes idle connections
 * @param whitelist the four-letter words that are answered; {@code *} for all
 * @param pacing how clients are held back that together ask for too much
 */
public record GatewaySettings(
        @Nullable HostPort address,
        int backlog,
        int maxConnectionsPerAddress,
        int maxConnections,
        int maxFrameBytes,
        long maxOutstandingBytes,
        int highWaterBytes,
        long handshakeTimeoutMillis,
        boolean isKeepAlive,
        List<String> whitelist,
        Pacing pacing) {
    /** Apache's default for {@code jute.maxbuffer}. */
    public static final int DEFAULT_FRAME_BYTES = 0xfffff;

    /** What the requests in process may take by default. */
    public static final long DEFAULT_OUTSTANDING_BYTES = 128L << 20;

    /** @throws IllegalArgumentException when a value is outside its range */
    public GatewaySettings {
        check(backlog == -1 || backlog > 0, "clientPortListenBacklog must be -1 or positive", backlog);
        check(maxConnectionsPerAddress >= 0, "maxClientCnxns must be 0 or positive", maxConnectionsPerAddress);
        check(maxConnections >= 0, "maxCnxns must be 0 or positive", maxConnections);
        check(maxFrameBytes >= 128, "jute.maxbuffer must be at least 128", maxFrameBytes);
        check(maxOutstandingBytes >= 1, "the bytes in process must be positive", maxOutstandingBytes);
        check(highWaterBytes >= 1024, "the write buffer mark must be at least 1024", highWaterBytes);
        check(handshakeTimeoutMillis > 0, "nio.sessionlessCnxnTimeout must be positive", handshakeTimeoutMillis);
        whitelist = List.copyOf(whitelist);
    }

    /** The same without holding anybody back. */
    public GatewaySettings(
            @Nullable HostPort address,
            int backlog,
            int maxConnectionsPerAddress,
            int maxConnections,
            int maxFrameBytes,
            long maxOutstandingBytes,
            int highWaterBytes,
            long handshakeTimeoutMillis,
            boolean isKeepAlive,
            List<String> whitelist) {
        this(
                address,
                backlog,
                maxConnectionsPerAddress,
                maxConnections,
                maxFrameBytes,
                maxOutstandingBytes,
                highWaterBytes,
                handshakeTimeoutMillis,
                isKeepAlive,
                whitelist,
                Pacing.none());
    }

    /** Apache's defaults, listening at {@code address}. */
    public static GatewaySettings defaults(HostPort address) {
        return new GatewaySettings(
                address,
                -1,
                60,
                0,
                DEFAULT_FRAME_BYTES,
                DEFAULT_OUTSTANDING_BYTES,
                1 << 20,
                10_000,
                false,
                List.of("srvr", "sess"));
    }

    /** Whether the four-letter word may be answered. {@code srvr} always may. */
    public boolean allows(String word) {
        return "srvr".equals(word) || whitelist.contains("*") || whitelist.contains(word);
    }

    private static void check(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }
}
