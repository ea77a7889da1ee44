package synod.server;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import synod.gateway.Expiries;
import synod.gateway.OpenPorts;
import synod.gateway.WordSource;
import synod.kernel.Bytes;
import synod.replica.Figures;
import synod.replica.Replica;
import synod.replica.Status;
import synod.runtime.Background;
import synod.runtime.HostPort;
import synod.runtime.JournalThread;
import synod.runtime.NodeHost;
import synod.tree.Watches;

/** What the four-letter words tell of this server. */
final class ServerWords implements WordSource {
    private static final List<String> ENVIRONMENT = List.of(
            "java.version",
            "java.vendor",
            "java.home",
            "java.class.path",
            "java.library.path",
            "java.io.tmpdir",
            "java.compiler",
            "os.name",
            "os.arch",
            "os.version",
            "user.name",
            "user.home",
            "user.dir");

    private final ServerConfiguration configuration;
    private final DataFolder folder;
    private final NodeHost node;
    private final Background background;
    private final Release release = Release.current();
    private final long startedNanos = System.nanoTime();

    ServerWords(ServerConfiguration configuration, DataFolder folder, NodeHost node, Background background) {
        this.configuration = configuration;
        this.folder = folder;
        this.node = node;
        this.background = background;
    }

    @Override
    public String version() {
        return release.forClients();
    }

