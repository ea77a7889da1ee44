package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import synod.it.Commands.Outcome;
import synod.it.cluster.Authority;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Logins;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** The verbs and the shell where servers speak TLS alone and do nothing for those who have not logged in. */
@ExtendWith(ClusterLogs.class)
class SecureShellIT {
    private static final String BOB = "sasl:bob:bobs-secret";

    @TempDir
    Path folder;

    private final Authority authority = new Authority("CN=authority");

    @AfterEach
    void end() {
        authority.close();
    }

    private ServerProcess start(String... more) {
        return start(authority.issue("CN=server"), more);
    }

    private ServerProcess start(Authority.Issued own, String... more) {
        List<String> options = new ArrayList<>(Logins.serverOptions());
        options.addAll(List.of(
                "-Dzookeeper.client.portUnification=true",
                "-Dzookeeper.ssl.keyStore.location=" + own.write(folder.resolve("server.p12")),
                "-Dzookeeper.ssl.keyStore.password=" + Authority.SECRET,
                "-Dzookeeper.ssl.trustStore.location=" + authority.writeTrust(folder.resolve("trust.p12")),
                "-Dzookeeper.ssl.trustStore.password=" + Authority.SECRET));
        options.addAll(List.of(more));
        return Cluster.start(new Shape(Product.SYNOD, 1), 500, List.of(), options)
                .servers()
                .get(0);
    }

    private Outcome synod(ServerProcess server, String... words) throws Exception {
        return new Commands(folder, server.address()).run("", words);
    }

    private String[] secured(String verb, String... words) throws Exception {
        List<String> all = new ArrayList<>(
                List.of(verb, "--tls-trust", folder.resolve("trust.p12").toString()));
        all.addAll(List.of(
                "--tls-key",
                authority.issue("CN=me").write(folder.resolve("me.p12")).toString()));
        all.addAll(List.of(
                "--tls-password-file",
                Files.writeString(folder.resolve("password"), Authority.SECRET + "\n")
                        .toString()));
        all.addAll(List.of(words));
        return all.toArray(new String[0]);
    }

    @Test
    void certificatesAndLoginsTellWhoOneIs() throws Exception {
        ServerProcess server = start("-Dzookeeper.sessionRequireClientSASLAuth=true");
        Outcome who = synod(server, secured("whoami", "--auth", BOB));
        assertThat(who.err()).isEmpty();
        assertThat(who.out().lines()).containsExactlyInAnyOrder("ip:127.0.0.1", "sasl:bob", "x509:CN=me");

        Outcome nobody = synod(server, secured("whoami"));
        assertThat(nobody.code()).as(nobody.toString()).isEqualTo(1);
        assertThat(nobody.err()).startsWith("synod: ").contains("--auth sasl:USER:PASSWORD");
        Outcome wrong = synod(server, secured("whoami", "--auth", "sasl:bob:guess"));
        assertThat(wrong.code()).as(wrong.toString()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("synod: ").doesNotContain("guess");
        Outcome unspoken = synod(server, secured("whoami", "--auth", "sasl:bob"));
        assertThat(unspoken.code()).as(unspoken.toString()).isEqualTo(1);
        assertThat(unspoken.err()).contains("sasl:USER:PASSWORD");
    }

    @Test
    void whoeverIsNotBelievedIsNotTalkedTo() throws Exception {
        ServerProcess server = start(authority.issueFor("elsewhere.example", "CN=server"));
        Outcome plain = synod(server, "whoami");
        assertThat(plain.code()).isZero();
        Outcome stranger = synod(server, "whoami", "--tls");
        assertThat(stranger.code()).as(stranger.toString()).isEqualTo(3);
        assertThat(stranger.err()).contains("no TLS with it");
        Outcome named = synod(server, secured("whoami"));
        assertThat(named.err()).contains("no TLS with it", "127.0.0.1");
        assertThat(named.code()).as(named.toString()).isEqualTo(3);
        assertThat(synod(server, secured("whoami", "--tls-any-host")).out()).contains("x509:CN=me");
        Outcome odd =
                synod(server, "whoami", "--tls-trust", folder.resolve("no.p12").toString());
        assertThat(odd.code()).as(odd.toString()).isEqualTo(2);
        assertThat(odd.err()).startsWith("synod: --tls-trust: the file");
    }

    @Test
    void aShellStaysThroughSilence() throws Exception {
        ServerProcess server = start();
        Process shell =
                new Commands(folder, server.address()).start(secured("shell", "--timeout", "1500", "--auth", BOB));
        try (OutputStream typed = shell.getOutputStream()) {
            typed.write("create /z\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            // Its signs of life go out while nothing comes in, between reads that end without a byte.
            Awaitility.await("signs of life").atMost(Cluster.PATIENCE).until(() -> heardMost(server) >= 10);
            typed.write("session\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("session  0x");
        assertThat(shell.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("err"))).doesNotContain("lost");
    }

    /** How many requests the server has from the connection that has sent most. */
    private static long heardMost(ServerProcess server) {
        Matcher counts =
                Pattern.compile("recved=(\\d+)").matcher(server.ask("cons").orElse(""));
        long most = 0;
        while (counts.find()) {
            most = Math.max(most, Long.parseLong(counts.group(1)));
        }
        return most;
    }
}
