package synod.replica;

import java.util.List;
import java.util.Objects;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.multipaxos.PaxosSettings;

/**
 * What an operator may choose for one node, beside the ordering protocol's own settings.
 *
 * @param self this node
 * @param configuration the ensemble as its configuration file tells; the same on every node
 * @param paxos the ordering protocol's settings
 * @param reads what a read promises
 * @param minSessionTimeoutMillis no session's timeout is shorter
 * @param maxSessionTimeoutMillis no session's timeout is longer
 * @param tickNanos deadlines of sessions are rounded up to multiples of this
 * @param touchNanos how often a server tells the leader which of its clients gave a sign of life
 * @param leaderlessNanos after this long without a leader in reach clients are sent away
 * @param retransmitNanos after this long without an answer parcels and barriers are sent again
 * @param parcelBytes about how many bytes of requests one parcel holds; one request always fits
 * @param batchBytes about how many bytes of parcels one command holds; one parcel always fits
 * @param waitingBytes how many bytes of other servers' parcels may wait for room in the log; what is beyond is dropped and
 *     comes again
 * @param inFlightCommands how many commands of a leader may be on their way at once; batches grow while they are
 * @param connectionRequests after this many unanswered requests a connection is not read
 * @param totalRequests after this many unanswered requests of all, no connection that has one is read
 * @param snapshotRequests an image of the state is taken after this many requests, at random between half and all of them
 * @param snapshotLogBytes an image is taken after this many bytes of commands, too
 * @param snapshotSliceZnodes how many znodes go into an image between two batches of inputs
 * @param digestSlots every so many slots the nodes compare their states
 * @param sessionSecret what passwords of sessions are derived from; the same on every node
 * @param rules what clients of this node may do
 * @param sessions what is chosen about sessions
 * @param lapses how containers and znodes with a time to live are removed
 * @param membership what {@code /zookeeper/config} shows, in ZooKeeper's words; empty for a server alone
 */
public record ReplicaSettings(
        NodeId self,
        Configuration configuration,
        PaxosSettings paxos,
        ReadMode reads,
        int minSessionTimeoutMillis,
        int maxSessionTimeoutMillis,
        long tickNanos,
        long touchNanos,
        long leaderlessNanos,
        long retransmitNanos,
        int parcelBytes,
        int batchBytes,
        int waitingBytes,
        int inFlightCommands,
        int connectionRequests,
        int totalRequests,
        int snapshotRequests,
        long snapshotLogBytes,
        int snapshotSliceZnodes,
        int digestSlots,
        Bytes sessionSecret,
        ClientRules rules,
        SessionRules sessions,
        LapseSettings lapses,
        Bytes membership) {
    private static final long MILLISECOND = 1_000_000L;
    private static final Bytes COMMON_SECRET = Bytes.wrap(new byte[] {0x53, 0x79, 0x6e, 0x6f, 0x64, 0x20, 0x31});

    /** @throws IllegalArgumentException when a value is out of range or two contradict each other */
    public ReplicaSettings {
        Objects.requireNonNull(self);
        if (!configuration.contains(self)) {
            throw new IllegalArgumentException("server " + self.value() + " is not in the configuration");
        }
        if (minSessionTimeoutMillis < 1 || maxSessionTimeoutMillis < minSessionTimeoutMillis) {
            throw new IllegalArgumentException("session timeouts from " + minSessionTimeoutMillis + " ms to "
                    + maxSessionTimeoutMillis + " ms are no range");
        }
        positive("tickNanos", tickNanos);
        positive("touchNanos", touchNanos);
        positive("leaderlessNanos", leaderlessNanos);
        positive("retransmitNanos", retransmitNanos);
        positive("parcelBytes", parcelBytes);
        positive("batchBytes", batchBytes);
        positive("waitingBytes", waitingBytes);
        positive("inFlightCommands", inFlightCommands);
        positive("connectionRequests", connectionRequests);
        positive("totalRequests", totalRequests);
        positive("snapshotRequests", snapshotRequests);
        positive("snapshotLogBytes", snapshotLogBytes);
        positive("snapshotSliceZnodes", snapshotSliceZnodes);
        positive("digestSlots", digestSlots);
    }

    /** What a server uses when nobody says otherwise; {@code tickMillis} is ZooKeeper's tickTime. */
    public static ReplicaSettings defaults(NodeId self, Configuration configuration, int tickMillis) {
        return new ReplicaSettings(
                self,
                configuration,
                PaxosSettings.defaults(),
                ReadMode.LOCAL,
                2 * tickMillis,
                20 * tickMillis,
                tickMillis * MILLISECOND,
                Math.max(1, tickMillis / 4) * MILLISECOND,
                3_000 * MILLISECOND,
                500 * MILLISECOND,
                256 << 10,
                256 << 10,
                32 << 20,
                4,
                2_000,
                50_000,
                100_000,
                256L << 20,
                250,
                1_000,
                COMMON_SECRET,
                ClientRules.DEFAULTS,
                SessionRules.DEFAULTS,
                LapseSettings.DEFAULTS,
                Bytes.EMPTY);
    }

    /** Limits so small that tests live in the corners. */
    public static ReplicaSettings tiny(NodeId self, Configuration configuration) {
        return new ReplicaSettings(
                self,
                configuration,
                PaxosSettings.tiny(),
                ReadMode.LOCAL,
                400,
                8_000,
                200 * MILLISECOND,
                50 * MILLISECOND,
                1_200 * MILLISECOND,
                300 * MILLISECOND,
                256,
                512,
                4_096,
                2,
                8,
                64,
                40,
                8_192,
                3,
                5,
                COMMON_SECRET,
                new ClientRules(null, "SHA-1", true, true, true, false, List.of()),
                new SessionRules(false, false, SessionRules.NEVER, 40),
                new LapseSettings(300 * MILLISECOND, 6_000, 1_500),
                Bytes.EMPTY);
    }

    /** The same with another promise for reads. */
    public ReplicaSettings withReads(ReadMode mode) {
        return with(mode, rules, sessions, lapses);
    }

    /** The same with other rules for clients. */
    public ReplicaSettings withRules(ClientRules other) {
        return with(reads, other, sessions, lapses);
    }

    /** The same with another way to remove what has lapsed. */
    public ReplicaSettings withLapses(LapseSettings other) {
        return with(reads, rules, sessions, other);
    }

    /** The same with other choices about sessions. */
    public ReplicaSettings withSessions(SessionRules other) {
        return with(reads, rules, other, lapses);
    }

    private ReplicaSettings with(
            ReadMode newReads, ClientRules newRules, SessionRules newSessions, LapseSettings newLapses) {
        return new ReplicaSettings(
                self,
                configuration,
                paxos,
                newReads,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                tickNanos,
                touchNanos,
                leaderlessNanos,
                retransmitNanos,
                parcelBytes,
                batchBytes,
                waitingBytes,
                inFlightCommands,
                connectionRequests,
                totalRequests,
                snapshotRequests,
                snapshotLogBytes,
                snapshotSliceZnodes,
                digestSlots,
                sessionSecret,
                newRules,
                newSessions,
                newLapses,
                membership);
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
