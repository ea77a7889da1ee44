package synod.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.Events;
import synod.it.OnServers;
import synod.it.cluster.Clients;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Somebody without permission tries every way there is to a secret and its children, on the reference and on ours. */
@ParameterizedClass
@MethodSource("shapes")
class AccessListsIT extends OnServers {
    private static final String SECRET_DATA = "the-secret-itself";

    private ZooKeeper owner;
    private ZooKeeper stranger;
    private String vault = "";
    private String secret = "";
    private Stat before = new Stat();

    AccessListsIT(Shape shape) {
        super(shape);
    }

    static List<Shape> shapes() {
        List<Shape> shapes = new ArrayList<>(List.of(new Shape(Product.APACHE, 1)));
        shapes.addAll(Shape.all());
        return shapes;
    }

    @BeforeEach
    void hide() throws KeeperException, InterruptedException {
        owner = connect();
        owner.addAuthInfo("digest", bytes("alice:secret"));
        stranger = connect();
        stranger.addAuthInfo("digest", bytes("mallory:guess"));
        vault = root + "/vault";
        secret = vault + "/secret";
        owner.create(vault, null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        owner.create(secret, bytes(SECRET_DATA), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        // A child that is open by itself shows what the closed parent protects.
        owner.create(vault + "/open", bytes("open"), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        owner.create(vault + "/mine", null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        before = owner.exists(secret, false);
        stranger.sync(root, (code, path, context) -> {}, null);
    }

    private interface Attempt {
        void run() throws KeeperException, InterruptedException;
    }

    private void refused(Attempt attempt) throws KeeperException, InterruptedException {
        assertThatThrownBy(attempt::run).isInstanceOf(KeeperException.NoAuthException.class);
        assertUntouched();
    }

    private void assertUntouched() throws KeeperException, InterruptedException {
        assertThat(owner.exists(secret, false)).isEqualTo(before);
        assertThat(text(owner.getData(secret, false, null))).isEqualTo(SECRET_DATA);
        assertThat(owner.getChildren(vault, false)).containsExactlyInAnyOrder("secret", "open", "mine");
    }

    @Test
    void singleRequests() throws KeeperException, InterruptedException {
        refused(() -> stranger.getData(secret, false, null));
        refused(() -> stranger.exists(secret, false));
        refused(() -> stranger.getChildren(secret, false));
        refused(() -> stranger.getChildren(vault, false, new Stat()));
        refused(() -> stranger.getAllChildrenNumber(vault));
        refused(() -> stranger.getACL(secret, null));
        refused(() -> stranger.setACL(secret, Ids.OPEN_ACL_UNSAFE, -1));
        refused(() -> stranger.setACL(vault, Ids.OPEN_ACL_UNSAFE, 0));
        refused(() -> stranger.delete(secret, -1));
        refused(() -> stranger.delete(vault + "/open", -1));
        for (CreateMode mode : List.of(
                CreateMode.PERSISTENT,
                CreateMode.EPHEMERAL,
                CreateMode.PERSISTENT_SEQUENTIAL,
                CreateMode.EPHEMERAL_SEQUENTIAL,
                CreateMode.CONTAINER)) {
            refused(() -> stranger.create(vault + "/new", null, Ids.OPEN_ACL_UNSAFE, mode));
        }
        // A version tells nothing: right and wrong ones are refused alike.
        for (int version = -1; version < 3; version++) {
            int tried = version;
            refused(() -> stranger.setData(secret, bytes("x"), tried));
        }
    }

    @Test
    void partsOfAMulti() throws KeeperException, InterruptedException {
        Op good = Op.setData(vault + "/open", bytes("changed"), -1);
        for (Op bad : List.of(
                Op.check(secret, -1),
                Op.check(secret, 0),
                Op.check(secret, 7),
                Op.setData(secret, bytes("x"), -1),
                Op.delete(secret, -1),
                Op.delete(vault + "/mine", 0),
                Op.create(vault + "/new", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.create(secret + "/new", null, Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER))) {
            for (List<Op> parts : List.of(List.of(bad), List.of(good, bad), List.of(bad, good))) {
                refused(() -> stranger.multi(parts));
            }
        }
        assertThat(text(owner.getData(vault + "/open", false, null))).isEqualTo("open");
        // What an earlier part of the same multi makes does not open what was there before.
        String own = root + "/own";
        refused(() -> stranger.multi(List.of(
                Op.create(own, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.create(own + "/" + "x", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.check(secret, 0))));
        assertThat(owner.exists(own, false)).isNull();
        // Nor does a list that the multi itself sets: the new znode is the stranger's, the secret is not.
        refused(() -> stranger.multi(List.of(
                Op.create(own, null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT), Op.setData(secret, bytes("x"), 0))));
    }

    @Test
    void readsTogether() throws KeeperException, InterruptedException {
        List<OpResult> results = stranger.multi(List.of(
                Op.getData(vault + "/open"), Op.getData(secret), Op.getChildren(vault), Op.getChildren(secret)));
        assertThat(results.get(0)).isInstanceOf(OpResult.GetDataResult.class);
        assertThat(results.subList(1, 4))
                .allSatisfy(result ->
                        assertThat(((OpResult.ErrorResult) result).getErr()).isEqualTo(Code.NOAUTH.intValue()));
    }

    @Test
    void watches() throws KeeperException, InterruptedException {
        Events events = new Events();
        refused(() -> stranger.getData(secret, events, null));
        refused(() -> stranger.exists(secret, events));
        refused(() -> stranger.getChildren(vault, events));
        stranger.addWatch(secret, events, AddWatchMode.PERSISTENT);
        stranger.addWatch(vault, events, AddWatchMode.PERSISTENT_RECURSIVE);
        stranger.exists(vault + "/later", events);

        owner.setData(secret, bytes("changed"), 0);
        owner.create(vault + "/later", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        owner.create(secret + "/child", null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        owner.delete(secret + "/child", -1);
        owner.delete(vault + "/later", -1);
        owner.delete(secret, 1);
        // What may be seen is told, and comes after everything that may not.
        owner.setData(vault + "/open", bytes("end"), -1);
        assertThat(events.nextText()).isEqualTo("NodeDataChanged " + vault + "/open");
    }

    @Test
    void ephemeralsOfOthers() throws KeeperException, InterruptedException {
        assertThat(owner.getEphemerals()).containsExactly(vault + "/mine");
        assertThat(stranger.getEphemerals()).isEmpty();
        assertThat(stranger.getEphemerals(vault)).isEmpty();
        assertThat(stranger.getEphemerals("/")).isEmpty();
    }

    /** Words by hand: sync tells nothing, and watches that are set again tell no more than that something is there. */
    @Test
    void syncAndWatchesSetAgain() throws IOException {
        try (RawClient client = new RawClient(cluster.servers().get(0))) {
            client.handshake(Clients.TIMEOUT_MILLIS);
            RawClient.Frame synced = client.call(1, OpCode.sync, new SyncRequest(secret));
            assertThat(synced.header().getErr()).isZero();
            assertThat(synced.body().length()).isEqualTo(4 + bytes(secret).length);
            List<String> none = List.of();
            List<String> paths = List.of(secret);
            client.send(2, OpCode.setWatches2, new SetWatches2(Long.MAX_VALUE, paths, none, paths, paths, paths));
            assertThat(client.receive().header().getXid()).isEqualTo(2);
            RawClient.Frame read = client.call(3, OpCode.getData, new GetDataRequest(secret, true));
            assertThat(read.header().getErr()).isEqualTo(Code.NOAUTH.intValue());
            assertThat(read.body().length()).isZero();
            changeSecret();
            RawClient.Frame next = client.call(4, OpCode.sync, new SyncRequest(secret));
            assertThat(next.header().getXid())
                    .as("no event about the secret comes before")
                    .isEqualTo(4);
        }
    }

    private void changeSecret() {
        try {
            owner.setData(secret, bytes("changed"), 0);
        } catch (KeeperException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A session's password lets somebody take the session, and not who its client was. */
    @Test
    void aStolenSessionIsNobody() throws IOException {
        ServerProcess server = cluster.servers().get(0);
        try (RawClient thief = new RawClient(server)) {
            ConnectResponse taken =
                    thief.handshake(Clients.TIMEOUT_MILLIS, owner.getSessionId(), owner.getSessionPasswd());
            assertThat(taken.getSessionId()).isEqualTo(owner.getSessionId());
            assertThat(thief.call(1, OpCode.getData, new GetDataRequest(secret, false))
                            .header()
                            .getErr())
                    .isEqualTo(Code.NOAUTH.intValue());
        }
    }

    @Test
    void whoMayOnlyReadSeesNoDigest() throws KeeperException, InterruptedException {
        ACL own = new ACL(Perms.ALL, new Id("auth", ""));
        owner.create(
                root + "/shown",
                null,
                Arrays.asList(own, new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE)),
                CreateMode.PERSISTENT);
        stranger.sync(root, (code, path, context) -> {}, null);
        assertThat(stranger.getACL(root + "/shown", null))
                .contains(new ACL(Perms.ALL, new Id("digest", "alice:x")))
                .hasSize(2);
        refused(() -> stranger.setACL(root + "/shown", Ids.OPEN_ACL_UNSAFE, -1));
    }

    @Test
    void anIdentityIsNotTakenByItsHash() throws KeeperException, InterruptedException {
        AtomicReference<@Nullable String> hash = new AtomicReference<>();
        owner.getACL(secret, null).forEach(entry -> hash.set(entry.getId().getId()));
        String known = hash.get();
        assertThat(known).startsWith("alice:");
        // Who has seen the list knows the hash, and the hash is no password.
        stranger.addAuthInfo("digest", bytes(String.valueOf(known)));
        refused(() -> stranger.getData(secret, false, null));
        stranger.addAuthInfo("digest", bytes("alice:"));
        refused(() -> stranger.getData(secret, false, null));
    }
}
