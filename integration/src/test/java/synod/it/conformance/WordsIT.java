package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What four-letter words tell: items 203 to 209. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#all")
class WordsIT extends Conformance {
    private static final String REMOTE = " /127\\.0\\.0\\.1:\\d+\\[[0-9a-f]+]\\(queued=\\d+,recved=\\d+,sent=\\d+";
    private static final String WHOLE = REMOTE
            + ",sid=0x[0-9a-f]+,lop=[A-Z]+[0-9]?,est=\\d{13},to=\\d+(,lcxid=0x[0-9a-f]+)?,lzxid=0x[0-9a-f]+"
            + ",lresp=\\d+,llat=\\d+,minlat=\\d+,avglat=\\d+,maxlat=\\d+\\)";
    private static final String DATE = "[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S+ \\d{4}";

    WordsIT(Shape shape) {
        super(shape);
    }

    private static String ask(ServerProcess server, String word) {
        return server.ask(word).orElse("no answer");
    }

    private static String hex(ZooKeeper client) {
        return "0x" + Long.toHexString(client.getSessionId());
    }

    private String line(String answer, ZooKeeper client) {
        return answer.lines()
                .filter(line -> line.contains("sid=" + hex(client) + ","))
                .findFirst()
                .orElse("no line for " + hex(client) + " in " + answer);
    }

    private static Map<String, String> figures(String answer, String separator) {
        Map<String, String> figures = new LinkedHashMap<>();
        answer.lines().forEach(line -> {
            String[] parts = line.split(separator, 2);
            figures.put(parts[0], parts.length == 2 ? parts[1] : "no value");
        });
        return figures;
    }

    @Test
    void item203StatAndConsHaveALineForEachConnection() throws KeeperException, InterruptedException {
        ZooKeeper client = connect(0);
        client.setData(root, bytes("x"), -1);
        String cons = ask(server(), "cons");
        assertThat(cons).endsWith("\n\n");
        assertThat(cons.strip().lines().map(line -> " " + line.strip()))
                .allSatisfy(line -> assertThat(line).matches(WHOLE + "|" + REMOTE + "\\)"));
        assertThat(line(cons, client)).contains(",lop=SETD,").contains(",lcxid=0x1,");
        // A client that has only just connected.
        ZooKeeper fresh = connect(0);
        Awaitility.await("the server has counted what it answered")
                .atMost(Cluster.PATIENCE)
                .until(() -> ask(server(), "cons").contains("sid=" + hex(fresh) + ","));
        assertThat(line(ask(server(), "cons"), fresh)).containsPattern(",lop=(SESS,.*,lcxid=0x0,|PING,)");
        String stat = ask(server(), "stat");
        assertThat(stat)
                .matches("(?s)Zookeeper version: \\S+, built on [^\n]+\nClients:\n(" + REMOTE + "\\)\n)+\n"
                        + "Latency min/avg/max: \\d+/\\d+(\\.\\d+)?/\\d+\nReceived: \\d+\nSent: \\d+\n"
                        + "Connections: \\d+\nOutstanding: \\d+\nZxid: 0x[0-9a-f]+\n"
                        + "Mode: (standalone|leader|follower)\nNode count: \\d+\n"
                        + "(Proposal sizes last/min/max: -?\\d+/-?\\d+/-?\\d+\n)?");
        assertThat(stat.contains("Proposal sizes")).isEqualTo(stat.contains("Mode: leader\n"));
        // The connection that asks is one of them, and no longer listened to.
        assertThat(stat).containsPattern("\\[0]\\(queued=0,recved=1,sent=0\\)\n");
    }

    @Test
    void item204WhatIsResetCountsFromNothing() throws KeeperException, InterruptedException {
        ZooKeeper client = connect(0);
        for (int i = 0; i < 50; i++) {
            client.exists(root, false);
        }
        assertThat(ask(server(), "crst")).isEqualTo("Connection stats reset.\n");
        assertThat(line(ask(server(), "cons"), client))
                .containsPattern("recved=\\d,sent=\\d,")
                .containsPattern("lop=(NA|PING|EXIS),");
        assertThat(Long.parseLong(figures(ask(server(), "srvr"), ": ").get("Received")))
                .isGreaterThan(50);
        assertThat(ask(server(), "srst")).isEqualTo("Server stats reset.\n");
        Map<String, String> server = figures(ask(server(), "srvr"), ": ");
        assertThat(Long.parseLong(server.getOrDefault("Received", "-1"))).isBetween(0L, 20L);
        assertThat(Long.parseLong(server.getOrDefault("Sent", "-1"))).isBetween(0L, 20L);
    }

