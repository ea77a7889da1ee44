package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.WhoAmIResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** Who may do what, without SASL and TLS: items 163 to 182. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class AclIT extends Talking {
    private static final String USER_1 = "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=";
    private static final String USER_ABC = "a:cLzgnoJ6mP5qz3w+mwvPE2vDgu0=";

    AclIT(Shape shape) {
        super(shape);
    }

    private Talk.Reply create(String name, List<ACL> acl) throws IOException {
        return zk.create(at(name), CreateMode.PERSISTENT, acl);
    }

    private static List<ACL> aclOf(Talk talk, String path) throws IOException {
        return talk.acl(path).read(new GetACLResponse()).getAcl();
    }

    private static ACL entry(int permissions, String scheme, String id) {
        return new ACL(permissions, new Id(scheme, id));
    }

    @Test
    void item163OpenAndReadOnlyLists() throws IOException {
        create("/open", Ids.OPEN_ACL_UNSAFE).ok();
        other.set(at("/open"), "1").ok();
        other.create(at("/open/a")).ok();
        other.children(at("/open"), false).ok();
        other.delete(at("/open/a")).ok();
        other.setAcl(at("/open"), Ids.READ_ACL_UNSAFE).ok();

        other.get(at("/open"), false).ok();
        other.children(at("/open"), false).ok();
        other.acl(at("/open")).ok();
        other.set(at("/open"), "2").is(Code.NOAUTH);
        other.create(at("/open/a")).is(Code.NOAUTH);
        other.delete(at("/open/a")).is(Code.NOAUTH);
        other.setAcl(at("/open"), Ids.OPEN_ACL_UNSAFE).is(Code.NOAUTH);
    }

    @Test
    void item164ListsMustHoldSomething() throws IOException {
        zk.create(at("/x"), CreateMode.PERSISTENT, List.of()).is(Code.INVALIDACL);
        zk.create(at("/x"), CreateMode.PERSISTENT, null).is(Code.INVALIDACL);
        zk.setAcl(root, List.of()).is(Code.INVALIDACL);
        zk.setAcl(root, null).is(Code.INVALIDACL);
        List<ACL> withoutScheme = Arrays.asList(new ACL(Perms.ALL, new Id(null, "id")));
        create("/x", withoutScheme).is(Code.INVALIDACL);
        zk.setAcl(root, withoutScheme).is(Code.INVALIDACL);
        assertThat(zk.isThere(at("/x"))).isFalse();
    }

    @Test
    void item165TheCreatorsList() throws IOException {
        create("/x", Ids.CREATOR_ALL_ACL).is(Code.INVALIDACL);
        zk.setAcl(root, Ids.CREATOR_ALL_ACL).is(Code.INVALIDACL);
        zk.auth("digest", "user1:pass1").ok();
        create("/x", Ids.CREATOR_ALL_ACL).ok();
        assertThat(aclOf(zk, at("/x"))).containsExactly(entry(Perms.ALL, "digest", USER_1));
    }

    @Test
    void item166TheCreatorHasSeveralIdentities() throws IOException {
        zk.auth("digest", "user1:pass1").ok();
        zk.auth("digest", "a:b:c").ok();
        zk.auth("digest", "user1:pass1").ok();
        create("/x", Ids.CREATOR_ALL_ACL).ok();
        assertThat(aclOf(zk, at("/x")))
                .containsExactlyInAnyOrder(entry(Perms.ALL, "digest", USER_1), entry(Perms.ALL, "digest", USER_ABC));
        other.auth("digest", "a:b:c").ok();
        other.get(at("/x"), false).ok();
    }

    @Test
    void item167TheIdOfAuthIsPassedOver() throws IOException {
        zk.auth("digest", "user1:pass1").ok();
        create("/x", acl(Perms.READ | Perms.ADMIN, "auth", "whatever stands here"))
                .ok();
        assertThat(aclOf(zk, at("/x"))).containsExactly(entry(Perms.READ | Perms.ADMIN, "digest", USER_1));
        zk.setAcl(at("/x"), acl(Perms.ALL, "auth", "world:anyone")).ok();
        assertThat(aclOf(zk, at("/x"))).containsExactly(entry(Perms.ALL, "digest", USER_1));
    }

    @Test
    void item168ListsThatMeanNothing() throws IOException {
        for (ACL bad : List.of(
                entry(Perms.ALL, "nosuchscheme", "id"),
                entry(Perms.ALL, "super", ""),
                entry(Perms.ALL, "ip", "not an address"),
                entry(Perms.ALL, "ip", "127.0.0.1/33"),
                entry(Perms.ALL, "ip", ""),
                entry(Perms.ALL, "digest", "nocolon"),
                entry(Perms.ALL, "digest", "a:b:c"),
                entry(Perms.ALL, "world", "everyone"),
                entry(Perms.ALL, "world", ""))) {
            List<ACL> list = Arrays.asList(entry(Perms.READ, "world", "anyone"), bad);
            assertThat(create("/x", list).code()).as("%s", bad).isEqualTo(Code.INVALIDACL);
            assertThat(zk.setAcl(root, list).code()).as("%s", bad).isEqualTo(Code.INVALIDACL);
        }
        assertThat(aclOf(zk, root)).isEqualTo(Ids.OPEN_ACL_UNSAFE);
    }

    @Test
    void item169DuplicatesAreMerged() throws IOException {
        ACL read = entry(Perms.READ, "world", "anyone");
        ACL write = entry(Perms.WRITE, "world", "anyone");
        ACL digest = entry(Perms.ALL, "digest", USER_1);
        create("/x", Arrays.asList(read, digest, read, write, digest)).ok();
        zk.auth("digest", "user1:pass1").ok();
        assertThat(aclOf(zk, at("/x"))).containsExactly(read, digest, write);
    }

    @Test
    void item170Digests() throws IOException {
        String[][] credentialsAndIds = {
            {"super:test", "super:D/InIHSb7yEEbrWz8b9l71RjZJU="},
            {"user1:pass1", USER_1},
            {"a:b:c", USER_ABC},
            {"nocolon", "nocolon:Ra+cHr2ZoHvBjtNArFGNGlVie4g="},
            {"", ":2jmj7l5rSw0yVb/vlWAYkK/YBwk="}
        };
        for (int i = 0; i < credentialsAndIds.length; i++) {
            Talk talk = open();
            talk.auth("digest", credentialsAndIds[i][0]).ok();
            talk.create(at("/" + i), CreateMode.PERSISTENT, Ids.CREATOR_ALL_ACL).ok();
            assertThat(aclOf(talk, at("/" + i))).containsExactly(entry(Perms.ALL, "digest", credentialsAndIds[i][1]));
        }
        zk.get(at("/1"), false).is(Code.NOAUTH);
        zk.auth("digest", "user1:wrong").ok();
        zk.get(at("/1"), false).is(Code.NOAUTH);
        zk.auth("digest", "user1:pass1").ok();
        zk.get(at("/1"), false).ok();
    }

    @Test
    void item171TheSuperUser() throws IOException {
        Cluster guarded = Cluster.start(
                shape(),
                TICK_MILLIS,
                List.of("DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU="));
        ServerProcess server = guarded.servers().get(0);
        zk = open(server, Talk.TIMEOUT_MILLIS);
        other = open(server, Talk.TIMEOUT_MILLIS);
        zk.auth("digest", "user1:pass1").ok();
        zk.create(root, CreateMode.PERSISTENT, Ids.CREATOR_ALL_ACL).ok();
        zk.create(at("/a"), CreateMode.PERSISTENT, Ids.CREATOR_ALL_ACL).ok();
        other.auth("digest", "super:wrong").ok();
        other.get(root, false).is(Code.NOAUTH);

        other.auth("digest", "super:test").ok();
        other.get(root, false).ok();
        other.set(root, "1").ok();
        other.delete(at("/a")).ok();
        other.create(at("/b")).ok();
        assertThat(other.multi(Part.check(root, -1), Part.set(root, -1)).codes())
                .containsExactly(0, 0);
        other.set("/zookeeper/config", "").ok();
        assertThat(aclOf(other, root)).containsExactly(entry(Perms.ALL, "digest", USER_1));
        other.setAcl(root, acl(Perms.READ, "world", "anyone")).ok();
        zk.set(root, "2").is(Code.NOAUTH);
        other.set(root, "2").ok();
    }

    @Test
    void item172UnknownSchemes() throws Exception {
        AuthPacket packet = new AuthPacket(0, "nosuchscheme", bytes("x"));
        try (RawClient client = new RawClient(server())) {
            client.handshake(Talk.TIMEOUT_MILLIS);
            RawClient.Frame frame = client.call(-4, OpCode.auth, packet);
            assertThat(frame.header().getErr()).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(frame.header().getXid()).isEqualTo(-4);
            assertThat(client.bytesUntilClosed()).isZero();
        }

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
    void item173IdentitiesComeBackWithTheClient() throws Exception {
        Cluster own = Cluster.start(shape());
        ServerProcess server = own.servers().get(0);
        server.kill();
        ZooKeeper client = new ZooKeeper(own.connectString(), Clients.TIMEOUT_MILLIS, event -> {});
        try {
            client.addAuthInfo("digest", bytes("user1:pass1"));
            server.start();
            own.awaitServing();
            create(client, "/before");
            assertThat(client.getACL("/before", null)).containsExactly(entry(Perms.ALL, "digest", USER_1));
            server.kill();
            server.start();
            own.awaitServing();
            create(client, "/after");
            client.setData("/before", bytes("1"), 0);

            try (Talk thief = Talk.taking(server, client)) {
                assertThat(thief.bytesUntilClosed())
                        .as("the client has come back")
                        .isZero();
            }
            create(client, "/again");
            client.setData("/before", bytes("2"), 1);
        } finally {
            client.close();
        }
    }

    private static void create(ZooKeeper client, String path) {
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .ignoreExceptionsInstanceOf(KeeperException.ConnectionLossException.class)
                .until(() -> client.exists(path, false) != null
                        || client.create(path, null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT) != null);
    }

    @Test
    void item174EmptyCredentialsTwice() throws IOException {
        zk.auth("digest", "").ok();
        zk.auth("digest", "").ok();
        assertThat(zk.isThere(root)).isTrue();
    }

    @Test
    void item175Addresses() throws IOException {
        String[] matching = {"127.0.0.1", "127.0.0.1/32", "127.0.0.0/24", "127.0.9.9/16", "127.9.9.9/8", "0.0.0.0/0"};
        String[] strange = {"127.0.0.2", "126.0.0.0/8", "127.0.1.0/24", "::1", "::/0", "fe80::/10"};
        String[] invalid = {"127.0.0.1/33", "127.0.0.1/-1", "127.0.0.1/x", "::1/129", "127.0.0", "localhost"};
        int number = 0;
        for (String address : matching) {
            String name = "/m" + number++;
            assertThat(create(name, acl(Perms.ALL, "ip", address)).code())
                    .as(address)
                    .isEqualTo(Code.OK);
            assertThat(zk.get(at(name), false).code()).as(address).isEqualTo(Code.OK);
            assertThat(aclOf(zk, at(name))).containsExactly(entry(Perms.ALL, "ip", address));
        }
        for (String address : strange) {
            String name = "/s" + number++;
            assertThat(create(name, acl(Perms.ALL, "ip", address)).code())
                    .as(address)
                    .isEqualTo(Code.OK);
            assertThat(zk.get(at(name), false).code()).as(address).isEqualTo(Code.NOAUTH);
        }
        for (String address : invalid) {
            assertThat(create("/i", acl(Perms.ALL, "ip", address)).code())
                    .as(address)
                    .isEqualTo(Code.INVALIDACL);
        }
    }

    @Test
    void item176WhoMaySeeTheList() throws IOException {
        ACL user = entry(Perms.ALL, "digest", USER_1);
        ACL address = entry(Perms.WRITE, "ip", "127.0.0.1");
        ACL anyone = entry(Perms.READ, "world", "anyone");
        create("/read", Arrays.asList(user, address, anyone)).ok();
        assertThat(aclOf(other, at("/read"))).containsExactly(entry(Perms.ALL, "digest", "user1:x"), address, anyone);

        create("/admin", Arrays.asList(user, entry(Perms.ADMIN, "world", "anyone")))
                .ok();
        assertThat(aclOf(other, at("/admin"))).startsWith(user);
        other.get(at("/admin"), false).is(Code.NOAUTH);

        create("/write", Arrays.asList(user, entry(Perms.WRITE | Perms.CREATE | Perms.DELETE, "world", "anyone")))
                .ok();
        other.acl(at("/write")).is(Code.NOAUTH);
        other.acl(at("/missing")).is(Code.NONODE);
        other.auth("digest", "user1:pass1").ok();
        assertThat(aclOf(other, at("/read"))).startsWith(user);
        assertThat(aclOf(other, at("/write"))).startsWith(user);
    }

    @Test
    void item177SetAclNeedsAdmin() throws IOException {
        create("/a", acl(Perms.ALL & ~Perms.ADMIN, "world", "anyone")).ok();
        other.setAcl(at("/a"), Ids.OPEN_ACL_UNSAFE).is(Code.NOAUTH);
        create("/b", acl(Perms.ADMIN, "world", "anyone")).ok();
        setAcl("/b", 1).is(Code.BADVERSION);
        setAcl("/b", 0).ok();
        other.set(at("/b"), "1").ok();
        other.set(at("/b"), "2").ok();
        setAcl("/b", 2).is(Code.BADVERSION);
        setAcl("/b", 0).is(Code.BADVERSION);
        setAcl("/b", 1).ok();
        setAcl("/b", -1).ok();
        assertThat(other.stat(at("/b")).getAversion()).isEqualTo(3);
    }

    private Talk.Reply setAcl(String name, int version) throws IOException {
        return other.ask(OpCode.setACL, new SetACLRequest(at(name), Ids.OPEN_ACL_UNSAFE, version));
    }

    @Test
    void item178ExistsNeedsReadOnTheNode() throws IOException {
        create("/p", acl(Perms.CREATE | Perms.ADMIN, "world", "anyone")).ok();
        create("/p/open", Ids.OPEN_ACL_UNSAFE).ok();
        other.exists(at("/p/open"), false).ok();
        other.exists(at("/p/missing"), false).is(Code.NONODE);
        other.exists(at("/p"), true).is(Code.NOAUTH);
        zk.setAcl(at("/p"), Ids.OPEN_ACL_UNSAFE).ok();
        zk.set(at("/p"), "1").ok();
        assertThat(other.told()).as("no watch was set").isEmpty();
    }

    @Test
    void item179TheParentDecidesAboutChildren() throws IOException {
        create("/c", acl(Perms.CREATE, "world", "anyone")).ok();
        other.create(at("/c/a")).ok();
        other.create(at("/c/s"), CreateMode.EPHEMERAL_SEQUENTIAL, Ids.OPEN_ACL_UNSAFE)
                .ok();
        other.delete(at("/c/a")).is(Code.NOAUTH);
        create("/d", acl(Perms.ALL & ~Perms.CREATE, "world", "anyone")).ok();
        other.create(at("/d/a")).is(Code.NOAUTH);
        other.create(at("/d/s"), CreateMode.EPHEMERAL_SEQUENTIAL, Ids.OPEN_ACL_UNSAFE)
                .is(Code.NOAUTH);
        other.delete(at("/d/a")).is(Code.NONODE);
    }

    @Test
    void item180ARestrictedRoot() throws IOException {
        zk.auth("digest", "user1:pass1").ok();
        ACL read = entry(Perms.READ, "world", "anyone");
        zk.setAcl("/", Arrays.asList(entry(Perms.ALL, "digest", USER_1), read)).ok();
        try {
            other.create(root + "top").is(Code.NOAUTH);
            other.delete(root).is(Code.NOAUTH);
            other.setAcl("/", Ids.OPEN_ACL_UNSAFE).is(Code.NOAUTH);
            other.create(at("/below")).ok();
            zk.create(root + "top").ok();
            zk.delete(root + "top").ok();
        } finally {
            zk.setAcl("/", Ids.OPEN_ACL_UNSAFE).ok();
        }
        other.create(root + "top").ok();
    }

    @Test
    void item181WithoutChecks() throws IOException {
        Cluster open = Cluster.start(shape(), TICK_MILLIS, List.of("skipACL=yes"));
        ServerProcess server = open.servers().get(0);
        zk = open(server, Talk.TIMEOUT_MILLIS);
        zk.create(root, CreateMode.PERSISTENT, acl(Perms.ALL, "digest", USER_1)).ok();
        zk.get(root, false).ok();
        zk.set(root, "1").ok();
        zk.create(at("/a")).ok();
        zk.delete(at("/a")).ok();
        assertThat(zk.multi(Part.check(root, 1), Part.set(root, 1)).codes()).containsExactly(0, 0);
        zk.setAcl(root, acl(Perms.READ, "world", "anyone")).ok();
        zk.set(root, "2").ok();
        zk.create(at("/x"), CreateMode.PERSISTENT, List.of()).is(Code.INVALIDACL);
        zk.create(at("/x"), CreateMode.PERSISTENT, acl(Perms.ALL, "nosuchscheme", "id"))
                .is(Code.INVALIDACL);
        zk.setAcl(root, Ids.CREATOR_ALL_ACL).is(Code.INVALIDACL);
    }

    private static List<String> whoAmI(Talk talk) throws IOException {
        List<String> names = new ArrayList<>();
        for (ClientInfo info :
                talk.ask(OpCode.whoAmI).read(new WhoAmIResponse()).getClientInfo()) {
            names.add(info.getAuthScheme() + " " + info.getUser());
        }
        return names;
    }

    @Test
    void item182WhoAmI() throws IOException {
        assertThat(whoAmI(zk)).containsExactly("ip 127.0.0.1");
        zk.auth("digest", "user1:pass1").ok();
        assertThat(whoAmI(zk)).containsExactlyInAnyOrder("ip 127.0.0.1", "digest user1");
        zk.auth("digest", "a:b:c").ok();
        zk.auth("digest", "a:b:c").ok();
        zk.auth("ip", "10.0.0.1").ok();
        assertThat(whoAmI(zk)).containsExactlyInAnyOrder("ip 127.0.0.1", "digest user1", "digest a");
        assertThat(whoAmI(other)).containsExactly("ip 127.0.0.1");
    }
}
