package synod.gateway;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Watches;

/** What the gateway can tell operators, under the names that ZooKeeper's admin server has for it. On the loop. */
public final class Overview {
    private final ClientGateway gateway;
    private final WordSource source;

    Overview(ClientGateway gateway, WordSource source) {
        this.gateway = gateway;
        this.source = source;
    }

    /**
     * Every connection, those with TLS apart.
     *
     * @param isBrief whether only its counters are told
     */
    public Map<String, @Nullable Object> connections(boolean isBrief) {
        List<Map<String, Object>> plain = new ArrayList<>();
        List<Map<String, Object>> secure = new ArrayList<>();
        gateway.connections().forEach(connection -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("remote_socket_address", connection.remote());
            fields.put("interest_ops", connection.interest());
            connection.stats().tell(fields, isBrief);
            (connection.isSecure() ? secure : plain).add(fields);
        });
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("connections", plain);
        fields.put("secure_connections", secure);
        return fields;
    }

    /** The server as a whole. */
    public Map<String, @Nullable Object> server() {
        WordSource.Node node = source.node();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("version", source.version() + ", built on " + source.builtOn());
        fields.put("read_only", false);
        fields.put("server_stats", stats(node));
        fields.put("client_response", answers());
        if ("leader".equals(node.mode())) {
            fields.put(
                    "proposal_stats",
                    sizes(node.lastProposalBytes(), node.leastProposalBytes(), node.mostProposalBytes()));
        }
        fields.put("node_count", node.znodes());
        return fields;
    }

    private Map<String, Object> stats(WordSource.Node node) {
        Latencies latencies = gateway.latencies();
        GatewayFigures figures = gateway.figures();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("packets_sent", figures.sent());
        stats.put("packets_received", figures.received());
        stats.put("max_latency", latencies.mostMillis());
        stats.put("min_latency", latencies.leastMillis());
        stats.put("avg_latency", new BigDecimal(latencies.meanMillis()));
        stats.put("server_state", node.mode());
        stats.put("outstanding_requests", gateway.outstanding());
        stats.put("last_processed_zxid", node.zxid());
        stats.put("num_alive_client_connections", gateway.connections().size());
        stats.put("auth_failed_count", figures.authenticationFailures());
        stats.put("uptime", (gateway.events().now() - source.startedNanos()) / 1_000_000);
        stats.put("client_response_stats", answers());
        stats.put("provider_null", false);
        return stats;
    }

    private Map<String, Object> answers() {
        GatewayFigures figures = gateway.figures();
        return sizes(figures.lastAnswerBytes(), figures.leastAnswerBytes(), figures.mostAnswerBytes());
    }

    private static Map<String, Object> sizes(long last, long least, long most) {
        Map<String, Object> sizes = new LinkedHashMap<>();
        sizes.put("last_buffer_size", last);
        sizes.put("min_buffer_size", least);
        sizes.put("max_buffer_size", most);
        return sizes;
    }

    /** All figures of {@code mntr}, without the prefix that they have there. */
    public Map<String, @Nullable Object> figures() {
        return new LinkedHashMap<>(Monitor.figures(gateway, source));
    }

    /** The paths that each session watches. */
    public Map<String, @Nullable Object> watchesBySession() {
        Map<Long, Set<String>> sessions = new TreeMap<>();
        Watches watches = source.watches();
        if (watches != null) {
            watches.eachByConnection(
                    (path, connection) -> sessions.computeIfAbsent(session(connection), session -> new TreeSet<>())
                            .add(text(path)));
        }
        return Map.of("session_id_to_watched_paths", sessions);
    }

    /** The sessions that watch each path. */
    public Map<String, @Nullable Object> watchesByPath() {
        Map<String, Set<Long>> paths = new TreeMap<>();
        Watches watches = source.watches();
        if (watches != null) {
            watches.eachByPath((path, connection) ->
                    paths.computeIfAbsent(text(path), name -> new TreeSet<>()).add(session(connection)));
        }
        return Map.of("path_to_session_ids", paths);
    }

    /** How many watches there are. */
    public Map<String, @Nullable Object> watchSummary() {
        Watches watches = source.watches();
        Watches.Summary summary = watches == null ? new Watches.Summary(0, 0, 0) : watches.summary();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("num_connections", summary.connections());
        fields.put("num_paths", summary.paths());
        fields.put("num_total_watches", summary.watches());
        return fields;
    }

    private long session(long number) {
        ClientConnection connection = gateway.connections().find(number);
        return connection == null ? 0 : connection.stats().session();
    }

    private static String text(Bytes path) {
        return new String(path.toArray(), StandardCharsets.UTF_8);
    }

    /** Begins the counters of every connection anew. */
    public void resetConnections() {
        gateway.resetConnectionStats();
    }

    /** Begins the counters of the server anew. */
    public void resetServer() {
        gateway.resetStats();
        source.resetStats();
    }

    /** The mask that the word {@code gtmk} tells. */
    public long traceMask() {
        return gateway.words().traceMask();
    }

    /** Sets what the word {@code gtmk} tells. */
    public void traceMask(long mask) {
        gateway.words().traceMask(mask);
    }
}
