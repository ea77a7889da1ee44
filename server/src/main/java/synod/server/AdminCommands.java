package synod.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import synod.admin.AdminAnswer;
import synod.admin.AdminCommand;
import synod.gateway.OpenPorts;
import synod.gateway.Overview;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.replica.Figures;
import synod.replica.Replica;
import synod.replica.Status;
import synod.runtime.HostPort;
import synod.runtime.NodeHost;
import synod.runtime.SavedSnapshot;
import synod.runtime.Sockets;

/** The commands that operators can ask for over HTTP, with the names and fields of ZooKeeper's. */
final class AdminCommands {
    private final ServerConfiguration configuration;
    private final NodeHost node;
    private final ServerWords words;
    private final Overview overview;
    private final Sockets sockets;
    private final List<AdminCommand> commands = new ArrayList<>();

    private AdminCommands(
            ServerConfiguration configuration, NodeHost node, ServerWords words, Overview overview, Sockets sockets) {
        this.configuration = configuration;
        this.node = node;
        this.words = words;
        this.overview = overview;
        this.sockets = sockets;
    }

    static List<AdminCommand> of(
            ServerConfiguration configuration, NodeHost node, ServerWords words, Overview overview, Sockets sockets) {
        AdminCommands all = new AdminCommands(configuration, node, words, overview, sockets);
        all.ofClients();
        all.ofServer();
        all.ofEnsemble();
        all.ofMachine();
        all.commands.addAll(new BackupCommands(configuration, node).all());
        return all.commands;
    }

    /** One that is answered at once, while clients are served. */
    private void quick(String names, Supplier<Map<String, ? extends @Nullable Object>> fields) {
        add(names, false, (request, then) -> then.accept(AdminAnswer.of(fields.get())));
    }

    /** One that is answered at once, whether or not clients are served. */
    private void always(String names, Supplier<Map<String, ? extends @Nullable Object>> fields) {
        add(names, true, (request, then) -> then.accept(AdminAnswer.of(fields.get())));
    }

    /** One that does something and has nothing to tell. */
    private void action(String names, Runnable action) {
        quick(names, () -> {
            action.run();
            return Map.of();
        });
    }

    private void add(String names, boolean isAlways, AdminCommand.Question question) {
        commands.add(new AdminCommand(Arrays.asList(names.split(" ", -1)), isAlways, question));
    }

    private void ofClients() {
        quick("connections cons", () -> overview.connections(false));
        action("connection_stat_reset crst", overview::resetConnections);
        quick("dump", this::dump);
        quick("stats stat", () -> {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(overview.server());
            fields.putAll(overview.connections(true));
            return fields;
        });
        quick("watches wchc", overview::watchesBySession);
        quick("watches_by_path wchp", overview::watchesByPath);
        quick("watch_summary wchs", overview::watchSummary);
    }

    private void ofServer() {
        quick("configuration conf config", this::configuration);
        quick("server_stats srvr", overview::server);
        action("stat_reset srst", overview::resetServer);
        quick("monitor mntr", overview::figures);
        quick("hash", this::hash);
        always("last_snapshot lsnp", this::lastSnapshot);
        always(
                "initial_configuration icfg",
                () -> Map.of("initial_configuration", String.join("\n", configuration.effective()) + "\n"));
        always("is_read_only isro", () -> Map.of("read_only", false));
        always("ruok", Map::of);
        always("get_trace_mask gtmk", this::traceMask);
        add(
                "set_trace_mask stmk",
                true,
                (request, then) -> then.accept(setTraceMask(request.arguments().get("traceMask"))));
    }

    private void ofEnsemble() {
        add("leader lead", false, (request, then) -> then.accept(leader()));
        quick("observers obsr", this::observers);
        action("observer_connection_stat_reset orst", () -> {});
        quick("voting_view", this::votingView);
        quick("zabstate", this::state);
    }

    private void ofMachine() {
        add(
                "dirs",
                true,
                (request, then) -> words.background().execute(() -> {
                    long[] sizes = words.directorySizes();
                    AdminAnswer answer = AdminAnswer.of(sizes(sizes));
                    sockets.loop().execute(() -> then.accept(answer));
                }));
        add(
                "environment env envi",
                true,
                (request, then) -> words.background().execute(() -> {
                    AdminAnswer answer = AdminAnswer.of(environment(words.environment()));
                    sockets.loop().execute(() -> then.accept(answer));
                }));
        always("system_properties sysp", AdminCommands::systemProperties);
    }