    @Test
    void item205MntrHasTheFiguresThatToolsRead() throws KeeperException, InterruptedException {
        for (ServerProcess server : cluster.servers()) {
            connect(server.id() - 1).exists(root, false);
            String answer = ask(server, "mntr");
            assertThat(answer.lines()).allSatisfy(line -> assertThat(line).matches("zk_[A-Za-z0-9_]+\t[^\t]+"));
            List<String> keys = List.copyOf(figures(answer, "\t").keySet());
            assertThat(keys.subList(0, 2)).containsExactly("zk_version", "zk_server_state");
            assertThat(keys)
                    .contains("zk_avg_latency", "zk_min_latency", "zk_max_latency", "zk_packets_received")
                    .contains("zk_packets_sent", "zk_num_alive_connections", "zk_outstanding_requests", "zk_uptime")
                    .contains("zk_znode_count", "zk_watch_count", "zk_ephemerals_count", "zk_approximate_data_size")
                    .contains("zk_global_sessions", "zk_local_sessions", "zk_open_file_descriptor_count")
                    .contains("zk_max_file_descriptor_count", "zk_connection_drop_probability", "zk_auth_failed_count")
                    .contains("zk_last_client_response_size", "zk_min_client_response_size")
                    .contains("zk_max_client_response_size", "zk_bytes_received_count", "zk_response_bytes")
                    .contains("zk_connection_request_count", "zk_connection_rejected", "zk_large_requests_rejected")
                    .contains(
                            "zk_throttled_ops", "zk_sessionless_connections_expired", "zk_request_throttle_wait_count");
            Map<String, String> figures = figures(answer, "\t");
            String state = figures.getOrDefault("zk_server_state", "");
            assertThat(state).isEqualTo(server.mode());
            assertThat(figures.getOrDefault("zk_znode_count", "")).matches("[1-9]\\d*");
            assertThat(figures.getOrDefault("zk_avg_latency", "")).matches("\\d+\\.\\d+");
            if (shape().size() > 1) {
                assertThat(figures)
                        .containsEntry("zk_quorum_size", "3")
                        .containsEntry(
                                "zk_peer_state",
                                state.equals("leader") ? "leading - broadcast" : "following - broadcast");
            }
            if (state.equals("leader")) {
                assertThat(figures)
                        .containsEntry("zk_learners", "2")
                        .containsEntry("zk_synced_followers", "2")
                        .containsEntry("zk_synced_observers", "0")
                        .containsEntry("zk_synced_non_voting_followers", "0")
                        .containsEntry("zk_pending_syncs", "0")
                        .containsKeys("zk_leader_uptime", "zk_last_proposal_size", "zk_min_proposal_size");
                assertThat(Long.parseLong(figures.getOrDefault("zk_max_proposal_size", "-1")))
                        .isPositive();
            }
        }
    }

