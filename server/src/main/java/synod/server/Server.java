package synod.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.admin.AdminServer;
import synod.admin.AdminSettings;
import synod.gateway.ClientGateway;
import synod.gateway.OpenPorts;
import synod.gateway.SaslPort;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.HierarchicalQuorums;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;
import synod.kernel.Quorums;
import synod.multipaxos.Configuration;
import synod.multipaxos.Member;
import synod.multipaxos.PaxosSettings;
import synod.replica.ClientRules;
import synod.replica.ReplicaSettings;
import synod.replica.SaslMode;
import synod.runtime.Background;
import synod.runtime.HostPort;
import synod.runtime.LastResort;
import synod.runtime.NodeHost;
import synod.runtime.NodeSettings;
import synod.runtime.PeerSettings;
import synod.runtime.Sockets;
import synod.runtime.Surroundings;
import synod.security.PeerTls;
import synod.security.SaslLogins;
import synod.security.SaslSettings;

/** One running server: its folder, its loop, its node and its client port, put together. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("synod");
    private static final long MILLISECOND = 1_000_000L;
    private static final NodeId ALONE = NodeId.of(1);

    private final ServerConfiguration configuration;
    private final DataFolder folder;
    private final Sockets sockets;
    private final Background background;
    private final NodeHost node;
    private final ClientGateway gateway;
    private final @Nullable AdminServer admin;
    private final TlsContexts tls;
    private final @Nullable SaslPort logins;
    private final OpenPorts ports;

    private Server(
            ServerConfiguration configuration,
            TlsContexts tls,
            @Nullable SaslLogins logins,
            DataFolder folder,
            LastResort lastResort,
            Surroundings surroundings)
            throws IOException {
        this.configuration = configuration;
        this.tls = tls;
        this.logins = logins == null ? null : new SaslPort(logins, new Background("synod-sasl"));
        this.folder = folder;
        this.sockets = Sockets.open(configuration.transport());
        this.background = new Background();
        NodeSettings settings = settings(configuration, tls, mode(logins), folder, surroundings);
        this.node = new NodeHost(sockets, settings, lastResort);
        ServerWords words = new ServerWords(configuration, folder, node, background);
        this.gateway = new ClientGateway(
                sockets, configuration.gateway(), tls.clients(), this.logins, node.clientEvents(), words);
        AdminSettings commands = configuration.admin();
        this.admin = commands == null
                ? null
                : new AdminServer(
                        sockets,
                        commands,
                        AdminCommands.of(configuration, node, words, gateway.overview(words), sockets),
                        node.clientEvents()::isServing);
        boolean isStarted = false;
        try {
            node.start(gateway);
            this.ports = gateway.start();
            tls.watch(sockets, background);
            if (admin != null) {
                admin.start();
            }
            isStarted = true;
        } finally {
            if (!isStarted) {
                close();
            }
        }
    }

    /**
     * Starts a server.
     *
     * @throws IOException when an address is taken
     * @throws DataFolderProblem when the data folder must not be used
     * @throws ConfigurationProblem when the configuration is impossible
     * @throws synod.security.TlsProblem when a key or trust store cannot be used
     * @throws synod.security.SaslProblem when what SASL needs cannot be used
     * @throws synod.journal.DiskFailure when a disk fails
     * @throws synod.journal.UnusableFormat when files are of a newer format
     * @throws synod.replica.UnusableState when the state cannot be used
     */
    static Server start(ServerConfiguration configuration, LastResort lastResort, Surroundings surroundings)
            throws IOException {
        // Checked first: an impossible ensemble, or a certificate that is not there, should not leave a folder behind.
        consensus(configuration);
        TlsContexts tls = TlsContexts.open(configuration);
        SaslLogins logins = logins(configuration.sasl());
        Ensemble ensemble = configuration.ensemble();
        int number = ensemble == null ? ALONE.value() : ensemble.self().value();
        DataFolder folder = DataFolder.open(configuration.dataDirectory(), configuration.journalDirectory(), number);
        return new Server(configuration, tls, logins, folder, lastResort, surroundings);
    }

    /** Where clients log in; null for nowhere. */
    private static @Nullable SaslLogins logins(@Nullable SaslSettings settings) {
        SaslLogins logins = settings == null ? null : SaslLogins.open(settings);
        if (logins != null) {
            log.info("clients log in with SASL, mechanism {}", logins.mechanism());
        } else if (settings != null) {
            log.warn("{} has no section {}: clients cannot log in with SASL", settings.file(), settings.section());
        }
        return logins;
    }

    private static SaslMode mode(@Nullable SaslLogins logins) {
        if (logins == null) {
            return SaslMode.NONE;
        }
        return logins.toleratesFailure() ? SaslMode.TOLERANT : SaslMode.OFFERED;
    }

    /** The port that clients connect to without TLS; the one with TLS where there is no other. */
    int clientPort() {
        return ports.plain() == OpenPorts.NONE ? ports.secure() : ports.plain();
    }

    /** Where clients find it, for a person. */
    String listensAt() {
        List<String> places = new ArrayList<>();
        HostPort plain = configuration.gateway().address();
        ClientTls secured = configuration.clientTls();
        HostPort secure = secured == null ? null : secured.address();
        if (plain != null) {
            String kind = secured != null && secured.isUnified() ? " (with TLS or without)" : "";
            places.add(new HostPort(plain.host(), ports.plain()) + kind);
        }
        if (secure != null) {
            places.add(new HostPort(secure.host(), ports.secure()) + " (TLS)");
        }
        return String.join(" and ", places);
    }

    /** Whether clients are served now. */
    boolean isServing() {
        return node.isServing();
    }

    private static NodeSettings settings(
            ServerConfiguration configuration,
            TlsContexts tls,
            SaslMode mode,
            DataFolder folder,
            Surroundings surroundings) {
        ClientRules rules = configuration.rules();
        ReplicaSettings replica =
                replica(configuration).withRules(rules.with(mode, rules.ensembleNames(), rules.eagerAcl()));
        JournalSettings journal = JournalSettings.defaults();
        long body =
                Math.max(journal.maxBodyBytes(), 2L * configuration.gateway().maxFrameBytes());
        return new NodeSettings(
                replica,
                new JournalSettings(
                        journal.segmentBytes(), journal.bufferBytes(), Math.toIntExact(body), journal.identity()),
                peers(configuration.ensemble(), tls.peers()),
                folder.journal(),
                folder.snapshots(),
                folder.root(),
                configuration.forceWarningMillis() * MILLISECOND,
                surroundings);
    }

    private static ReplicaSettings replica(ServerConfiguration configuration) {
        Configuration consensus = consensus(configuration);
        Ensemble ensemble = configuration.ensemble();
        NodeId self = ensemble == null ? ALONE : ensemble.self();
        Timing timing = configuration.timing();
        ReplicaSettings defaults = ReplicaSettings.defaults(self, consensus, timing.tickMillis());
        return new ReplicaSettings(
                self,
                consensus,
                paxos(timing),
                configuration.reads(),
                timing.minSessionMillis(),
                timing.maxSessionMillis(),
                defaults.tickNanos(),
                defaults.touchNanos(),
                Math.max(defaults.leaderlessNanos(), 10L * timing.electionTimeoutMillis() * MILLISECOND),
                defaults.retransmitNanos(),
                defaults.parcelBytes(),
                defaults.batchBytes(),
                Math.max(defaults.waitingBytes(), 2 * configuration.gateway().maxFrameBytes()),
                defaults.inFlightCommands(),
                defaults.connectionRequests(),
                configuration.maxOutstanding(),
                configuration.snapshotEvery(),
                defaults.snapshotLogBytes(),
                defaults.snapshotSliceZnodes(),
                defaults.digestSlots(),
                defaults.sessionSecret(),
                configuration.rules(),
                configuration.sessions(),
                configuration.lapses(),
                ensemble == null
                        ? Bytes.EMPTY
                        : Bytes.wrap(ensemble.membership().getBytes(StandardCharsets.UTF_8)));
    }

    private static PaxosSettings paxos(Timing timing) {
        PaxosSettings defaults = PaxosSettings.defaults();
        return new PaxosSettings(
                timing.heartbeatMillis() * MILLISECOND,
                timing.electionTimeoutMillis() * MILLISECOND,
                // A killed leader is replaced no sooner than its lease is over; and the lease outlives a lost
                // heartbeat.
                timing.electionTimeoutMillis() * MILLISECOND * 2 / 3,
                defaults.driftPerMille(),
                Math.max(defaults.retransmitNanos(), 2L * timing.heartbeatMillis() * MILLISECOND),
                defaults.windowSlots(),
                defaults.windowBytes(),
                defaults.messageBytes(),
                defaults.retainedBytes(),
                defaults.hintSlots());
    }

    /** The ensemble as the ordering protocol sees it. */
    private static Configuration consensus(ServerConfiguration configuration) {
        Ensemble ensemble = configuration.ensemble();
        if (ensemble == null) {
            return Configuration.ofVoters(ALONE.value());
        }
        List<Member> voters = new ArrayList<>();
        for (NodeId voter : ensemble.voters()) {
            voters.add(new Member(voter, 0));
        }
        try {
            return new Configuration(voters, ensemble.observers(), quorums(ensemble));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationProblem("these servers cannot form an ensemble: " + e.getMessage());
        }
    }

    private static Quorums quorums(Ensemble ensemble) {
        List<NodeId> voters = ensemble.voters();
        if (ensemble.groups().isEmpty()) {
            return new MajorityQuorums(voters.size());
        }
        List<Integer> groups = new ArrayList<>();
        List<Integer> weights = new ArrayList<>();
        for (NodeId voter : voters) {
            int group = 0;
            for (var entry : ensemble.groups().entrySet()) {
                group = entry.getValue().contains(voter) ? entry.getKey() : group;
            }
            groups.add(group);
            weights.add(ensemble.weight(voter));
        }
        return new HierarchicalQuorums(groups, weights);
    }

    private static @Nullable PeerSettings peers(@Nullable Ensemble ensemble, @Nullable PeerTls tls) {
        if (ensemble == null) {
            return null;
        }
        SortedMap<NodeId, HostPort> others = new TreeMap<>();
        for (Ensemble.Server server : ensemble.servers()) {
            if (!server.id().equals(ensemble.self())) {
                others.put(server.id(), server.peerAddress());
            }
        }
        return PeerSettings.of(ensemble.self(), ensemble.listenForPeers(), others)
                .withTls(tls);
    }

    /** Hands leadership over, forces what was written and closes everything. */
    @Override
    public void close() {
        node.handOver();
        if (admin != null) {
            admin.close();
        }
        gateway.stopAccepting();
        node.stop();
        sockets.close();
        tls.close();
        if (logins != null) {
            logins.beside().close();
        }
        background.close();
        folder.close();
        log.debug("closed {}", configuration.dataDirectory());
    }
}
