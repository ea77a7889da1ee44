package synod.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import synod.cli.client.Auth;
import synod.cli.client.Client;
import synod.cli.client.Servers;
import synod.cli.client.Way;

/** Whom to talk to, and as whom. */
final class ConnectionOptions {
    private static final String HERE = "127.0.0.1:2181";

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT[,...]",
            description = "Servers of one ensemble; without, what SYNOD_SERVER says, else " + HERE + ".")
    private @Nullable String server;

    @Option(
            names = "--timeout",
            paramLabel = "MILLIS",
            description = "Timeout of the session, and the longest wait for a connection (${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int timeoutMillis = 10_000;

    @Option(
            names = "--auth",
            paramLabel = "SCHEME:DATA",
            description = "Who you are, such as digest:user:password; sasl:user:password logs in, and sasl: does with"
                    + " Kerberos, as the section Client of the JAAS configuration says. May be given several times.")
    private List<String> auths = new ArrayList<>();

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "The same from a file, one on a line: a command's words can be seen by others.")
    private @Nullable String authFile;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    /** How servers are to be talked to. */
    Way way() {
        return tls.way();
    }

    Servers servers() {
        String text = server;
        if (text == null) {
            String usual = System.getenv("SYNOD_SERVER");
            text = usual == null || usual.isBlank() ? HERE : usual;
        }
        try {
            return Servers.parse(text);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private List<Auth> credentials() throws IOException {
        List<String> all = new ArrayList<>(auths);
        if (authFile != null) {
            String text = new String(Payload.readFile(authFile), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(all::add);
        }
        return all.stream().map(ConnectionOptions::credential).toList();
    }

    static Auth credential(String text) {
        try {
            return Auth.parse(text);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    Client connect(Client.Listener listener) throws IOException, InterruptedException {
        if (timeoutMillis < 1) {
            throw new WrongUsage("--timeout is a number of milliseconds above 0");
        }
        return Client.connect(servers(), way(), timeoutMillis, credentials(), listener);
    }
}