    /** Two clients of one server with watches on the data of three znodes. */
    private List<ZooKeeper> watchers(int server) throws KeeperException, InterruptedException {
        ZooKeeper one = connect(server);
        ZooKeeper two = connect(server);
        one.create(root + "/w", bytes("1"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        two.sync(root, (code, path, context) -> {}, null);
        one.getData(root + "/w", true, null);
        two.getData(root + "/w", true, null);
        two.exists(root + "/none", true);
        two.addWatch(root, AddWatchMode.PERSISTENT_RECURSIVE);
        // The tables of child watches are not counted.
        two.getChildren(root + "/w", true);
        return List.of(one, two);
    }

    @Test
    void item206WatchesAreCountedAndListed() throws KeeperException, InterruptedException {
        List<ZooKeeper> clients = watchers(0);
        String one = hex(clients.get(0));
        String two = hex(clients.get(1));
        assertThat(ask(server(), "wchs")).isEqualTo("2 connections watching 3 paths\nTotal watches:4\n");
        assertThat(blocks(ask(server(), "wchc")))
                .isEqualTo(Map.of(one, List.of(root + "/w"), two, List.of(root, root + "/none", root + "/w")));
        assertThat(blocks(ask(server(), "wchp")))
                .isEqualTo(Map.of(
                        root,
                        List.of(two),
                        root + "/none",
                        List.of(two),
                        root + "/w",
                        List.of(one, two).stream().sorted().toList()));
    }

    /** Lines that begin with a tab by the line before them that does not; an empty line ends them. */
    private static Map<String, List<String>> blocks(String answer) {
        assertThat(answer).endsWith("\n\n");
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        List<String> block = new ArrayList<>();
        for (String line : answer.substring(0, answer.length() - 1).lines().toList()) {
            if (line.startsWith("\t")) {
                block.add(line.substring(1));
            } else {
                block = new ArrayList<>();
                blocks.put(line, block);
            }
        }
        blocks.values().forEach(each -> each.sort(null));
        return blocks;
    }

    @Test
    void item207DumpShowsSessionsAndEphemerals() throws KeeperException, InterruptedException {
        ZooKeeper client = connect(0);
        client.create(root + "/e", bytes(""), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        String session = hex(client);
        for (ServerProcess server : cluster.servers()) {
            connect(server.id() - 1).sync(root, (code, path, context) -> {}, null);
            connect(server.id() - 1).exists(root, false);
            String dump = ask(server, "dump");
            String sessions = server.mode().equals("follower")
                    ? "Global Sessions\\(\\d+\\):\n(0x[0-9a-f]+\t\\d+ms\n)+"
                    : "Session Sets \\(\\d+\\)/\\(\\d+\\):\n(\\d+ expire at " + DATE + ":\n(\t0x[0-9a-f]+\n)*)+";
            assertThat(dump)
                    .matches("SessionTracker dump:\n" + sessions
                            + "ephemeral nodes dump:\nSessions with Ephemerals \\(\\d+\\):\n(0x[0-9a-f]+:\n(\t/\\S+\n)+)+"
                            + "Connections dump:\nConnections Sets \\(\\d+\\)/\\(\\d+\\):\n(\\d+ expire at " + DATE
                            + ":\n(\tip: /127\\.0\\.0\\.1:\\d+ sessionId: 0x[0-9a-f]+\n)*)+");
            assertThat(dump).contains("\n" + session + ":\n\t" + root + "/e\n");
            assertThat(dump).containsPattern("\n\t?" + session + "(\t|\n)");
        }
        assertThat(ask(server(), "dump")).containsPattern("\tip: /127\\.0\\.0\\.1:\\d+ sessionId: " + session + "\n");
    }

    @Test
    void item208AServerOfAQuorumReadsAndWrites() {
        for (ServerProcess server : cluster.servers()) {
            assertThat(ask(server, "isro")).isEqualTo("rw");
        }
    }

    @Test
    void item209ConfListsWhatTheServerGoesBy() {
        for (ServerProcess server : cluster.servers()) {
            String conf = ask(server, "conf");
            List<String> keys = new ArrayList<>(List.of(
                    "clientPort",
                    "secureClientPort",
                    "dataDir",
                    "dataDirSize",
                    "dataLogDir",
                    "dataLogSize",
                    "tickTime"));
            keys.addAll(List.of("maxClientCnxns", "minSessionTimeout", "maxSessionTimeout"));
            keys.addAll(List.of("clientPortListenBacklog", "serverId"));
            boolean isEnsemble = shape().size() > 1;
            if (isEnsemble) {
                keys.addAll(List.of("initLimit", "syncLimit", "electionAlg", "electionPort", "quorumPort", "peerType"));
                keys.addAll(List.of("membership: ", "server.1", "server.2", "server.3", "version"));
            }
            Map<String, String> figures = figures(conf, "=");
            assertThat(figures.keySet()).containsExactlyElementsOf(keys);
            assertThat(figures)
                    .containsEntry("clientPort", Integer.toString(server.clientPort()))
                    .containsEntry("secureClientPort", "-1")
                    .containsEntry("tickTime", "500")
                    .containsEntry("maxClientCnxns", "0")
                    .containsEntry("minSessionTimeout", "1000")
                    .containsEntry("maxSessionTimeout", "10000")
                    .containsEntry("clientPortListenBacklog", "-1")
                    .containsEntry("serverId", isEnsemble ? Integer.toString(server.id()) : "0");
            assertThat(figures.getOrDefault("dataDir", ""))
                    .startsWith(server.folder().resolve("data").toString());
            if (isEnsemble) {
                assertThat(figures)
                        .containsEntry("initLimit", "40")
                        .containsEntry("syncLimit", "20")
                        .containsEntry("electionAlg", "3")
                        .containsEntry("peerType", "0")
                        .containsEntry("version", "0");
                assertThat(figures.getOrDefault("server." + server.id(), ""))
                        .isEqualTo("127.0.0.1:" + figures.get("quorumPort") + ":" + figures.get("electionPort")
                                + ":participant");
                assertThat(conf).endsWith("version=0");
            } else {
                assertThat(conf).endsWith("serverId=0\n");
            }
        }
    }
}
