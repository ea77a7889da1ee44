package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Ports;
import synod.it.cluster.Shape;

/** The whole state over HTTP: item 212. What is told in words is compared, not only the numbers. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class SnapshotIT extends Conformance {
    private static final String BOSS = "digest boss:secret";

    /** So long that no second snapshot is due, also where the reference takes the number for microseconds. */
    private static final String SELDOM = "admin.rateLimiterIntervalInMS=" + Integer.MAX_VALUE;

    /** Who says this is nobody. */
    private static final List<String> STRANGERS = List.of(
            "nothing x",
            "digest",
            "digest boss:secret more",
            "world anyone",
            "x509 CN=boss",
            "sasl boss",
            "super",
            "Basic Ym9zczpzZWNyZXQ=");

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    SnapshotIT(Shape shape) {
        super(shape);
    }

    private Cluster start(String... settings) {
        port = Ports.free();
        List<String> lines = new ArrayList<>(List.of(
                "admin.enableServer=true",
                "admin.serverAddress=127.0.0.1",
                "admin.serverPort=" + port,
                "admin.restore.enabled=false",
                "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU="));
        lines.addAll(List.of(settings));
        Cluster servers = Cluster.start(shape(), TICK_MILLIS, lines);
        Awaitility.await("commands are taken")
                .atMost(Cluster.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> ask("GET", "ruok", null).statusCode() == 200);
        return servers;
    }

    private HttpResponse<byte[]> ask(String method, String command, @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/commands/" + command))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofByteArray(new byte[100_000])
                                : HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(60));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Asks, and expects that number and that error, which is null for none. */
    private void expect(int status, @Nullable String error, String method, String command, @Nullable String who)
            throws Exception {
        HttpResponse<byte[]> answer = ask(method, command, who);
        String what = method + " " + command + " as " + who;
        assertThat(answer.statusCode()).as(what).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .as(what)
                .startsWith("application/json");
        JsonNode told = new ObjectMapper().readTree(answer.body());
        // Whoever is sent away is told the name that was asked for, everybody else the command's first.
        String asked = command.replaceFirst("[?].*", "");
        String first = command.startsWith("rest") ? "restore" : "snapshot";
        assertThat(told.get("command").asText()).as(what).isEqualTo(status == 401 || status == 403 ? asked : first);
        assertThat(told.get("error").isNull() ? null : told.get("error").asText())
                .as(what)
                .isEqualTo(error);
        assertThat(told).as(what).hasSize(2);
    }

    private void expectStrangersRefused(String method, String command) throws Exception {
        expect(401, "Auth info is missing for the command", method, command, null);
        for (String stranger : STRANGERS) {
            expect(401, "Not authenticated", method, command, stranger);
        }
    }

    /** Everybody reads, the boss does everything, by two entries of the list. */
    private static void closeRoot(Cluster servers) throws Exception {
        String boss = DigestAuthenticationProvider.generateDigest("boss:secret");
        try (Talk talk = Talk.with(servers.servers().get(0), Talk.TIMEOUT_MILLIS)) {
            talk.setAcl(
                            "/",
                            List.of(
                                    new ACL(Perms.READ, new Id("world", "anyone")),
                                    new ACL(Perms.ALL & ~Perms.READ, new Id("digest", boss))))
                    .ok();
        }
    }

    private void expectOthersRefused(String method, String command) throws Exception {
        for (String other : List.of("digest other:secret", "digest boss:wrong", "digest super:wrong", "ip", "ip x")) {
            expect(403, "Not authorized", method, command, other);
        }
    }

    @Test
    void item212SnapshotAndRestoreRefuseWhomTheyShould() throws Exception {
        snapshotsAreForWhoeverOwnsTheRoot();
        aSnapshotNeedNotBeSent();
        oftenEnough();
        switchedOff();
    }

    private void snapshotsAreForWhoeverOwnsTheRoot() throws Exception {
        try (Cluster servers = start(SELDOM)) {
            closeRoot(servers);
            for (String command : List.of("snapshot", "snap", "snapshot?streaming=false")) {
                expectStrangersRefused("GET", command);
                expectOthersRefused("GET", command);
            }
            HttpResponse<byte[]> given = ask("GET", "snapshot", BOSS);
            assertThat(given.statusCode()).isEqualTo(200);
            assertThat(given.headers().firstValue("content-type").orElse("")).isEqualTo("application/octet-stream");
            assertThat(given.headers().firstValue("last_zxid").orElse("")).matches("0x[0-9a-f]+");
            assertThat(given.headers().firstValue("snapshot_size")).contains(Integer.toString(given.body().length));
            assertThat(given.body()).hasSizeGreaterThan(100);
            expect(429, null, "GET", "snapshot", BOSS);
            expect(429, null, "GET", "snap?streaming=false", BOSS);
            expect(403, "Not authorized", "GET", "snapshot", "ip");
        }
    }

    private void aSnapshotNeedNotBeSent() throws Exception {
        try (Cluster servers = start(SELDOM);
                Talk talk = Talk.with(servers.servers().get(0), Talk.TIMEOUT_MILLIS)) {
            long zxid = talk.create("/a").ok().zxid();
            closeRoot(servers);
            // Whatever else is said, only "true" is.
            HttpResponse<byte[]> taken = ask("GET", "snap?streaming=what", "digest super:test");
            assertThat(taken.statusCode()).isEqualTo(200);
            String last = taken.headers().firstValue("last_zxid").orElse("");
            assertThat(Long.decode(last)).isGreaterThan(zxid);
            assertThat(taken.headers().firstValueAsLong("snapshot_size").orElse(0))
                    .isGreaterThan(100);
            JsonNode told = new ObjectMapper().readTree(taken.body());
            assertThat(told.get("error").isNull()).isTrue();
            assertThat(told).hasSize(2);
            String newest = new String(ask("GET", "lsnp", null).body(), StandardCharsets.UTF_8);
            assertThat(new ObjectMapper().readTree(newest).get("zxid").asText()).isEqualTo(last.substring(2));
        }
    }

    private void oftenEnough() throws Exception {
        try (Cluster servers = start("admin.rateLimiterIntervalInMS=0")) {
            assertThat(servers.servers()).hasSize(1);
            // The second is due a millisecond after the first.
            for (int given = 0; given < 2; given++) {
                Awaitility.await("a snapshot")
                        .atMost(Cluster.PATIENCE)
                        .until(() -> ask("GET", "snapshot", "ip").statusCode() == 200);
            }
        }
    }

    private void switchedOff() throws Exception {
        try (Cluster servers = start("admin.snapshot.enabled=false", SELDOM)) {
            closeRoot(servers);
            expectStrangersRefused("GET", "snapshot");
            expectOthersRefused("GET", "snapshot");
            for (int i = 0; i < 3; i++) {
                expect(503, null, "GET", "snapshot", BOSS);
                expect(503, null, "GET", "snap?streaming=false", "digest super:test");
            }
            expectStrangersRefused("POST", "restore");
            expectOthersRefused("POST", "rest");
            for (int i = 0; i < 3; i++) {
                expect(503, null, "POST", "restore", BOSS);
            }
        }
    }
}
