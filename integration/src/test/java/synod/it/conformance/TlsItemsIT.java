package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Authority;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Who a client is whose certificate is believed: item 191. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class TlsItemsIT extends Conformance {
    private static final Authority AUTHORITY = new Authority("CN=authority");
    private static final List<String> OPTIONS = options();

    TlsItemsIT(Shape shape) {
        super(shape, OPTIONS);
    }

    private static List<String> options() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "tls").toAbsolutePath());
            Path own = AUTHORITY.issue("CN=server").write(folder.resolve("server.p12"));
            Path trust = AUTHORITY.writeTrust(folder.resolve("trust.p12"));
            return List.of(
                    "-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                    "-Dzookeeper.authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                    "-Dzookeeper.client.portUnification=true",
                    "-Dzookeeper.ssl.keyStore.location=" + own,
                    "-Dzookeeper.ssl.keyStore.password=" + Authority.SECRET,
                    "-Dzookeeper.ssl.trustStore.location=" + trust,
                    "-Dzookeeper.ssl.trustStore.password=" + Authority.SECRET);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() {
        AUTHORITY.close();
    }

    private ZooKeeper connectAs(String subject, Path folder) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(
                server().address(),
                Clients.TIMEOUT_MILLIS,
                event -> {
                    if (event.getState() == KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                AUTHORITY.clientConfig(folder, AUTHORITY.issue(subject)));
        assertThat(connected.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return client;
    }

    @Test
    void item191ACertificateIsAnIdentity(@TempDir Path folder) throws Exception {
        String subject = "CN=somebody,O=Synod";
        ZooKeeper client = connectAs(subject, folder);
        ZooKeeper other = connectAs("CN=another,O=Synod", folder);
        String mine = root + "/mine";
        try {
            assertThat(client.whoAmI())
                    .extracting(info -> info.getAuthScheme() + " " + info.getUser())
                    .containsExactlyInAnyOrder("ip 127.0.0.1", "x509 " + subject);
            client.create(mine, new byte[] {7}, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(client.getACL(mine, null)).containsExactly(new ACL(31, new Id("x509", subject)));
            assertThat(client.getData(mine, false, null)).containsExactly(7);
            assertThatThrownBy(() -> other.getData(mine, false, null))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            client.delete(mine, -1);
        } finally {
            client.close();
            other.close();
        }
    }
}
