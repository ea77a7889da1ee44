package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Ports;
import synod.it.cluster.Shape;

/** Commands over HTTP: items 210 and 211. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class AdminIT extends Conformance {
    /** The names of each command, then what it tells when the server is alone. */
    private static final List<String> COMMANDS = List.of(
            "configuration conf config: client_port data_dir data_log_dir tick_time max_client_cnxns"
                    + " min_session_timeout max_session_timeout server_id client_port_listen_backlog",
            "connections cons: connections secure_connections",
            "connection_stat_reset crst:",
            "dirs: datadir_size logdir_size",
            "dump: expiry_time_to_session_ids session_id_to_ephemeral_paths",
            "environment env envi: zookeeper.version host.name java.version os.name user.dir",
            "get_trace_mask gtmk: tracemask",
            "hash: digests",
            "initial_configuration icfg: initial_configuration",
            "is_read_only isro: read_only",
            "last_snapshot lsnp: zxid timestamp",
            "monitor mntr: version server_state avg_latency max_latency min_latency packets_received packets_sent"
                    + " num_alive_connections outstanding_requests znode_count watch_count ephemerals_count"
                    + " approximate_data_size open_file_descriptor_count max_file_descriptor_count",
            "observers obsr: synced_observers observers",
            "observer_connection_stat_reset orst:",
            "ruok:",
            "server_stats srvr: version read_only server_stats client_response node_count",
            "stats stat: version read_only server_stats client_response node_count connections secure_connections",
            "stat_reset srst:",
            "system_properties sysp: java.version os.name user.dir",
            "voting_view: current_config",
            "watches wchc: session_id_to_watched_paths",
            "watches_by_path wchp: path_to_session_ids",
            "watch_summary wchs: num_connections num_paths num_total_watches",
            "zabstate: voting zabstate");

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    AdminIT(Shape shape) {
        super(shape);
    }

    private Cluster start() {
        port = Ports.free();
        Cluster servers = Cluster.start(
                shape(),
                TICK_MILLIS,
                List.of("admin.enableServer=true", "admin.serverAddress=127.0.0.1", "admin.serverPort=" + port));
        Awaitility.await("commands are taken")
                .atMost(Cluster.PATIENCE)
                .ignoreExceptionsInstanceOf(java.io.IOException.class)
                .until(() -> get("ruok").get("error").isNull());
        return servers;
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String command) throws Exception {
        HttpResponse<String> answer = ask("GET", "/commands/" + command);
        assertThat(answer.statusCode()).as(command).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void item210EveryCommandTellsWhatItShould() throws Exception {
        try (Cluster servers = start();
                Talk talk = Talk.with(servers.servers().get(0), Talk.TIMEOUT_MILLIS)) {
            talk.create("/a").ok();
            talk.get("/a", true).ok();
            for (String command : COMMANDS) {
                String[] sides = command.split(":", -1);
                String[] names = sides[0].split(" ", -1);
                for (String name : names) {
                    JsonNode answer = get(name);
                    assertThat(answer.get("command").asText()).isEqualTo(names[0]);
                    assertThat(answer.get("error").isNull()).as(name).isTrue();
                    for (String field : sides[1].strip().split(" ", -1)) {
                        assertThat(field.isEmpty() || answer.has(field))
                                .as("%s tells %s", name, field)
                                .isTrue();
                    }
                }
            }
            assertThat(get("lead").get("error").isTextual()).isTrue();
            assertThat(get("nothing").get("error").isTextual()).isTrue();
            assertThat(get("nothing").get("command").asText()).isEqualTo("nothing");
            assertThat(get("srvr").get("server_stats").get("server_state").asText())
                    .isEqualTo("standalone");
            assertThat(get("mntr").get("znode_count").isIntegralNumber()).isTrue();
            assertThat(get("wchp").get("path_to_session_ids").get("/a").get(0).asLong())
                    .isEqualTo(talk.sessionId());
            JsonNode connection = get("cons").get("connections").get(0);
            assertThat(connection.get("session_id").asLong()).isEqualTo(talk.sessionId());
            assertThat(connection.get("remote_socket_address").asText()).startsWith("127.0.0.1:");
            assertThat(ask("TRACE", "/commands").statusCode()).isEqualTo(403);
            assertThat(ask("PUT", "/commands/ruok").statusCode()).isEqualTo(405);
            assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
            assertThat(ask("GET", "/commands").body()).contains("href=\"/commands/monitor\"");
        }
    }

    @Test
    void item211AMaskIsANumber() throws Exception {
        try (Cluster servers = start()) {
            assertThat(servers.servers()).hasSize(1);
            for (String wrong : List.of("stmk", "set_trace_mask?traceMask=abc", "stmk?traceMask=")) {
                assertThat(get(wrong).get("error").isTextual()).as(wrong).isTrue();
            }
            JsonNode set = get("stmk?traceMask=5");
            assertThat(set.get("tracemask").asLong()).isEqualTo(5);
            assertThat(set.get("error").isNull()).isTrue();
            assertThat(get("gtmk").get("tracemask").asLong()).isEqualTo(5);
        }
    }
}