    private static Map<String, Object> sizes(long[] sizes) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("datadir_size", sizes[0]);
        fields.put("logdir_size", sizes[1]);
        return fields;
    }

    private static Map<String, Object> environment(List<String> lines) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int sign = line.indexOf('=');
            fields.put(line.substring(0, sign), line.substring(sign + 1));
        }
        return fields;
    }

    /** All of them, but for what must never be printed. */
    private static Map<String, Object> systemProperties() {
        SortedMap<String, Object> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, KnownKeys.isSecret(name) ? "***" : System.getProperty(name, ""));
        }
        return properties;
    }

    private Map<String, Object> configuration() {
        HostPort plain = configuration.gateway().address();
        Ensemble ensemble = configuration.ensemble();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("client_port", plain == null ? OpenPorts.NONE : plain.port());
        fields.put("data_dir", configuration.dataDirectory().toString());
        fields.put("data_log_dir", configuration.journalDirectory().toString());
        fields.put("tick_time", configuration.timing().tickMillis());
        fields.put("max_client_cnxns", configuration.gateway().maxConnectionsPerAddress());
        fields.put("min_session_timeout", configuration.timing().minSessionMillis());
        fields.put("max_session_timeout", configuration.timing().maxSessionMillis());
        fields.put("server_id", ensemble == null ? 0 : ensemble.self().value());
        fields.put("client_port_listen_backlog", configuration.gateway().backlog());
        return fields;
    }

    private Map<String, Object> dump() {
        SortedMap<Long, TreeSet<Long>> ends = new TreeMap<>();
        SortedMap<Long, List<String>> ephemerals = new TreeMap<>();
        Replica replica = node.replica();
        if (replica != null) {
            long wall = node.clientEvents().wallMillis();
            boolean isKeeper = replica.figures()
                    .eachDeadline((id, left) -> ends.computeIfAbsent(wall + left / 1_000_000, end -> new TreeSet<>())
                            .add(id));
            if (!isKeeper) {
                ends.clear();
            }
            for (long owner : replica.tree().ephemeralOwners()) {
                List<String> paths = new ArrayList<>();
                for (Bytes path : replica.tree().ephemerals(owner, Bytes.EMPTY)) {
                    paths.add(new String(path.toArray(), java.nio.charset.StandardCharsets.UTF_8));
                }
                ephemerals.put(owner, paths);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("expiry_time_to_session_ids", ends);
        fields.put("session_id_to_ephemeral_paths", ephemerals);
        return fields;
    }

    /** The newest image that this server has saved since its start; zeros before the first. */
    private Map<String, Object> lastSnapshot() {
        Map<String, Object> fields = new LinkedHashMap<>();
        SavedSnapshot saved = node.lastSnapshot();
        fields.put("zxid", Long.toHexString(saved.zxid()));
        fields.put("timestamp", saved.wallMillis() / 1_000);
        return fields;
    }

    private Map<String, Object> hash() {
        List<Map<String, Object>> digests = new ArrayList<>();
        Replica replica = node.replica();
        if (replica != null) {
            for (Figures.Point point : replica.figures().digests()) {
                Map<String, Object> digest = new LinkedHashMap<>();
                digest.put("zxid", point.zxid());
                digest.put("digest", point.digest());
                digests.add(digest);
            }
        }
        return Map.of("digests", digests);
    }

    private Map<String, Object> traceMask() {
        return Map.of("tracemask", overview.traceMask());
    }

    private AdminAnswer setTraceMask(@Nullable String mask) {
        if (mask == null) {
            return AdminAnswer.failed("traceMask is missing: it has to be a whole number");
        }
        try {
            overview.traceMask(Long.parseLong(mask));
        } catch (NumberFormatException e) {
            return AdminAnswer.failed("traceMask has to be a whole number, not " + mask);
        }
        return AdminAnswer.of(traceMask());
    }

    private AdminAnswer leader() {
        Ensemble ensemble = configuration.ensemble();
        Status status = node.status();
        if (ensemble == null || status == null) {
            return AdminAnswer.failed("this server has no ensemble");
        }
        NodeId leader = status.leader();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("is_leader", status.role() == Status.Role.LEADER);
        fields.put("leader_id", leader == null ? -1 : leader.value());
        fields.put(
                "leader_ip",
                leader == null ? "" : ensemble.server(leader).peerAddress().host());
        return AdminAnswer.of(fields);
    }

    /** Who observes is known by the lines of the configuration. */
    private Map<String, Object> observers() {
        Ensemble ensemble = configuration.ensemble();
        List<Map<String, Object>> observers = new ArrayList<>();
        for (NodeId observer : ensemble == null ? List.<NodeId>of() : ensemble.observers()) {
            observers.add(Map.of("sid", observer.value()));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("synced_observers", node.linkedPeers(false) - node.linkedPeers(true));
        fields.put("observers", observers);
        return fields;
    }

    private Map<String, Object> votingView() {
        Ensemble ensemble = configuration.ensemble();
        Map<String, Object> servers = new LinkedHashMap<>();
        if (ensemble != null) {
            for (NodeId voter : ensemble.voters()) {
                Ensemble.Server server = ensemble.server(voter);
                HostPort client = server.clientAddress();
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("server_addresses", List.of(server.peerAddress().toString()));
                fields.put("election_addresses", List.of(election(server).toString()));
                fields.put("client_address", client == null ? "" : client.toString());
                fields.put("learner_type", "PARTICIPANT");
                servers.put(Integer.toString(voter.value()), fields);
            }
        }
        return Map.of("current_config", servers);
    }

    private static HostPort election(Ensemble.Server server) {
        return new HostPort(server.peerAddress().host(), server.electionPort());
    }

    private Map<String, Object> state() {
        Status status = node.status();
        Ensemble ensemble = configuration.ensemble();
        Map<String, Object> fields = new LinkedHashMap<>();
        if (status == null) {
            return fields;
        }
        if (ensemble != null) {
            Ensemble.Server self = ensemble.server(ensemble.self());
            HostPort client = self.clientAddress();
            HostPort plain = configuration.gateway().address();
            fields.put("myid", ensemble.self().value());
            fields.put("is_leader", status.role() == Status.Role.LEADER);
            fields.put("quorum_address", self.peerAddress().toString());
            fields.put("election_address", election(self).toString());
            fields.put("client_address", client != null ? client.toString() : plain == null ? "" : plain.toString());
        }
        fields.put("voting", ensemble != null && status.voting());
        fields.put("last_zxid", "0x" + Long.toHexString(status.zxid()));
        fields.put("zab_epoch", status.zxid() >>> 32);
        fields.put("zab_counter", status.zxid() & 0xffff_ffffL);
        // A server alone has no part in that, as the reference tells.
        String phase = status.role() == Status.Role.LOOKING ? "election" : "broadcast";
        fields.put("zabstate", ensemble == null ? "" : phase);
        return fields;
    }
}
