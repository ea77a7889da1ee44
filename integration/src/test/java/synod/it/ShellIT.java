package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Commands.Outcome;
import synod.it.cluster.Cluster;
import synod.it.cluster.Product;
import synod.it.cluster.Shape;

/** The verbs and the shell as a user has them: processes with words, pipes and exit codes. */
@ParameterizedClass
@MethodSource("servers")
class ShellIT extends OnServers {
    @TempDir
    private Path folder;

    ShellIT(Shape shape) {
        super(shape);
    }

    /** Both products, always: what the verbs say must not depend on whose server it is. */
    static List<Shape> servers() {
        return List.of(new Shape(Product.SYNOD, 1), new Shape(Product.APACHE, 1));
    }

    private Process start(String... words) throws IOException {
        return new Commands(folder, cluster.connectString()).start(words);
    }

    private Outcome run(String input, String... words) throws IOException, InterruptedException {
        return new Commands(folder, cluster.connectString()).run(input, words);
    }

    private Outcome synod(String... words) throws Exception {
        return run("", words);
    }

    private String done(String... words) throws Exception {
        Outcome outcome = synod(words);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        return outcome.out();
    }

    private void refused(Outcome outcome, String... told) {
        assertThat(outcome.code()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("synod: ").contains(told);
    }

    @Test
    void eachVerbByItself() throws Exception {
        ZooKeeper zk = connect();
        assertThat(done("create", "--parents", root + "/a/b", "one")).isEqualTo(root + "/a/b\n");
        assertThat(done("get", root + "/a/b")).isEqualTo("one");
        assertThat(done("set", "--version", "0", root + "/a/b", "three")).contains("5 bytes, version 1");
        assertThat(text(zk.getData(root + "/a/b", false, null))).isEqualTo("three");
        assertThat(done("create", "-s", root + "/a/n-")).isEqualTo(root + "/a/n-0000000001\n");
        assertThat(done("ls", root + "/a")).isEqualTo("b\nn-0000000001\n");
        assertThat(done("ls", "-l", root + "/a")).contains("5 bytes  v1", "b  (not ephemeral)");
        assertThat(done("count", root)).isEqualTo("3\n");
        assertThat(done("stat", root + "/a/b")).contains("data         5 bytes, version 1");
        assertThat(done("tree", root))
                .isEqualTo(root + "\n└── a\n    ├── b  (5 bytes)\n    └── n-0000000001\n\n4 znodes\n");
        assertThat(done("tree", "--depth", "1", root)).isEqualTo(root + "\n└── a  (2 children)\n\n2 znodes\n");
        assertThat(done("acl", root + "/a")).isEqualTo("world:anyone:cdrwa\n");
        assertThat(done("acl", root + "/a", "world:anyone:cdra")).contains("version 1");
        assertThat(zk.getACL(root + "/a", null).get(0).getPerms()).isEqualTo(ZooDefs.Perms.ALL & ~ZooDefs.Perms.WRITE);
        assertThat(done("sync")).startsWith("caught up to 0x");
        assertThat(done("whoami")).isEqualTo("ip:127.0.0.1\n");
        assertThat(done("session")).contains("session  0x", "timeout  10 s", "server   127.0.0.1:");
        assertThat(done("ephemerals")).isEmpty();
        assertThat(done("delete", "--recursive", root + "/a")).isEqualTo("deleted " + root + "/a, 3 znodes\n");
        assertThat(zk.exists(root + "/a", false)).isNull();
    }

    @Test
    void dataGoesThroughUnchanged() throws Exception {
        ZooKeeper zk = connect();
        byte[] data = new byte[100_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        Path file = Files.write(folder.resolve("data"), data);
        done("create", "--file", file.toString(), root + "/binary");
        assertThat(zk.getData(root + "/binary", false, null)).isEqualTo(data);
        Process process = start("get", root + "/binary");
        assertThat(process.getInputStream().readAllBytes()).isEqualTo(data);
        assertThat(run("from a pipe", "set", root + "/binary", "-").code()).isZero();
        assertThat(text(zk.getData(root + "/binary", false, null))).isEqualTo("from a pipe");
    }

    @Test
    void jsonKeepsItsShape() throws Exception {
        done("create", root + "/j", "x");
        String stat = "\\{\"czxid\":\"0x[0-9a-f]+\",\"mzxid\":\"0x[0-9a-f]+\",\"pzxid\":\"0x[0-9a-f]+\",\"ctime\":\\d+,"
                + "\"mtime\":\\d+,\"version\":0,\"cversion\":0,\"aversion\":0,\"ephemeralOwner\":null,"
                + "\"dataLength\":1,\"numChildren\":0\\}";
        assertThat(done("get", "--json", root + "/j"))
                .matches("\\{\"path\":\"" + root + "/j\",\"data\":\"x\",\"encoding\":\"utf-8\",\"stat\":" + stat
                        + "\\}\n");
        assertThat(done("count", "--json", root)).isEqualTo("{\"path\":\"" + root + "\",\"descendants\":1}\n");
        assertThat(done("whoami", "--json"))
                .isEqualTo("{\"identities\":[{\"scheme\":\"ip\",\"user\":\"127.0.0.1\"}]}\n");
        assertThat(done("delete", "--json", root + "/j")).isEqualTo("{\"path\":\"" + root + "/j\",\"deleted\":1}\n");
        Outcome outcome = synod("get", "--json", root + "/j");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("{\"error\":\"NoNode\",\"code\":-101,\"path\":\"" + root + "/j\",");
    }

    @Test
    void refusalsSayWhatToDo() throws Exception {
        ZooKeeper zk = connect();
        done("create", "--parents", root + "/a/b");
        refused(synod("get", root + "/a/x/y"), "there is no " + root + "/a/x/y", "that exists is " + root + "/a");
        refused(synod("create", root + "/p/q"), "there is no " + root + "/p", "--parents");
        refused(synod("create", root + "/a"), "is there already", "synod set " + root + "/a DATA");
        refused(synod("set", "--version", "7", root + "/a", "x"), root + "/a is at version 0");
        refused(synod("delete", root + "/a"), "has 1 child", "--recursive");
        zk.addAuthInfo("digest", bytes("bob:secret"));
        zk.create(root + "/mine", null, new ArrayList<>(ZooDefs.Ids.CREATOR_ALL_ACL), CreateMode.PERSISTENT);
        refused(synod("set", root + "/mine", "x"), "it takes write (w) on " + root + "/mine", "you are ip:127.0.0.1");
        assertThat(done("set", "--auth", "digest:bob:secret", root + "/mine", "x"))
                .contains("version 1");
        Path secrets = Files.writeString(folder.resolve("secrets"), "# mine\ndigest:bob:secret\n");
        assertThat(done("get", "--auth-file", secrets.toString(), root + "/mine"))
                .isEqualTo("x");
        refused(synod("get", "--auth", "nosuchscheme:x", root), "does not take these credentials");
        refused(synod("get", "--auth", "sasl:bob:secret", root), "the server lets nobody log in with SASL");
    }

    @Test
    void aMultiIsAllOrNothing() throws Exception {
        ZooKeeper zk = connect();
        String fine =
                "create " + root + "/m one\n# a comment\nset " + root + "/m two\ncheck --version 1 " + root + "/m\n";
        assertThat(run(fine, "multi", "-").out())
                .isEqualTo("create " + root + "/m\nset " + root + "/m, version 1\ncheck " + root + "/m\n");
        assertThat(text(zk.getData(root + "/m", false, null))).isEqualTo("two");
        refused(
                run(
                        "set " + root + "/m three\n\ndelete --version 9 " + root + "/m\ncreate " + root + "/n\n",
                        "multi",
                        "-"),
                "nothing was done, because of line 3 (delete " + root + "/m)",
                "is at version 1");
        assertThat(text(zk.getData(root + "/m", false, null))).isEqualTo("two");
        assertThat(synod("multi", "set " + root + "/m").code()).isEqualTo(2);
    }

    @Test
    void watchesTellWhatComes() throws Exception {
        ZooKeeper zk = connect();
        zk.create(root + "/w", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Process process = start("get", "--watch", "--json", root + "/w");
        try (BufferedReader lines = reader(process)) {
            // The data is printed when the watch is set.
            assertThat(lines.readLine()).startsWith("{\"path\":\"" + root + "/w\"");
            zk.setData(root + "/w", bytes("new"), -1);
            assertThat(lines.readLine())
                    .matches(
                            "\\{\"event\":\"NodeDataChanged\",\"path\":\"" + root + "/w\",\"zxid\":\"0x[0-9a-f]+\"\\}");
            assertThat(lines.readLine()).isNull();
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aPipedShellCarriesOutItsLines() throws Exception {
        Outcome outcome = run(
                "# a tour\ncreate " + root + "/s 'one two'\nget " + root + "/s\ncreate -e " + root
                        + "/s/e\nephemerals\n" + "addauth digest bob:secret\nwhoami\nset " + root + "/s x\nget " + root
                        + "/s\n",
                "shell");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().lines())
                .startsWith(root + "/s", "one two", root + "/s/e", root + "/s/e")
                .contains("ip:127.0.0.1", "digest:bob")
                .endsWith("set " + root + "/s: 1 byte, version 1", "x");
        // The session is over with its shell.
        assertThat(connect().exists(root + "/s/e", false)).isNull();
    }

    @Test
    void aPipedShellEndsAtTheFirstFailure() throws Exception {
        String lines = "get " + root + "/none\ncreate " + root + "/after\n";
        Outcome ended = run(lines, "shell");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("there is no " + root + "/none", "ended by line 1");
        ZooKeeper zk = connect();
        assertThat(zk.exists(root + "/after", false)).isNull();
        Outcome went = run(lines, "shell", "--keep-going");
        assertThat(went.code()).isEqualTo(1);
        assertThat(zk.exists(root + "/after", false)).isNotNull();
    }

    @Test
    void aShellTellsEventsBetweenItsLines() throws Exception {
        Process process = start("shell");
        try (BufferedReader lines = reader(process);
                OutputStream stdin = process.getOutputStream()) {
            stdin.write(bytes("watch --recursive " + root + "\ncount " + root + "\n"));
            stdin.flush();
            assertThat(lines.readLine()).isEqualTo("0");
            connect().create(root + "/news", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(lines.readLine()).startsWith("NodeCreated " + root + "/news at 0x");
            stdin.write(bytes("watch --remove " + root + "\nwatch --list\nexit\n"));
            stdin.flush();
            assertThat(lines.readLine()).isNull();
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aShellAtADumbTerminalCompletesNothingButWorks() throws Exception {
        // Told that a person types, it takes the terminal's way of reading lines, which here is the dumbest there is.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsynod.terminals=io",
                "-Dorg.jline.terminal.dumb=true",
                "-cp",
                System.getProperty("java.class.path"),
                "synod.cli.Main",
                "shell",
                "--server",
                cluster.connectString(),
                "--history",
                folder.resolve("history").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(bytes(
                    "create " + root + "/typed x\naddauth digest bob:secret\nnonsense\nget " + root + "/typed\n"));
        }
        String out = text(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        assertThat(out).contains("synod 127.0.0.1:", root + "/typed").contains("x\n");
        assertThat(Files.readString(folder.resolve("history")))
                .contains("create " + root + "/typed")
                .doesNotContain("secret");
    }

    @Test
    void anEphemeralIsHeldUntilTheEnd() throws Exception {
        ZooKeeper zk = connect();
        Process process = start("create", "-e", "--hold", root + "/held");
        try (BufferedReader lines = reader(process)) {
            assertThat(lines.readLine()).isEqualTo(root + "/held");
            assertThat(zk.exists(root + "/held", false).getEphemeralOwner()).isNotZero();
            process.destroy();
            process.waitFor();
        }
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> zk.exists(root + "/held", false) == null);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
