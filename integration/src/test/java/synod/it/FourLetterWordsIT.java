package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** The four-letter words of which the conformance list says nothing, in the reference's form: it is asked the same. */
@ParameterizedClass
@MethodSource("products")
class FourLetterWordsIT extends OnServers {
    FourLetterWordsIT(Shape shape) {
        super(shape);
    }

    static List<Shape> products() {
        return List.of(new Shape(Product.APACHE, 1), new Shape(Product.SYNOD, 1), new Shape(Product.SYNOD, 3));
    }

    private ServerProcess server() {
        return cluster.servers().get(0);
    }

    private String ask(String word) {
        return server().ask(word).orElse("no answer");
    }

    @Test
    void enviHasTheSameKeysInTheSameOrder() {
        String answer = ask("envi");
        assertThat(answer).startsWith("Environment:\n").endsWith("MB\n");
        assertThat(answer.lines().skip(1).map(line -> line.substring(0, line.indexOf('='))))
                .containsExactly(
                        "zookeeper.version",
                        "host.name",
                        "java.version",
                        "java.vendor",
                        "java.home",
                        "java.class.path",
                        "java.library.path",
                        "java.io.tmpdir",
                        "java.compiler",
                        "os.name",
                        "os.arch",
                        "os.version",
                        "user.name",
                        "user.home",
                        "user.dir",
                        "os.memory.free",
                        "os.memory.max",
                        "os.memory.total");
        assertThat(answer).containsPattern("\nos.memory.total=\\d+MB\n");
    }

    @Test
    void dirsTellsTwoSizes() {
        assertThat(ask("dirs")).matches("datadir_size: \\d+\nlogdir_size: \\d+\n");
    }

    @Test
    void theTraceMaskIsReadBackAsItWasSet() {
        assertThat(ask("gtmk")).isEqualTo("306");
        byte[] word = "stmk".getBytes(StandardCharsets.US_ASCII);
        byte[] asked =
                ByteBuffer.allocate(12).put(word).putLong(1_234_567_890_123L).array();
        assertThat(server().ask(asked)).contains("1234567890123");
        assertThat(ask("gtmk")).isEqualTo("1234567890123");
        assertThat(server().ask(ByteBuffer.allocate(12).put(word).putLong(306).array()))
                .contains("306");
    }

    @Test
    void whatFollowsAWordCountsForNothing() {
        assertThat(server().ask("ruok and more".getBytes(StandardCharsets.US_ASCII)))
                .contains("imok");
    }

    @Test
    void telnetsInterruptIsAnsweredByNothing() {
        byte[] interrupt = {(byte) 0xff, (byte) 0xf4, (byte) 0xff, (byte) 0xfd, 6};
        assertThat(server().ask(interrupt).orElse("")).isEmpty();
        assertThat(ask("ruok")).isEqualTo("imok");
    }

    @Test
    void hashTellsDigestsOfThePast() throws KeeperException, InterruptedException {
        ZooKeeper client = connect();
        // Each group passes a multiple of 128 zxids; what is carried out at once has one point, however long it is.
        for (int group = 0; group < 2; group++) {
            for (int i = 0; i < 200; i++) {
                AsyncCallback.StringCallback ignored = (code, path, context, name) -> {};
                client.create(
                        root + "/h",
                        bytes("x"),
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_SEQUENTIAL,
                        ignored,
                        null);
            }
            client.create(root + "/last" + group, bytes("x"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        assertThat(ask("hash")).matches("([0-9a-f]+: -?\\d+\n){2,}");
    }
}
