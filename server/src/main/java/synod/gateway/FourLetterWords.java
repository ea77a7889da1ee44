package synod.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import synod.kernel.Bytes;
import synod.tree.Watches;

/** The four-letter words, in the form in which Apache's tools and those of others read them. */
final class FourLetterWords {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests\n";

    /** Our own: what is known of the session whose eight bytes follow. */
    private static final String SESSION = "sess";

    /** All words that are words here; any other four bytes are the length of a frame. */
    private static final List<String> KNOWN = List.of(
            "ruok", "srvr", "stat", "mntr", "isro", "conf", "cons", "crst", "srst", "dirs", "envi", "dump", "wchs",
            "wchc", "wchp", "hash", "gtmk", "stmk", SESSION);

    /** What telnet sends when its user interrupts it. */
    private static final int TELNET_CLOSE = 0xfff4fffd;

    /** What Apache begins with. Nothing is traced by it here; it can be set and read back. */
    private static final long FIRST_TRACE_MASK = 306;

    private final ClientGateway gateway;
    private final WordSource source;
    private long traceMask = FIRST_TRACE_MASK;

    FourLetterWords(ClientGateway gateway, WordSource source) {
        this.gateway = gateway;
        this.source = source;
    }

    Executor background() {
        return source.background();
    }

    /** Answers the word and closes the connection; false when it is none. */
    boolean answer(ClientConnection connection, String word, int bytes) {
        if (bytes == TELNET_CLOSE) {
            connection.stopReading();
            connection.closeNow();
            return true;
        }
        if (!KNOWN.contains(word)) {
            return false;
        }
        connection.stats().onWord();
        gateway.figures().onWord();
        if (!gateway.settings().allows(word)) {
            connection.stopReading();
            send(connection, word + " is not executed because it is not in the whitelist.\n");
            return true;
        }
        if ("stmk".equals(word) || SESSION.equals(word)) {
            connection.awaitArgument();
            return true;
        }
        connection.stopReading();
        switch (word) {
            case "ruok" -> send(connection, "imok");
            case "isro" -> send(connection, service());
            case "gtmk" -> send(connection, Long.toString(traceMask));
            case "envi" -> sendLater(connection, this::environment);
            default -> {
                if (gateway.events().isServing() || gateway.events().isReadOnly()) {
                    answerServing(connection, word);
                } else {
                    send(connection, NOT_SERVING);
                }
            }
        }
        return true;
    }

    private String service() {
        if (gateway.events().isServing()) {
            return "rw";
        }
        return gateway.events().isReadOnly() ? "ro" : "null";
    }

    long traceMask() {
        return traceMask;
    }

    void traceMask(long mask) {
        traceMask = mask;
    }

    /** What follows a word that takes an argument has come: a mask, or a session. */
    void answerArgument(ClientConnection connection, String word, long argument) {
        connection.stopReading();
        if (SESSION.equals(word)) {
            send(connection, lines(source.session(argument)));
        } else {
            traceMask(argument);
            send(connection, Long.toString(argument));
        }
    }

    private void answerServing(ClientConnection connection, String word) {
        switch (word) {
            case "srvr" -> send(connection, server(false));
            case "stat" -> send(connection, server(true));
            case "mntr" -> send(connection, Monitor.text(gateway, source));
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
            case "conf" -> sendLater(connection, source::configuration);
            case "wchs" -> send(connection, watchSummary());
            case "wchc" -> send(connection, watchesBySession());
            case "wchp" -> send(connection, watchesByPath());
            case "hash" -> send(connection, lines(source.digests()));
            case "dirs" -> sendLater(connection, this::directories);
            default -> throw new IllegalArgumentException("no answer to " + word);
        }
    }

    private void send(ClientConnection connection, String text) {
        gateway.figures().onSent();
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
        if (gateway.events().isReadOnly()) {
            out.append("READ-ONLY mode; serving only read-only clients\n");
        }
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
        out.append("Received: ").append(gateway.figures().received()).append('\n');
        out.append("Sent: ").append(gateway.figures().sent()).append('\n');
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
        Expiries ends = new Expiries();
        gateway.connections()
                .forEach(connection -> ends.add(
                        endMillis(connection),
                        "ip: /" + connection.remote() + " sessionId: 0x"
                                + Long.toHexString(connection.stats().session())));
        return lines(source.dump()) + "Connections dump:\n" + lines(ends.lines("Connections Sets"));
    }

    /**
     * When the connection is over if nothing more is heard of it: its session's timeout, or the time it may live without
     * one, rounded up to a multiple of the latter, which is how often that is looked at.
     */
    private long endMillis(ClientConnection connection) {
        ConnectionStats stats = connection.stats();
        long interval = gateway.settings().handshakeTimeoutMillis();
        long wall = gateway.wallMillis();
        long silent = stats.answeredNanos() == 0
                ? wall - stats.establishedMillis()
                : (gateway.events().now() - stats.answeredNanos()) / 1_000_000;
        long end = wall - silent + (stats.session() == 0 ? interval : stats.timeoutMillis());
        return (end / interval + 1) * interval;
    }

    private String watchSummary() {
        Watches watches = source.watches();
        Watches.Summary summary = watches == null ? new Watches.Summary(0, 0, 0) : watches.summary();
        return summary.connections() + " connections watching " + summary.paths() + " paths\nTotal watches:"
                + summary.watches() + "\n";
    }

    private String watchesBySession() {
        StringBuilder out = new StringBuilder();
        Watches watches = source.watches();
        if (watches != null) {
            long[] last = {-1};
            watches.eachByConnection((path, connection) -> {
                if (connection != last[0]) {
                    last[0] = connection;
                    out.append(session(connection)).append('\n');
                }
                out.append('\t').append(text(path)).append('\n');
            });
        }
        return out.append('\n').toString();
    }

    private String watchesByPath() {
        StringBuilder out = new StringBuilder();
        Watches watches = source.watches();
        if (watches != null) {
            Bytes[] last = {Bytes.EMPTY};
            watches.eachByPath((path, connection) -> {
                if (!path.equals(last[0])) {
                    last[0] = path;
                    out.append(text(path)).append('\n');
                }
                out.append('\t').append(session(connection)).append('\n');
            });
        }
        return out.append('\n').toString();
    }

    private String session(long number) {
        ClientConnection connection = gateway.connections().find(number);
        return "0x"
                + Long.toHexString(connection == null ? 0 : connection.stats().session());
    }

    private static String text(Bytes path) {
        return new String(path.toArray(), StandardCharsets.UTF_8);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private String directories() {
        long[] sizes = source.directorySizes();
        return "datadir_size: " + sizes[0] + "\nlogdir_size: " + sizes[1] + "\n";
    }

    private String environment() {
        return "Environment:\n" + String.join("\n", source.environment()) + "\n";
    }
}
