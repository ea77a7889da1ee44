package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ConnectRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What clients see of several servers: items 215, 217 and 220. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class EnsembleItemsIT extends Conformance {
    EnsembleItemsIT(Shape shape) {
        super(shape);
    }

    private ZooKeeper connect(ServerProcess server) {
        return connect(cluster.servers().indexOf(server));
    }

    @Test
    void item215AWriteIsSeenWhereItWasMadeAndElsewhereAfterASync() throws KeeperException, InterruptedException {
        ZooKeeper writer = connect(cluster.awaitFollower());
        for (ServerProcess server : cluster.servers()) {
            String path = root + "/" + server.id();
            writer.create(path, bytes("written"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(text(writer.getData(path, false, null))).isEqualTo("written");
            ZooKeeper reader = connect(server);
            reader.sync(path, (code, synced, context) -> {}, null);
            assertThat(text(reader.getData(path, false, null))).isEqualTo("written");
        }
    }

    @Test
    void item217AServerThatLagsBehindAClientSendsItAway() throws IOException, KeeperException, InterruptedException {
        long seen = connect(0).setData(root, bytes("seen"), -1).getMzxid();
        for (ServerProcess server : cluster.servers()) {
            try (RawClient ahead = new RawClient(server)) {
                ahead.sendFrame(
                        RawClient.bytes(new ConnectRequest(0, seen + (1L << 40), 4_000, 0, new byte[16], false)));
                assertThat(ahead.bytesUntilClosed()).isZero();
            }
        }
    }

    @Test
    void item220TheConfigurationIsThereToRead() throws KeeperException, InterruptedException {
        for (ServerProcess server : cluster.servers()) {
            Stat stat = new Stat();
            String text = text(connect(server).getConfig(false, stat));
            String[] lines = text.split("\n", -1);
            assertThat(lines).hasSize(4);
            for (int i = 0; i < 3; i++) {
                assertThat(lines[i]).matches("server\\." + (i + 1) + "=127\\.0\\.0\\.1:\\d+:\\d+:participant(;.*)?");
            }
            assertThat(lines[3]).isEqualTo("version=" + Long.toHexString(stat.getMzxid()));
            assertThat(stat.getVersion()).isEqualTo(-1);
            assertThat(stat.getDataLength()).isEqualTo(bytes(text).length);
        }
    }
}
