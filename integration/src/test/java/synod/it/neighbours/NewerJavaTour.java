package synod.it.neighbours;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.data.ClientInfo;

/** The parts of {@link JavaTour} that older clients have no words for. */
final class NewerJavaTour {
    private NewerJavaTour() {}

    static void sinceThreeSix(Visitor client, String root) throws Exception {
        String path = client.make(root + "/newer", "", CreateMode.PERSISTENT);
        Visitor.Told tree = new Visitor.Told();
        client.addWatch(path, tree, AddWatchMode.PERSISTENT_RECURSIVE);
        for (int i = 0; i < 2; i++) {
            change(client, path);
            tree.expect(EventType.NodeCreated, path + "/a");
            tree.expect(EventType.NodeCreated, path + "/a/b");
            tree.expect(EventType.NodeDataChanged, path + "/a/b");
            tree.expect(EventType.NodeDeleted, path + "/a/b");
            tree.expect(EventType.NodeDeleted, path + "/a");
        }
        client.removeWatches(path, tree, Watcher.WatcherType.Any, false);
        tree.expect(EventType.PersistentWatchRemoved, path);
        Visitor.Told one = new Visitor.Told();
        client.addWatch(path, one, AddWatchMode.PERSISTENT);
        for (int i = 0; i < 2; i++) {
            change(client, path);
            one.expect(EventType.NodeChildrenChanged, path);
            one.expect(EventType.NodeChildrenChanged, path);
        }
        client.removeAllWatches(path, Watcher.WatcherType.Any, false);
        one.expect(EventType.PersistentWatchRemoved, path);
        client.make(path + "/c", "x", CreateMode.EPHEMERAL);
        client.make(path + "/d", "y", CreateMode.PERSISTENT);
        tree.expectNothing();
        one.expectNothing();
        Host.check("descendants", 2, client.getAllChildrenNumber(path));
        Host.check("ephemerals", List.of(path + "/c"), client.getEphemerals(path));
        List<String> read = new ArrayList<>();
        for (OpResult result :
                client.multi(List.of(Op.getData(path + "/c"), Op.getData(path + "/d"), Op.getData(path + "/none")))) {
            read.add(
                    result instanceof OpResult.GetDataResult data
                            ? new String(data.getData(), StandardCharsets.UTF_8)
                            : "code " + ((OpResult.ErrorResult) result).getErr());
        }
        Host.check("read together", List.of("x", "y", "code -101"), read);
        Host.done("since 3.6");
    }

    private static void change(Visitor client, String path) throws KeeperException, InterruptedException {
        client.make(path + "/a", "", CreateMode.PERSISTENT);
        client.make(path + "/a/b", "", CreateMode.EPHEMERAL);
        client.setData(path + "/a/b", new byte[1], -1);
        client.delete(path + "/a/b", -1);
        client.delete(path + "/a", -1);
    }

    static void sinceThreeSeven(Visitor client) throws Exception {
        client.addAuthInfo("digest", JavaTour.bytes("bob:builder"));
        List<String> known = new ArrayList<>();
        for (ClientInfo info : client.whoAmI()) {
            known.add(info.getAuthScheme() + " " + info.getUser());
        }
        Host.check("known as " + known, known.contains("ip 127.0.0.1") && known.contains("digest bob"));
        Host.done("since 3.7");
    }
}
