package synod.gateway;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The four-letter words, in the form in which Apache's tools and those of others read them. */
final class FourLetterWords {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";

    /** All words that are words here; any other four bytes are the length of a frame. */
    private static final List<String> KNOWN = List.of(
            "ruok", "srvr", "stat", "mntr", "isro", "conf", "cons", "crst", "srst", "dirs", "envi", "dump", "wchs",
            "wchc", "wchp", "hash", "gtmk", "stmk");

    private static final List<String> NOT_BUILT = List.of("wchs", "wchc", "wchp", "hash", "gtmk", "stmk");

    private final ClientGateway gateway;
    private final WordSource source;

    FourLetterWords(ClientGateway gateway, WordSource source) {
        this.gateway = gateway;
        this.source = source;
    }

    Executor background() {
        return source.background();
    }

    /** Answers the word and closes the connection; false when it is none. */
    boolean answer(ClientConnection connection, String word) {
        if (!KNOWN.contains(word)) {
            return false;
        }
        if (!gateway.settings().allows(word)) {
            send(connection, word + " is not executed because it is not in the whitelist.\n");
            return true;
        }
        switch (word) {
            case "ruok" -> send(connection, "imok");
            case "isro" -> send(connection, gateway.events().isServing() ? "rw" : "null");
            case "envi" -> sendLater(connection, this::environment);
            case "wchs", "wchc", "wchp", "hash", "gtmk", "stmk" ->
                send(connection, word + " is not executed because this server does not have it.\n");
            default -> {
                if (gateway.events().isServing()) {
                    answerServing(connection, word);
                } else {
                    send(connection, NOT_SERVING);
                }
            }
        }
        return true;
    }

    /** Whether a whitelist names it in vain. */
    static boolean isNotBuilt(String word) {
        return NOT_BUILT.contains(word);
    }

    private void answerServing(ClientConnection connection, String word) {
        switch (word) {
            case "srvr" -> send(connection, server(false));
            case "stat" -> send(connection, server(true));
            case "mntr" -> send(connection, monitor());
            case "cons" -> send(connection, connections());
            case "crst" -> {
                gateway.resetConnectionStats();
                send(connection, "Connection stats reset.\n");
            }
            case "srst" -> {
                gateway.resetStats();
                source.resetStats();
                send(connection, "Server stats reset.\n");
            }
            case "dump" -> send(connection, dump());
            case "conf" -> sendLater(connection, () -> String.join("\n", source.configuration()) + "\n");
            case "dirs" -> sendLater(connection, this::directories);
            default -> throw new IllegalArgumentException("no answer to " + word);
        }
    }

    private static void send(ClientConnection connection, String text) {
        connection.answerAndClose(text.getBytes(StandardCharsets.UTF_8));
    }

    private void sendLater(ClientConnection connection, Supplier<String> text) {
        gateway.aside(text, answer -> send(connection, answer));
    }

    private String server(boolean withClients) {
        WordSource.Node node = source.node();
        StringBuilder out = new StringBuilder();
        out.append("Zookeeper version: ").append(source.version());
        out.append(", built on ").append(source.builtOn()).append('\n');
        if (withClients) {
            out.append("Clients:\n");
            gateway.connections()
                    .forEach(connection ->
                            line(out, connection, connection.stats().brief()));
            out.append('\n');
        }
        Latencies latencies = gateway.latencies();
        out.append("Latency min/avg/max: ").append(latencies.leastMillis()).append('/');
        out.append(latencies.meanMillis())
                .append('/')
                .append(latencies.mostMillis())
                .append('\n');
        out.append("Received: ").append(gateway.received()).append('\n');
        out.append("Sent: ").append(gateway.sent()).append('\n');
        out.append("Connections: ").append(gateway.connections().size()).append('\n');
        out.append("Outstanding: ").append(gateway.outstanding()).append('\n');
        out.append("Zxid: 0x").append(Long.toHexString(node.zxid())).append('\n');
        out.append("Mode: ").append(node.mode()).append('\n');
        out.append("Node count: ").append(node.znodes()).append('\n');
        if ("leader".equals(node.mode())) {
            out.append("Proposal sizes last/min/max: ")
                    .append(node.lastProposalBytes())
                    .append('/');
            out.append(node.leastProposalBytes())
                    .append('/')
                    .append(node.mostProposalBytes())
                    .append('\n');
        }
        return out.toString();
    }

    private static void line(StringBuilder out, ClientConnection connection, String counters) {
        out.append(" /").append(connection.remote()).append('[').append(Integer.toHexString(connection.interest()));
        out.append("](").append(counters).append(")\n");
    }

    private String connections() {
        StringBuilder out = new StringBuilder();
        gateway.connections()
                .forEach(connection -> line(out, connection, connection.stats().full()));
        return out.append('\n').toString();
    }

    private String dump() {
        StringBuilder out = new StringBuilder();
        for (String line : source.dump()) {
            out.append(line).append('\n');
        }
        out.append("Connections dump:\nConnections Sets (1)/(")
                .append(gateway.connections().size())
                .append("):\n");
        gateway.connections().forEach(connection -> {
            out.append("\tip: /").append(connection.remote()).append(" sessionId: 0x");
            out.append(Long.toHexString(connection.stats().session())).append('\n');
        });
        return out.toString();
    }

    private String directories() {
        long[] sizes = source.directorySizes();
        return "datadir_size: " + sizes[0] + "\nlogdir_size: " + sizes[1] + "\n";
    }

    private String environment() {
        return "Environment:\n" + String.join("\n", source.environment()) + "\n";
    }

    private String monitor() {
        WordSource.Node node = source.node();
        Latencies latencies = gateway.latencies();
        StringBuilder out = new StringBuilder();
        figure(out, "version", source.version() + ", built on " + source.builtOn());
        figure(out, "server_state", node.mode());
        if (!node.peerState().isEmpty()) {
            figure(out, "peer_state", node.peerState());
            figure(out, "quorum_size", node.voters());
        }
        figure(out, "avg_latency", latencies.meanMillis());
        figure(out, "max_latency", latencies.mostMillis());
        figure(out, "min_latency", latencies.leastMillis());
        figure(out, "packets_received", gateway.received());
        figure(out, "packets_sent", gateway.sent());
        figure(out, "num_alive_connections", gateway.connections().size());
        figure(out, "outstanding_requests", gateway.outstanding());
        figure(out, "uptime", (gateway.events().now() - source.startedNanos()) / 1_000_000);
        figure(out, "znode_count", node.znodes());
        figure(out, "watch_count", node.watches());
        figure(out, "ephemerals_count", node.ephemerals());
        figure(out, "approximate_data_size", node.dataBytes());
        figure(out, "global_sessions", node.sessions());
        figure(out, "local_sessions", 0);
        files(out);
        if ("leader".equals(node.mode())) {
            figure(out, "learners", node.learners());
            figure(out, "synced_followers", node.syncedFollowers());
            figure(out, "last_proposal_size", node.lastProposalBytes());
            figure(out, "min_proposal_size", node.leastProposalBytes());
            figure(out, "max_proposal_size", node.mostProposalBytes());
        }
        for (Map.Entry<String, String> more : source.figures().entrySet()) {
            figure(out, more.getKey(), more.getValue());
        }
        return out.toString();
    }

    private static void files(StringBuilder out) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            figure(out, "open_file_descriptor_count", unix.getOpenFileDescriptorCount());
            figure(out, "max_file_descriptor_count", unix.getMaxFileDescriptorCount());
        }
    }

    private static void figure(StringBuilder out, String name, Object value) {
        out.append("zk_").append(name).append('\t').append(value).append('\n');
    }
}