    @Override
    public String builtOn() {
        return release.builtOn();
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public Node node() {
        Status status = node.status();
        if (status == null) {
            return new Node("looking", "looking", 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1);
        }
        boolean isLeader = status.role() == Status.Role.LEADER;
        Replica replica = isLeader ? node.replica() : null;
        Figures figures = replica == null ? null : replica.figures();
        return new Node(
                status.readOnly() ? "read-only" : status.role().name().toLowerCase(Locale.ROOT),
                peerState(status),
                status.zxid(),
                status.znodes(),
                status.ephemerals(),
                status.dataBytes(),
                status.sessions(),
                status.localSessions(),
                status.watches(),
                status.voters(),
                figures == null ? 0 : figures.leadingSinceNanos(),
                isLeader ? node.linkedPeers(false) : -1,
                isLeader ? node.linkedPeers(true) : -1,
                figures == null ? -1 : figures.lastProposalBytes(),
                figures == null ? -1 : figures.leastProposalBytes(),
                figures == null ? -1 : figures.mostProposalBytes());
    }

    private static String peerState(Status status) {
        return switch (status.role()) {
            case STANDALONE -> "";
            case LEADER -> "leading - broadcast";
            case FOLLOWER -> "following - broadcast";
            case OBSERVER -> "observing - broadcast";
            case LOOKING -> "looking";
        };
    }

    @Override
    public List<String> dump() {
        Replica replica = node.replica();
        List<String> lines = new ArrayList<>();
        if (replica == null) {
            return lines;
        }
        lines.add("SessionTracker dump:");
        long wall = node.clientEvents().wallMillis();
        boolean hasLocal =
                configuration.ensemble() != null && configuration.sessions().local();
        if (hasLocal) {
            Expiries local = new Expiries();
            replica.figures().eachLocalDeadline((id, left) -> local.add(wall + left / 1_000_000, hex(id)));
            lines.addAll(local.lines("Local Session Sets"));
        }
        Expiries ends = new Expiries();
        boolean isKeeper = replica.figures().eachDeadline((id, left) -> ends.add(wall + left / 1_000_000, hex(id)));
        lines.addAll(
                isKeeper ? ends.lines(hasLocal ? "Global Session Sets" : "Session Sets") : globalSessions(replica));
        long[] owners = replica.tree().ephemeralOwners();
        lines.add("ephemeral nodes dump:");
        lines.add("Sessions with Ephemerals (" + owners.length + "):");
        for (long owner : owners) {
            lines.add("0x" + Long.toHexString(owner) + ":");
            for (Bytes path : replica.tree().ephemerals(owner, Bytes.EMPTY)) {
                lines.add("\t" + new String(path.toArray(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private static String hex(long session) {
        return "0x" + Long.toHexString(session);
    }

    private static List<String> globalSessions(Replica replica) {
        List<String> lines = new ArrayList<>();
        long[] sessions = replica.sessions().ids();
        lines.add("Global Sessions(" + sessions.length + "):");
        for (long id : sessions) {
            lines.add("0x" + Long.toHexString(id) + "\t" + replica.sessions().timeoutMillis(id) + "ms");
        }
        return lines;
    }

    @Override
    public @Nullable Watches watches() {
        Replica replica = node.replica();
        return replica == null ? null : replica.figures().watches();
    }

    @Override
    public List<String> digests() {
        Replica replica = node.replica();
        List<String> lines = new ArrayList<>();
        if (replica != null) {
            for (Figures.Point point : replica.figures().digests()) {
                lines.add(Long.toHexString(point.zxid()) + ": " + point.digest());
            }
        }
        return lines;
    }

    @Override
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        JournalThread journal = node.journal();
        if (journal != null) {
            long forces = journal.forces();
            double total = journal.forceNanosTotal() / 1e6;
            figures.put("cnt_fsynctime", forces);
            figures.put("sum_fsynctime", Math.round(total));
            double mean = forces == 0 ? 0 : total / forces;
            figures.put("avg_fsynctime", BigDecimal.valueOf(mean).setScale(4, RoundingMode.HALF_UP));
            figures.put("max_fsynctime", journal.forceNanosMost() / 1_000_000);
        }
        Status status = node.status();
        if (status != null) {
            figures.put("synod_ballot", status.ballot().toString());
            figures.put("synod_voting", status.voting());
            figures.put("synod_chosen_slot", status.chosenSlot());
            figures.put("synod_applied_slot", status.appliedSlot());
            figures.put("synod_ensemble_id", Long.toHexString(status.ensembleId()));
            figures.put("synod_state_digest", Long.toHexString(status.digest()));
            figures.put("synod_snapshot_running", status.snapshotRunning());
        }
        return figures;
    }

    @Override
    public String configuration() {
        long[] sizes = directorySizes();
        Ensemble ensemble = configuration.ensemble();
        List<String> lines = new ArrayList<>();
        HostPort plain = configuration.gateway().address();
        ClientTls tls = configuration.clientTls();
        HostPort secure = tls == null ? null : tls.address();
        lines.add("clientPort=" + (plain == null ? OpenPorts.NONE : plain.port()));
        lines.add("secureClientPort=" + (secure == null ? OpenPorts.NONE : secure.port()));
        lines.add("dataDir=" + configuration.dataDirectory());
        lines.add("dataDirSize=" + sizes[0]);
        lines.add("dataLogDir=" + configuration.journalDirectory());
        lines.add("dataLogSize=" + sizes[1]);
        lines.add("tickTime=" + configuration.timing().tickMillis());
        lines.add("maxClientCnxns=" + configuration.gateway().maxConnectionsPerAddress());
        lines.add("minSessionTimeout=" + configuration.timing().minSessionMillis());
        lines.add("maxSessionTimeout=" + configuration.timing().maxSessionMillis());
        lines.add("clientPortListenBacklog=" + configuration.gateway().backlog());
        lines.add("serverId=" + (ensemble == null ? 0 : ensemble.self().value()));
        if (ensemble != null) {
            Ensemble.Server self = ensemble.server(ensemble.self());
            lines.add("initLimit=" + configuration.initLimit());
            lines.add("syncLimit=" + configuration.syncLimit());
            lines.add("electionAlg=3");
            lines.add("electionPort=" + self.electionPort());
            lines.add("quorumPort=" + self.peerAddress().port());
            lines.add("peerType=" + (self.isObserver() ? 1 : 0));
            lines.add("membership: ");
            // As in Apache, whose text of the membership has no line end behind its last line.
            return String.join("\n", lines) + "\n" + ensemble.membership();
        }
        return String.join("\n", lines) + "\n";
    }

    @Override
    public long[] directorySizes() {
        return new long[] {size(folder.snapshots()), size(folder.journal())};
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public List<String> environment() {
        List<String> lines = new ArrayList<>();
        lines.add("zookeeper.version=" + version() + ", built on " + builtOn());
        lines.add("host.name=" + hostName());
        for (String name : ENVIRONMENT) {
            lines.add(name + "=" + property(name));
        }
        Runtime runtime = Runtime.getRuntime();
        lines.add("os.memory.free=" + (runtime.freeMemory() >> 20) + "MB");
        lines.add("os.memory.max=" + (runtime.maxMemory() >> 20) + "MB");
        lines.add("os.memory.total=" + (runtime.totalMemory() >> 20) + "MB");
        return lines;
    }

    private static String property(String name) {
        @Nullable String value = System.getProperty(name);
        return value == null ? "<NA>" : value;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            return "<NA>";
        }
    }

    @Override
    public List<String> session(long session) {
        Replica replica = node.replica();
        List<String> lines = new ArrayList<>();
        if (replica != null) {
            lines.add(hex(session) + ": " + replica.figures().sessionNow(session));
        }
        lines.addAll(node.sessionHistory(session));
        return lines;
    }

    @Override
    public void resetStats() {
        Replica replica = node.replica();
        if (replica != null) {
            replica.figures().resetProposalSizes();
        }
    }

    @Override
    public Executor background() {
        return background;
    }
}
