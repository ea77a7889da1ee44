package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
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
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetSASLRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetSASLResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Logins;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Logging in with SASL, by hand and with ZooKeeper's own client: items 183, 185 to 187 and 192. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class SaslIT extends Conformance {
    private static final String BOBS = "bobs-secret";

    private final List<ZooKeeper> loggedIn = new ArrayList<>();

    SaslIT(Shape shape) {
        super(shape, Logins.serverOptions());
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

    private ZooKeeper connectAs(String section, ServerProcess server) throws Exception {
        BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        ZooKeeper client = connectAs(section, server, states);
        Logins.await(states, KeeperState.SaslAuthenticated);
        return client;
    }

    private ZooKeeper connectAs(String section, ServerProcess server, BlockingQueue<KeeperState> states)
            throws IOException {
        ZooKeeper client = Logins.connect(section, server, states);
        loggedIn.add(client);
        return client;
    }

    private Cluster with(String... properties) {
        List<String> options = new ArrayList<>(Logins.serverOptions());
        for (String property : properties) {
            options.add("-Dzookeeper." + property);
        }
        return Cluster.start(shape(), TICK_MILLIS, List.of(), options);
    }

    private static int exists(RawClient client) throws IOException {
        return client.call(7, OpCode.exists, new ExistsRequest("/", false))
                .header()
                .getErr();
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
    void item183ALoginMayBeDemanded() throws Exception {
        try (Cluster strict = with("sessionRequireClientSASLAuth=true")) {
            ServerProcess server = strict.servers().get(0);
            for (int type : new int[] {OpCode.exists, OpCode.ping, OpCode.closeSession}) {
                try (RawClient nobody = raw(server)) {
                    RawClient.Frame answer = type == OpCode.exists
                            ? nobody.call(7, type, new ExistsRequest("/", false))
                            : nobody.call(7, type);
                    assertThat(answer.header().getErr()).isEqualTo(Code.SESSIONCLOSEDREQUIRESASLAUTH.intValue());
                    assertThat(answer.header().getXid()).isEqualTo(7);
                    assertThat(answer.header().getZxid()).isZero();
                    assertThat(nobody.bytesUntilClosed()).isZero();
                }
            }
            try (RawClient wrong = raw(server)) {
                RawClient.Frame answer = Logins.logIn(wrong, "bob", "guess");
                assertThat(answer.header().getErr()).isEqualTo(Code.SESSIONCLOSEDREQUIRESASLAUTH.intValue());
                assertThat(wrong.bytesUntilClosed()).isZero();
            }
            try (RawClient other = raw(server)) {
                // Another proof is not the one that is demanded.
                assertThat(other.call(-4, OpCode.auth, new AuthPacket(0, "digest", bytes("a:b")))
                                .header()
                                .getErr())
                        .isZero();
                assertThat(exists(other)).isEqualTo(Code.SESSIONCLOSEDREQUIRESASLAUTH.intValue());
            }
            ZooKeeper bob = connectAs("Bob", server);
            bob.create("/bobs", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(bob.exists("/bobs", false)).isNotNull();
        }
        try (Cluster listed = with("enforce.auth.enabled=true", "enforce.auth.schemes=sasl");
                RawClient nobody = raw(listed.servers().get(0));
                RawClient bob = raw(listed.servers().get(0))) {
            assertThat(exists(nobody)).isEqualTo(Code.SESSIONCLOSEDREQUIRESASLAUTH.intValue());
            Logins.logIn(bob, "bob", BOBS);
            assertThat(exists(bob)).isZero();
        }
    }

    @Test
    void item185AWrongPassword() throws Exception {
        for (String[] wrong : new String[][] {{"bob", "guess"}, {"nobody", BOBS}}) {
            try (RawClient client = raw()) {
                RawClient.Frame answer = Logins.logIn(client, wrong[0], wrong[1]);
                assertThat(answer.header().getErr()).isEqualTo(Code.AUTHFAILED.intValue());
                assertThat(answer.read(new SetSASLResponse()).getToken()).isNull();
                assertThat(client.bytesUntilClosed()).isZero();
            }
        }
        BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        ZooKeeper refused = connectAs("Wrong", server(), states);
        Logins.await(states, KeeperState.AuthFailed);
        assertThatThrownBy(() -> refused.exists("/", false)).isInstanceOf(KeeperException.AuthFailedException.class);

        try (Cluster tolerant = with("allowSaslFailedClients=true");
                RawClient client = raw(tolerant.servers().get(0));
                RawClient bob = raw(tolerant.servers().get(0))) {
            RawClient.Frame answer = Logins.logIn(client, "bob", "guess");
            assertThat(answer.header().getErr()).isZero();
            assertThat(answer.read(new SetSASLResponse()).getToken()).isNull();
            assertThat(create(client, "/anybodys", Ids.OPEN_ACL_UNSAFE)).isZero();
            assertThat(create(client, "/mine", Ids.CREATOR_ALL_ACL)).isEqualTo(Code.INVALIDACL.intValue());
            Logins.logIn(bob, "bob", BOBS);
            assertThat(create(bob, "/mine", Ids.CREATOR_ALL_ACL)).isZero();
        }
    }

    @Test
    void item186AServerWithoutLogins() throws Exception {
        try (Cluster without = Cluster.start(shape());
                RawClient client = raw(without.servers().get(0))) {
            RawClient.Frame answer = client.call(1, OpCode.sasl, new GetSASLRequest(new byte[0]));
            assertThat(answer.header().getErr()).isZero();
            assertThat(answer.header().getZxid()).isZero();
            assertThat(answer.read(new SetSASLResponse()).getToken()).isNull();
            assertThat(create(client, "/a", Ids.OPEN_ACL_UNSAFE)).isZero();
            assertThat(create(client, "/b", Ids.CREATOR_ALL_ACL)).isEqualTo(Code.INVALIDACL.intValue());
        }
    }

    @Test
    void item187NamesInLists() throws Exception {
        try (RawClient client = raw()) {
            int number = 0;
            for (String good : List.of("user", "svc/host", "user@R", "svc/host@R", "a/b/c")) {
                assertThat(create(client, root + "/" + number++, List.of(entry(Perms.ALL, "sasl", good))))
                        .as(good)
                        .isZero();
            }
            for (String bad : List.of("a@b@c", "a@b/c", "svc/host@R/x", "a/b/c@R")) {
                assertThat(create(client, root + "/bad", List.of(entry(Perms.ALL, "sasl", bad))))
                        .as(bad)
                        .isEqualTo(Code.INVALIDACL.intValue());
            }
        }
    }

    @Test
    void item192SuperUsers() throws Exception {
        try (Cluster own = with("superUser=bob", "superUser.2=alice", "letAnySaslUserDoX=anybody");
                RawClient owner = raw(own.servers().get(0));
                RawClient bob = raw(own.servers().get(0));
                RawClient alice = raw(own.servers().get(0));
                RawClient named = raw(own.servers().get(0));
                RawClient nobody = raw(own.servers().get(0))) {
            owner.call(-4, OpCode.auth, new AuthPacket(0, "digest", bytes("owner:secret")));
            assertThat(create(owner, "/mine", Ids.CREATOR_ALL_ACL)).isZero();
            assertThat(create(owner, "/anybodys", List.of(entry(Perms.READ, "sasl", "anybody"))))
                    .isZero();
            Logins.logIn(bob, "bob", BOBS);
            Logins.logIn(alice, "alice", "alices-secret");
            Logins.logIn(named, "super", "supers-secret");
            for (RawClient client : List.of(bob, alice)) {
                assertThat(set(client, "/mine")).isZero();
                assertThat(client.call(5, OpCode.setACL, new SetACLRequest("/mine", Ids.CREATOR_ALL_ACL, -1))
                                .header()
                                .getErr())
                        .isZero();
                assertThat(set(client, "/anybodys")).isZero();
            }
            assertThat(set(nobody, "/mine")).isEqualTo(Code.NOAUTH.intValue());
            // To be called super is to be meant by names of this scheme alone.
            try (RawClient digests = raw(own.servers().get(0))) {
                digests.call(-4, OpCode.auth, new AuthPacket(0, "digest", bytes("owner:secret")));
                assertThat(create(digests, "/digests", Ids.CREATOR_ALL_ACL)).isZero();
            }
            assertThat(set(named, "/digests")).isEqualTo(Code.NOAUTH.intValue());
            assertThat(get(named, "/anybodys")).isZero();
            assertThat(get(nobody, "/anybodys")).isEqualTo(Code.NOAUTH.intValue());
        }
    }

    private static int set(RawClient client, String path) throws IOException {
        return client.call(6, OpCode.setData, new SetDataRequest(path, new byte[0], -1))
                .header()
                .getErr();
    }

    private static int get(RawClient client, String path) throws IOException {
        return client.call(9, OpCode.getData, new GetDataRequest(path, false))
                .header()
                .getErr();
    }
}
