package synod.it.neighbours;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What a user of ZooKeeper's Java client does in its life, with nothing that the client of 3.5 did not have; what later
 * ones have is in {@link NewerJavaTour}. Runs on the class path of a client of any version.
 */
@SuppressWarnings("try") // The library's close may be interrupted.
public final class JavaTour {
    private final String servers;
    private final String root;
    private final Visitor client;

    private JavaTour(String servers, String root) throws Exception {
        this.servers = servers;
        this.root = root;
        this.client = Visitor.connect(servers);
    }

    /** @param args the connect string, a znode to work below, and the feature number of the client, as 5 for 3.5 */
    public static void main(String[] args) throws Exception {
        JavaTour tour = new JavaTour(args[0], args[1]);
        tour.nodes();
        tour.sequence();
        tour.ephemerals();
        tour.watches();
        tour.multi();
        tour.callbacks();
        tour.permissions();
        tour.sinceThreeFive();
        tour.chroot();
        if (Integer.parseInt(args[2]) >= 6) {
            NewerJavaTour.sinceThreeSix(tour.client, args[1]);
        }
        if (Integer.parseInt(args[2]) >= 7) {
            NewerJavaTour.sinceThreeSeven(tour.client);
        }
        tour.reconnect();
        tour.expiry();
    }

    interface Request {
        void send() throws KeeperException, InterruptedException;
    }

