package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AuthPacket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/**
 * Who may do what: the schemes world, digest and ip. Lists are made by {@code asList}, because the client asks each whether it contains null.
 */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class AuthIT extends OnServers {
    private static final String USER_1 = "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=";

    private ZooKeeper zk;
    private ZooKeeper stranger;

    AuthIT(Shape shape) {
        super(shape);
    }

    @BeforeEach
    void open() {
        zk = connect();
        stranger = connect();
        zk.addAuthInfo("digest", bytes("user1:pass1"));
    }

    private static void assertNoAuth(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(KeeperException.NoAuthException.class);
    }

    @Test
    void whatTheCreatorAloneMayDo() throws Exception {
        String path = root + "/mine";
        zk.create(path, bytes("secret"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        stranger.sync(root, (rc, p, context) -> {}, null);

        assertNoAuth(() -> stranger.getData(path, false, null));
        assertNoAuth(() -> stranger.exists(path, false));
        assertNoAuth(() -> stranger.getChildren(path, false));
        assertNoAuth(() -> stranger.setData(path, null, 77));
        assertNoAuth(() -> stranger.setACL(path, Ids.OPEN_ACL_UNSAFE, -1));
        assertNoAuth(() -> stranger.getACL(path, null));
        assertNoAuth(() -> stranger.create(path + "/child", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        zk.create(path + "/child", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        assertNoAuth(() -> stranger.delete(path + "/child", -1));

        assertThat(text(zk.getData(path, false, null))).isEqualTo("secret");
        assertThat(zk.getACL(path, null)).containsExactly(new ACL(ZooDefs.Perms.ALL, new Id("digest", USER_1)));
        stranger.addAuthInfo("digest", bytes("user1:wrong"));
        assertNoAuth(() -> stranger.getData(path, false, null));
        stranger.addAuthInfo("digest", bytes("user1:pass1"));
        assertThat(text(stranger.getData(path, false, null))).isEqualTo("secret");
    }

    @Test
    void withoutAdminTheHashesAreHidden() throws Exception {
        String path = root + "/shown";
        List<ACL> acl = Arrays.asList(
                new ACL(ZooDefs.Perms.ALL, new Id("digest", USER_1)),
                new ACL(ZooDefs.Perms.READ, Ids.ANYONE_ID_UNSAFE));
        zk.create(path, null, acl, CreateMode.PERSISTENT);
        stranger.sync(root, (rc, p, context) -> {}, null);
        assertThat(stranger.getACL(path, null))
                .containsExactly(new ACL(31, new Id("digest", "user1:x")), new ACL(1, Ids.ANYONE_ID_UNSAFE));
        assertThat(zk.getACL(path, null)).isEqualTo(acl);
    }

    @Test
    void theCreatorNeedsAnIdentity() {
        assertThatThrownBy(() -> stranger.create(root + "/x", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.InvalidACLException.class);
    }

    @Test
    void everyIdentityOfTheCreatorIsMeant() throws Exception {
        zk.addAuthInfo("digest", bytes("a:b:c"));
        zk.create(root + "/two", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        assertThat(zk.getACL(root + "/two", null))
                .containsExactlyInAnyOrder(
                        new ACL(31, new Id("digest", USER_1)),
                        new ACL(31, new Id("digest", "a:cLzgnoJ6mP5qz3w+mwvPE2vDgu0=")));
    }

    @Test
    void addresses() throws Exception {
        zk.create(root + "/near", null, Arrays.asList(new ACL(31, new Id("ip", "127.0.0.0/8"))), CreateMode.PERSISTENT);
        zk.create(root + "/far", null, Arrays.asList(new ACL(31, new Id("ip", "10.0.0.0/8"))), CreateMode.PERSISTENT);
        stranger.sync(root, (rc, p, context) -> {}, null);
        assertThat(stranger.exists(root + "/near", false)).isNotNull();
        assertNoAuth(() -> stranger.exists(root + "/far", false));
        assertThatThrownBy(() -> zk.create(
                        root + "/bad",
                        null,
                        Arrays.asList(new ACL(31, new Id("ip", "127.0.0.1/33"))),
                        CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.InvalidACLException.class);
    }

    @Test
    void anUnknownSchemeEndsTheConnection() throws IOException {
        try (RawClient client = new RawClient(cluster.servers().get(0))) {
            client.handshake(5_000);
            RawClient.Frame frame = client.call(-4, OpCode.auth, new AuthPacket(0, "nosuchscheme", bytes("x")));
            assertThat(frame.header().getErr()).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(frame.header().getXid()).isEqualTo(-4);
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void aClientWithAnUnknownSchemeGivesUp() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        ZooKeeper client = connect(event -> {
            if (event.getState() == Watcher.Event.KeeperState.AuthFailed) {
                failed.countDown();
            }
        });
        client.addAuthInfo("nosuchscheme", bytes("x"));
        assertThat(failed.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> client.exists(root, false)).isInstanceOf(KeeperException.AuthFailedException.class);
    }

    @Test
    void whoAmI() throws Exception {
        zk.exists(root, false);
        assertThat(zk.whoAmI())
                .extracting(info -> info.getAuthScheme() + " " + info.getUser())
                .containsExactlyInAnyOrder("ip 127.0.0.1", "digest user1");
    }
}
