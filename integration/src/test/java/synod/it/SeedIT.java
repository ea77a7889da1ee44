package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.Ports;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;
import synod.server.Seeding;

/** A snapshot that was taken over HTTP is what a new ensemble begins with. */
@SuppressWarnings("try") // The library's close may be interrupted.
class SeedIT {
    private static final String READY = "/app";

    @TempDir
    private Path scratch;

    /** Everything below the root but what the servers keep for themselves: path, data and all of the Stat. */
    private static SortedMap<String, String> walk(ZooKeeper zk) throws Exception {
        SortedMap<String, String> found = new TreeMap<>();
        walk(zk, "/", found);
        return found;
    }

    private static void walk(ZooKeeper zk, String path, SortedMap<String, String> found) throws Exception {
        Stat stat = new Stat();
        byte[] data = zk.getData(path, false, stat);
        found.put(path, stat + Arrays.toString(data) + zk.getACL(path, new Stat()));
        for (String child : zk.getChildren(path, false)) {
            String name = (path.equals("/") ? "" : path) + "/" + child;
            if (!name.equals("/zookeeper")) {
                walk(zk, name, found);
            }
        }
    }

    private static List<String> admin(int port) {
        return List.of(
                "admin.enableServer=true",
                "admin.serverAddress=127.0.0.1",
                "admin.serverPort=" + port,
                "admin.rateLimiterIntervalInMS=0");
    }