    static void refused(Code code, Request request) throws InterruptedException {
        @Nullable Code found = null;
        try {
            request.send();
        } catch (KeeperException e) {
            found = e.code();
        }
        Host.check("refused", code, found);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void nodes() throws Exception {
        String path = root + "/node";
        Host.check("created", path, client.make(path, "a", CreateMode.PERSISTENT));
        refused(Code.NODEEXISTS, () -> client.make(path, "a", CreateMode.PERSISTENT));
        refused(Code.NONODE, () -> client.make(root + "/none/child", "", CreateMode.PERSISTENT));
        Stat stat = new Stat();
        Host.check("data", "a", new String(client.getData(path, false, stat), StandardCharsets.UTF_8));
        Host.check("version", 0, stat.getVersion());
        Host.check("made and never changed", stat.getCzxid(), stat.getMzxid());
        Stat changed = client.setData(path, bytes("bc"), 0);
        Host.check("version", 1, changed.getVersion());
        Host.check("length", 2, changed.getDataLength());
        Host.check("changed later", changed.getMzxid() > stat.getMzxid());
        refused(Code.BADVERSION, () -> client.setData(path, bytes("d"), 0));
        client.make(path + "/y", "", CreateMode.PERSISTENT);
        client.make(path + "/x", "", CreateMode.PERSISTENT);
        List<String> children = new ArrayList<>(client.getChildren(path, false));
        Collections.sort(children);
        Host.check("children", List.of("x", "y"), children);
        Host.check("children", 2, client.exists(path, false).getNumChildren());
        refused(Code.NOTEMPTY, () -> client.delete(path, -1));
        client.delete(path + "/x", -1);
        refused(Code.BADVERSION, () -> client.delete(path + "/y", 7));
        client.delete(path + "/y", 0);
        client.delete(path, 1);
        Host.check("gone", null, client.exists(path, false));
        refused(Code.NONODE, () -> client.getData(path, false, null));
        refused(Code.NONODE, () -> client.getChildren(path, false));
        Host.done("nodes");
    }

    private void sequence() throws Exception {
        client.make(root + "/sequence", "", CreateMode.PERSISTENT);
        for (int i = 0; i < 3; i++) {
            String made = client.make(root + "/sequence/n-", "", CreateMode.PERSISTENT_SEQUENTIAL);
            Host.check("made", root + "/sequence/n-000000000" + i, made);
        }
        String made = client.make(root + "/sequence/e-", "", CreateMode.EPHEMERAL_SEQUENTIAL);
        Host.check("made", root + "/sequence/e-0000000003", made);
        Host.done("sequence");
    }

    private void ephemerals() throws Exception {
        Visitor other = Visitor.connect(servers);
        String path = other.make(root + "/mine", "", CreateMode.EPHEMERAL);
        client.catchUp();
        Host.check("owner", other.getSessionId(), client.exists(path, false).getEphemeralOwner());
        refused(Code.NOCHILDRENFOREPHEMERALS, () -> client.make(path + "/child", "", CreateMode.PERSISTENT));
        Visitor.Told told = new Visitor.Told();
        client.exists(path, told);
        other.close();
        told.expect(EventType.NodeDeleted, path);
        Host.check("gone", null, client.exists(path, false));
        Host.done("ephemerals");
    }

    private void watches() throws Exception {
        String path = root + "/watched";
        try (Visitor other = Visitor.connect(servers)) {
            Visitor.Told existence = new Visitor.Told();
            Visitor.Told data = new Visitor.Told();
            Visitor.Told children = new Visitor.Told();
            Host.check("not there yet", null, client.exists(path, existence));
            other.make(path, "", CreateMode.PERSISTENT);
            existence.expect(EventType.NodeCreated, path);
            client.getData(path, data, null);
            client.getChildren(path, children);
            other.setData(path, bytes("1"), -1);
            data.expect(EventType.NodeDataChanged, path);
            other.setData(path, bytes("2"), -1);
            other.make(path + "/child", "", CreateMode.PERSISTENT);
            children.expect(EventType.NodeChildrenChanged, path);
            other.delete(path + "/child", -1);
            client.catchUp();
            client.getData(path, data, null);
            client.getChildren(path, children);
            other.delete(path, -1);
            data.expect(EventType.NodeDeleted, path);
            children.expect(EventType.NodeDeleted, path);
            existence.expectNothing();
            data.expectNothing();
            children.expectNothing();
        }
        Host.done("watches");
    }

    private void multi() throws Exception {
        String path = root + "/multi";
        List<OpResult> results = client.multi(List.of(
                Op.create(path, bytes("0"), Visitor.OPEN, CreateMode.PERSISTENT),
                Op.create(path + "/child", bytes(""), Visitor.OPEN, CreateMode.PERSISTENT),
                Op.setData(path, bytes("1"), 0),
                Op.check(path, 1),
                Op.delete(path + "/child", 0)));
        Host.check("results", 5, results.size());
        Host.check("created", path, ((OpResult.CreateResult) results.get(0)).getPath());
        Host.check(
                "version",
                1,
                ((OpResult.SetDataResult) results.get(2)).getStat().getVersion());
        List<OpResult> failed = List.of();
        try {
            client.multi(List.of(Op.setData(path, bytes("2"), 1), Op.check(path, 1), Op.delete(path, 2)));
        } catch (KeeperException e) {
            Host.check("code", Code.BADVERSION, e.code());
            failed = e.getResults();
        }
        List<Integer> codes = new ArrayList<>();
        for (OpResult result : failed) {
            codes.add(((OpResult.ErrorResult) result).getErr());
        }
        Host.check("codes", List.of(0, Code.BADVERSION.intValue(), Code.RUNTIMEINCONSISTENCY.intValue()), codes);
        Host.check("nothing was done", "1", client.read(path));
        Host.check(
                "as a transaction",
                2,
                client.transaction().check(path, 1).delete(path, 1).commit().size());
        Host.check("gone", null, client.exists(path, false));
        Host.done("multi");
    }

    private void callbacks() throws Exception {
        String path = client.make(root + "/callbacks", "", CreateMode.PERSISTENT);
        int count = 200;
        List<Integer> versions = Collections.synchronizedList(new ArrayList<>());
        List<Integer> expected = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(count + 1);
        for (int i = 0; i < count; i++) {
            expected.add(i + 1);
            client.setData(
                    path,
                    bytes("v" + i),
                    i,
                    (code, where, context, stat) -> {
                        versions.add(code == 0 ? stat.getVersion() : code);
                        left.countDown();
                    },
                    null);
        }
        List<String> last = Collections.synchronizedList(new ArrayList<>());
        client.getData(
                path,
                false,
                (code, where, context, data, stat) -> {
                    last.add(new String(data, StandardCharsets.UTF_8));
                    left.countDown();
                },
                null);
        Host.check("all are answered", left.await(Host.PATIENCE_SECONDS, TimeUnit.SECONDS));
        Host.check("answers in order", expected, versions);
        Host.check("a read sees the writes before it", List.of("v" + (count - 1)), last);
        Host.done("callbacks");
    }

    private void permissions() throws Exception {
        String path = root + "/secret";
        try (Visitor owner = Visitor.connect(servers);
                Visitor other = Visitor.connect(servers)) {
            owner.addAuthInfo("digest", bytes("alice:wonder"));
            List<ACL> mine = Collections.singletonList(new ACL(ZooDefs.Perms.ALL, new Id("auth", "")));
            owner.create(path, bytes("s"), mine, CreateMode.PERSISTENT);
            List<ACL> found = owner.getACL(path, new Stat());
            Host.check("one entry", 1, found.size());
            Host.check("scheme", "digest", found.get(0).getId().getScheme());
            Host.check("name", found.get(0).getId().getId().startsWith("alice:"));
            other.catchUp();
            refused(Code.NOAUTH, () -> other.getData(path, false, null));
            refused(Code.NOAUTH, () -> other.setData(path, bytes("t"), -1));
            other.addAuthInfo("digest", bytes("alice:mirror"));
            refused(Code.NOAUTH, () -> other.getData(path, false, null));
            other.addAuthInfo("digest", bytes("alice:wonder"));
            Host.check("data", "s", other.read(path));
            other.setACL(path, Collections.singletonList(new ACL(ZooDefs.Perms.READ, new Id("world", "anyone"))), 0);
            client.catchUp();
            Host.check("data", "s", client.read(path));
            refused(Code.NOAUTH, () -> owner.setData(path, bytes("t"), -1));
            refused(
                    Code.INVALIDACL,
                    () -> owner.create(root + "/bad", bytes(""), Collections.emptyList(), CreateMode.PERSISTENT));
        }
        Host.done("permissions");
    }

    private void sinceThreeFive() throws Exception {
        Stat made = new Stat();
        String container = client.create(root + "/container", bytes(""), Visitor.OPEN, CreateMode.CONTAINER, made);
        Host.check("made with its zxid", made.getCzxid() != 0);
        Host.check("container", 0, client.exists(container, false).getNumChildren());
        Visitor.Told told = new Visitor.Told();
        client.getData(container, told, null);
        client.removeWatches(container, told, Watcher.WatcherType.Data, false);
        told.expect(EventType.DataWatchRemoved, container);
        refused(Code.NOWATCHER, () -> client.removeWatches(container, told, Watcher.WatcherType.Any, false));
        String config = new String(client.getConfig(false, new Stat()), StandardCharsets.UTF_8);
        Host.check(
                "the ensemble is told",
                config.lines().filter(line -> line.startsWith("server.")).count() == 3);
        Host.done("since 3.5");
    }

    private void chroot() throws Exception {
        client.make(root + "/below", "", CreateMode.PERSISTENT);
        try (Visitor inside = Visitor.connect(servers + root + "/below")) {
            Visitor.Told told = new Visitor.Told();
            inside.exists("/a", told);
            Host.check("path", "/a", inside.make("/a", "", CreateMode.PERSISTENT));
            told.expect(EventType.NodeCreated, "/a");
            client.catchUp();
            Host.check("children", List.of("a"), client.getChildren(root + "/below", false));
        }
        Host.done("chroot");
    }

    /** The server it talks to is killed; session, ephemerals and watches go on at another. */
    private void reconnect() throws Exception {
        long session = client.getSessionId();
        int before = client.serverPort();
        String ephemeral = client.make(root + "/still", "", CreateMode.EPHEMERAL);
        String watched = client.make(root + "/noticed", "", CreateMode.PERSISTENT);
        Visitor.Told told = new Visitor.Told();
        client.getData(watched, told, null);
        Host.stopServer(before);
        client.awaitState(KeeperState.Disconnected);
        client.awaitState(KeeperState.SyncConnected);
        Host.check("the same session", session, client.getSessionId());
        Host.check("another server", client.serverPort() != before);
        Host.check("owner", session, client.exists(ephemeral, false).getEphemeralOwner());
        try (Visitor other = Visitor.connect(servers)) {
            other.setData(watched, bytes("1"), -1);
        }
        told.expect(EventType.NodeDataChanged, watched);
        Host.startServers();
        Host.check("data", "1", client.read(watched));
        Host.done("reconnect");
    }

    /** The process stands still for longer than its session may be silent. */
    private void expiry() throws Exception {
        String ephemeral = client.make(root + "/lost", "", CreateMode.EPHEMERAL);
        Host.freezeUntilGone(ephemeral);
        client.awaitState(KeeperState.Expired);
        refused(Code.SESSIONEXPIRED, () -> client.exists(ephemeral, false));
        Host.check("state", ZooKeeper.States.CLOSED, client.getState());
        try (Visitor again = Visitor.connect(servers)) {
            again.catchUp();
            Host.check("gone", null, again.exists(ephemeral, false));
            again.make(ephemeral, "", CreateMode.EPHEMERAL);
        }
        Host.done("expiry");
    }
}
