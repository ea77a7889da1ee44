package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.GetSASLRequest;
import org.apache.zookeeper.proto.SetSASLResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Logins;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Logging in with SASL: what of it the conformance list says nothing about. The reference is asked the same. */
@ParameterizedClass
@MethodSource("products")
class LoginsIT extends OnServers {
    private final List<ZooKeeper> loggedIn = new ArrayList<>();

    LoginsIT(Shape shape) {
        super(shape, Logins.serverOptions());
    }

    static List<Shape> products() {
        return List.of(new Shape(Product.APACHE, 1), new Shape(Product.SYNOD, 1), new Shape(Product.SYNOD, 3));
    }

    @BeforeAll
    static void install() {
        Logins.install();
    }

    @AfterAll
    static void uninstall() {
        Logins.uninstall();
    }

    @AfterEach
    void closeLoggedIn() throws InterruptedException {
        for (ZooKeeper client : loggedIn) {
            client.close();
        }
    }

    private ServerProcess server() {
        return cluster.servers().get(0);
    }

    private ZooKeeper connectAs(String section, ServerProcess server) throws Exception {
        BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        ZooKeeper client = Logins.connect(section, server, states);
        loggedIn.add(client);
        Logins.await(states, KeeperState.SaslAuthenticated);
        return client;
    }

    private RawClient raw() throws IOException {
        RawClient client = new RawClient(server());
        client.handshake(Clients.TIMEOUT_MILLIS);
        return client;
    }

    private static int create(RawClient client, String path, List<ACL> acl) throws IOException {
        return client.call(8, OpCode.create, new CreateRequest(path, new byte[0], acl, 0))
                .header()
                .getErr();
    }

    private static ACL entry(int permissions, String scheme, String id) {
        return new ACL(permissions, new Id(scheme, id));
    }

    @Test
    void whoHasLoggedInOwnsWhatItMakes() throws Exception {
        ZooKeeper bob = connectAs("Bob", server());
        bob.create(root + "/bobs", bytes("1"), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        assertThat(bob.getACL(root + "/bobs", null)).containsExactly(entry(Perms.ALL, "sasl", "bob"));
        assertThat(bob.whoAmI())
                .extracting(info -> info.getAuthScheme() + " " + info.getUser())
                .containsExactlyInAnyOrder("ip 127.0.0.1", "sasl bob");
        ZooKeeper alice = connectAs("Alice", server());
        assertThatThrownBy(() -> alice.getData(root + "/bobs", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        bob.setACL(
                root + "/bobs", Arrays.asList(entry(Perms.ALL, "sasl", "bob"), entry(Perms.READ, "sasl", "alice")), -1);
        assertThat(alice.getData(root + "/bobs", false, null)).isEqualTo(bytes("1"));
        assertThatThrownBy(() -> alice.setData(root + "/bobs", bytes("2"), -1))
                .isInstanceOf(KeeperException.NoAuthException.class);
        ZooKeeper nobody = connect();
        assertThatThrownBy(() -> nobody.getData(root + "/bobs", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        // In the scheme sasl whoever is called super is meant by every name.
        assertThat(connectAs("Super", server()).getData(root + "/bobs", false, null))
                .isEqualTo(bytes("1"));
    }

    @Test
    void theStepsOfALoginByHand() throws Exception {
        try (RawClient client = raw()) {
            RawClient.Frame last = Logins.logIn(client, "bob", "bobs-secret");
            assertThat(last.header().getErr()).isZero();
            assertThat(last.header().getXid()).isEqualTo(2);
            assertThat(last.header().getZxid()).isZero();
            assertThat(text(last.read(new SetSASLResponse()).getToken())).startsWith("rspauth=");
            assertThat(create(client, root + "/by-hand", Ids.CREATOR_ALL_ACL)).isZero();
            // An auth packet of this scheme proves nothing.
            RawClient.Frame auth = client.call(-4, OpCode.auth, new AuthPacket(0, "sasl", bytes("bob")));
            assertThat(auth.header().getErr()).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(client.bytesUntilClosed()).isZero();
        }
        try (RawClient twice = raw()) {
            Logins.logIn(twice, "bob", "bobs-secret");
            RawClient.Frame again = twice.call(3, OpCode.sasl, new GetSASLRequest(new byte[0]));
            assertThat(again.header().getErr()).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(again.read(new SetSASLResponse()).getToken()).isNull();
            assertThat(twice.bytesUntilClosed()).isZero();
        }
    }
}
