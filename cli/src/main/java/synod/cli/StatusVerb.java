package synod.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code synod status}: asks servers with four-letter words. */
@Command(
        name = "status",
        description = "Asks servers how they are, with srvr, and with mntr where they allow it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 0 when every server serves, 1 when one does not or cannot be",
            "reached.",
            "",
            "Examples:",
            "  synod status",
            "  synod status 127.0.0.1:2181,127.0.0.1:2182,127.0.0.1:2183",
            "  synod status --json db1:2181"
        })
final class StatusVerb implements Callable<Integer> {
    private static final int MOST_BYTES = 1 << 20;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST:PORT[,...]",
            description = "Servers to ask; ${DEFAULT-VALUE} without.",
            defaultValue = "127.0.0.1:2181")
    private String servers = "127.0.0.1:2181";

    @Option(names = "--json", description = "Prints one JSON object for each server, on a line of its own.")
    private boolean isJson;

    @Option(
            names = "--timeout",
            paramLabel = "MILLIS",
            description = "How long to wait for each answer (${DEFAULT-VALUE}).",
            defaultValue = "3000")
    private int timeoutMillis = 3000;

    // Picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        boolean isHealthy = true;
        List<Map<String, String>> all = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            Map<String, String> status = ask(server.strip());
            isHealthy &= status.containsKey("Mode");
            all.add(status);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Map<String, String> status : all) {
            if (isJson) {
                out.println(json(status));
            } else {
                table(out, status);
            }
        }
        out.flush();
        return isHealthy ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Map<String, String> ask(String server) {
        Map<String, String> status = new LinkedHashMap<>();
        status.put("server", server);
        InetSocketAddress address = address(server);
        try {
            String answer = word(address, "srvr");
            if (answer.startsWith("Zookeeper version")) {
                addLines(status, answer, ": ");
                String more = word(address, "mntr");
                if (more.startsWith("zk_")) {
                    addLines(status, more, "\t");
                }
            } else {
                status.put("error", answer.isBlank() ? "it closed the connection" : answer.strip());
            }
        } catch (IOException e) {
            status.put("error", String.valueOf(e.getMessage()));
        }
        return status;
    }

    private static void addLines(Map<String, String> status, String answer, String separator) {
        for (String line : answer.split("\n", -1)) {
            int at = line.indexOf(separator);
            if (at > 0) {
                status.put(line.substring(0, at), line.substring(at + separator.length()));
            }
        }
    }

    private static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        String port = colon < 0 ? "2181" : server.substring(colon + 1);
        try {
            return new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port));
        } catch (IllegalArgumentException e) {
            throw new UserError("\"" + server + "\" is not host:port");
        }
    }

    private String word(InetSocketAddress address, String word) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("the name " + address.getHostString() + " cannot be looked up");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static void table(PrintWriter out, Map<String, String> status) {
        int widest = 0;
        for (String name : status.keySet()) {
            widest = Math.max(widest, name.length());
        }
        for (Map.Entry<String, String> line : status.entrySet()) {
            out.println(line.getKey() + " ".repeat(widest - line.getKey().length() + 2) + line.getValue());
        }
        out.println();
    }

    static String json(Map<String, String> values) {
        StringBuilder out = new StringBuilder("{");
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (out.length() > 1) {
                out.append(',');
            }
            quote(out, entry.getKey());
            out.append(':');
            quote(out, entry.getValue());
        }
        return out.append('}').toString();
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