    /** The snapshot of a server, in a file. */
    private Path snapshot(int port, String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/commands/snapshot"))
                .header("Authorization", "ip x")
                .timeout(Duration.ofSeconds(60))
                .build();
        Path file = scratch.resolve(name);
        HttpResponse<Path> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("snapshot_size").orElse(0)).isEqualTo(Files.size(file));
        return file;
    }

    private static void seed(Path file, ServerProcess server) throws Seeding.Problem {
        Path data = server.folder().resolve("data");
        Seeding.seed(file, data, data);
    }

    /** Starts one server, has something written to it and takes its snapshot. */
    private Path snapshotOf(String data) throws Exception {
        int port = Ports.free();
        try (Cluster one = Cluster.start(new Shape(Product.SYNOD, 1), 500, admin(port));
                ZooKeeper zk = Clients.connect(one.connectString())) {
            zk.create(READY, data.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            return snapshot(port, data);
        }
    }

    @Test
    void aSnapshotTakenUnderLoadIsWhatThreeNewServersBeginWith() throws Exception {
        int port = Ports.free();
        Path file;
        SortedMap<String, String> before;
        long ephemeralOwner;
        try (Cluster old = Cluster.start(new Shape(Product.SYNOD, 1), 500, admin(port));
                ZooKeeper zk = Clients.connect(old.connectString())) {
            for (int i = 0; i < 200; i++) {
                String path = "/n" + i;
                zk.create(path, new byte[i], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                zk.create(path + "/s-", null, Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
            }
            zk.create("/e", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            ephemeralOwner = zk.getSessionId();
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread load = new Thread(() -> {
                try (ZooKeeper writer = Clients.connect(old.connectString())) {
                    writer.create("/load", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                    for (int i = 0; !isOver.get(); i++) {
                        writer.setData("/load", new byte[i % 1000], -1);
                        writer.create("/load/x", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
                    }
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            load.start();
            Awaitility.await().atMost(Cluster.PATIENCE).until(() -> zk.exists("/load/x0000000020", false) != null);
            snapshot(port, "in-between");
            snapshot(port, "again");
            isOver.set(true);
            load.join();
            assertThat(failure.get()).isNull();
            before = walk(zk);
            file = snapshot(port, "last");
        }
        for (String earlier : List.of("in-between", "again")) {
            Path data = scratch.resolve("data-" + earlier);
            assertThat(Seeding.seed(scratch.resolve(earlier), data, data).znodes())
                    .isGreaterThan(400);
        }
        try (Cluster fresh = Cluster.lay(new Shape(Product.SYNOD, 3), List.of())) {
            for (ServerProcess server : fresh.servers()) {
                seed(file, server);
            }
            fresh.startAll();
            fresh.awaitServing();
            for (ServerProcess server : fresh.servers()) {
                try (ZooKeeper zk = Clients.connect(server.address())) {
                    zk.sync("/", null, null);
                    // Whether the old session has expired already is a matter of time; nothing else may differ.
                    SortedMap<String, String> after = walk(zk);
                    before.remove("/e");
                    after.remove("/e");
                    before.remove("/");
                    after.remove("/");
                    assertThat(after).isEqualTo(before);
                    String made = zk.create("/n0/s-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
                    assertThat(made).isEqualTo(String.format("/n0/s-%010d", server.id()));
                    Stat stat = new Stat();
                    zk.getData(made, false, stat);
                    zk.delete(made, -1);
                    assertThat(stat.getCzxid()).isGreaterThan(lastZxid(before));
                    before = walk(zk);
                }
            }
            try (ZooKeeper zk = Clients.connect(fresh.connectString())) {
                assertThat(zk.getSessionId()).isNotEqualTo(ephemeralOwner);
                Awaitility.await("the session of the image ends like any other that is silent")
                        .atMost(Cluster.PATIENCE)
                        .until(() -> zk.exists("/e", false) == null);
            }
            // They go on like any others: one loses its disk, and the seed comes back with all that followed.
            ServerProcess lost = fresh.servers().get(2);
            lost.kill();
            delete(lost.folder().resolve("data").resolve("synod"));
            lost.start();
            fresh.awaitServing();
            try (ZooKeeper zk = Clients.connect(lost.address())) {
                assertThat(walk(zk)).containsKeys("/n0", "/n199", "/load").doesNotContainKey("/e");
            }
        }
    }

    private static long lastZxid(SortedMap<String, String> tree) {
        return tree.values().stream()
                .mapToLong(text -> Long.parseLong(text.split(",", 2)[0].strip()))
                .max()
                .orElseThrow();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void serversWithDifferentSeedsFormNoEnsemble() throws Exception {
        Path one = snapshotOf("one");
        Path two = snapshotOf("two");
        try (Cluster mixed = Cluster.lay(new Shape(Product.SYNOD, 3), List.of())) {
            ServerProcess odd = mixed.servers().get(2);
            seed(one, mixed.servers().get(0));
            seed(one, mixed.servers().get(1));
            seed(two, odd);
            mixed.startAll();
            Awaitility.await("the one that differs says so")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> odd.logTail(100).contains("do not begin with the same"));
            for (ServerProcess server : mixed.servers()) {
                assertThat(server.mode()).isEmpty();
                assertThat(server.logTail(1000)).doesNotContain("belongs to ensemble");
            }
            // What the operator does about it.
            odd.kill();
            delete(odd.folder().resolve("data").resolve("synod"));
            seed(one, odd);
            odd.start();
            mixed.awaitServing();
            try (ZooKeeper zk = Clients.connect(odd.address())) {
                assertThat(zk.getData(READY, false, null)).asString().isEqualTo("one");
            }
        }
    }

    @Test
    void aServerWithoutASeedFormsNoEnsembleWithSeededOnes() throws Exception {
        Path file = snapshotOf("seeded");
        try (Cluster mixed = Cluster.lay(new Shape(Product.SYNOD, 3), List.of())) {
            ServerProcess founder = mixed.servers().get(0);
            seed(file, mixed.servers().get(1));
            seed(file, mixed.servers().get(2));
            mixed.startAll();
            for (ServerProcess seeded : mixed.servers().subList(1, 3)) {
                Awaitility.await("whoever is asked says that it differs")
                        .atMost(Cluster.PATIENCE)
                        .until(() -> seeded.logTail(100).contains("do not begin with the same"));
            }
            founder.kill();
            delete(founder.folder().resolve("data").resolve("synod"));
            seed(file, founder);
            founder.start();
            mixed.awaitServing();
        }
    }

    /** Its image is not that of the ensemble it comes to: it drops it and learns, as a server with an empty disk does. */
    @Test
    void aSeedThatComesTooLateIsDropped() throws Exception {
        Path file = snapshotOf("late");
        try (Cluster three = Cluster.start(new Shape(Product.SYNOD, 3));
                ZooKeeper zk = Clients.connect(three.servers().get(0).address())) {
            zk.create(READY, "theirs".getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            for (int id = 3; id >= 2; id--) {
                ServerProcess lost = three.servers().get(id - 1);
                lost.kill();
                delete(lost.folder().resolve("data").resolve("synod"));
                seed(file, lost);
                lost.start();
                three.awaitServing();
                assertThat(lost.logTail(1000)).contains("the seed is dropped");
                try (ZooKeeper there = Clients.connect(lost.address())) {
                    assertThat(there.getData(READY, false, null)).asString().isEqualTo("theirs");
                }
            }
            zk.setData(READY, null, 0);
        }
    }

    /** What {@code bin/synod} says to these words, behind its exit code. */
    private static String say(String... words) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new java.util.ArrayList<>(List.of(
                java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "synod.cli.Main"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringWriter text = new StringWriter();
        process.inputReader(StandardCharsets.UTF_8).transferTo(text);
        return process.waitFor() + " " + text;
    }

    @Test
    void theVerbRefusesWhatIsNotWholeAndWhatIsNotEmpty() throws Exception {
        Path file = snapshotOf("whole");
        Path data = scratch.resolve("data");
        byte[] whole = Files.readAllBytes(file);
        Path harmed = scratch.resolve("harmed");
        for (int at : new int[] {0, 5, 17, 40, whole.length / 2, whole.length - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 4;
            Files.write(harmed, changed);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Seeding.seed(harmed, data, data))
                    .isInstanceOf(Seeding.Problem.class);
        }
        for (int length : new int[] {0, 10, 1000, whole.length - 1}) {
            Files.write(harmed, Arrays.copyOf(whole, length));
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Seeding.seed(harmed, data, data))
                    .isInstanceOf(Seeding.Problem.class);
        }
        assertThat(data).doesNotExist();
        assertThat(say("seed", "--from", harmed.toString(), "--data-dir", data.toString()))
                .startsWith("1 ")
                .contains("is damaged at byte");
        assertThat(say("seed", "--from", scratch.resolve("none").toString(), "--data-dir", data.toString()))
                .startsWith("1 ")
                .contains("there is no file");
        assertThat(say("seed", "--from", file.toString())).startsWith("2 ").contains("--data-dir");
        assertThat(data).doesNotExist();
        assertThat(say("seed", "--from", file.toString(), "--data-dir", data.toString()))
                .startsWith("0 ")
                .contains("begins with ");
        assertThat(say("seed", "--from", file.toString(), "--data-dir", data.toString()))
                .startsWith("1 ")
                .contains("is there already");
        assertThat(say("seed", "--from", file.toString(), "--data-dir", "x", "--data-log-dir", data.toString()))
                .startsWith("1 ")
                .contains("is there already");
        assertThat(Path.of("x")).doesNotExist();
    }

    @Test
    void aServerAloneGoesOnFromTheSnapshot() throws Exception {
        Path file = snapshotOf("alone");
        try (Cluster one = Cluster.lay(new Shape(Product.SYNOD, 1), List.of())) {
            ServerProcess server = one.servers().get(0);
            seed(file, server);
            for (int start = 0; start < 3; start++) {
                server.start();
                one.awaitServing();
                try (ZooKeeper zk = Clients.connect(server.address())) {
                    Stat stat = new Stat();
                    zk.getData(READY, false, stat);
                    assertThat(stat.getVersion()).isEqualTo(start);
                    zk.setData(READY, null, start);
                } catch (KeeperException e) {
                    throw new AssertionError(one.logTails(40), e);
                }
                server.kill();
            }
        }
    }
}
