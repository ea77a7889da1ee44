package synod.it.differential;

import java.util.List;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SyncRequest;
import synod.it.differential.Asks.Part;

/** What Stats tell of a znode's life, and what quotas count and refuse. */
final class TreeScenes {
    private TreeScenes() {}

    static List<Scene> scenes() {
        return List.of(life(), deep(), data(), quota("quotas that are only counted", false));
    }

    /** What is asked again where quotas are kept. */
    static List<Scene> extended() {
        return List.of(quota("quotas that are kept", true), refused(), unreadable());
    }

    private static void look(Scene scene, String what, String path) {
        scene.ask(1, what + ": its Stat", OpCode.exists, Asks.exists(path, false));
        scene.ask(2, what + ": the Stat of the parent", OpCode.getChildren2, Asks.children(scene.root(), false));
    }

    private static Scene life() {
        Scene scene = new Scene("a life in Stats", 3);
        String path = scene.at("/a");
        scene.ask(0, "created", OpCode.create2, Asks.create(path));
        look(scene, "created", path);
        scene.ask(0, "data set", OpCode.setData, Asks.set(path, "12345", 0));
        look(scene, "data set", path);
        scene.ask(0, "data set to null", OpCode.setData, new SetDataRequest(path, null, 1));
        look(scene, "data set to null", path);
        scene.ask(0, "list set", OpCode.setACL, Asks.setAcl(path, Asks.acl(31, "world", "anyone"), 0));
        look(scene, "list set", path);
        for (int i = 0; i < 3; i++) {
            scene.ask(0, "child " + i + " created", OpCode.create, Asks.create(path + "/c" + i, i % 2));
            look(scene, "child " + i + " created", path);
        }
        scene.ask(0, "a child's data set", OpCode.setData, Asks.set(path + "/c0", "x", -1));
        look(scene, "a child's data set", path);
        scene.ask(0, "a grandchild created", OpCode.create, Asks.create(path + "/c0/g"));
        look(scene, "a grandchild created", path);
        scene.ask(1, "a child deleted", OpCode.delete, Asks.delete(path + "/c2", -1));
        look(scene, "a child deleted", path);
        scene.ask(2, "a create that fails", OpCode.create, Asks.create(path + "/c0"));
        look(scene, "a create that fails", path);
        scene.ask(
                0,
                "all in a multi",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.create, Asks.create(path + "/m1")),
                        new Part(OpCode.setData, Asks.set(path, "multi", -1)),
                        new Part(OpCode.create2, Asks.create(path + "/m2")),
                        new Part(OpCode.delete, Asks.delete(path + "/m1", -1)),
                        new Part(OpCode.setData, Asks.set(path, "again", -1))));
        look(scene, "all in a multi", path);
        scene.ask(0, "the owner of a child ends", OpCode.closeSession);
        look(scene, "the owner of a child ends", path);
        for (String child : List.of("/c0/g", "/c0", "/m2", "")) {
            scene.ask(1, "delete of '" + child + "'", OpCode.delete, Asks.delete(path + child, -1));
            look(scene, "delete of '" + child + "'", path);
        }
        scene.ask(1, "made anew", OpCode.create2, Asks.create(path));
        look(scene, "made anew", path);
        return scene;
    }

    private static Scene deep() {
        Scene scene = new Scene("deep and wide trees", 3);
        StringBuilder path = new StringBuilder(scene.root());
        for (int depth = 0; depth < 30; depth++) {
            path.append("/d");
            scene.ask(depth % 3, "depth " + depth, OpCode.create2, Asks.create(path.toString()));
            scene.ask(
                    (depth + 1) % 3,
                    "descendants at depth " + depth,
                    OpCode.getAllChildrenNumber,
                    new GetAllChildrenNumberRequest(scene.root()));
        }
        for (int i = 0; i < 30; i++) {
            scene.ask(i % 3, "width " + i, OpCode.create, Asks.create(scene.at("/w" + i)));
            scene.ask((i + 1) % 3, "children at width " + i, OpCode.getChildren2, Asks.children(scene.root(), false));
        }
        scene.ask(
                0,
                "descendants of a prefix",
                OpCode.getAllChildrenNumber,
                new GetAllChildrenNumberRequest(scene.at("/w1")));
        for (String synced : List.of("/", scene.at("/w1"), "/nowhere", "x", "//")) {
            scene.ask(1, "sync of " + synced, OpCode.sync, new SyncRequest(synced));
        }
        return scene;
    }

    private static Scene data() {
        Scene scene = new Scene("data of every length", 2);
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 255, 256, 4_095, 4_096, 65_535, 65_536, 300_000}) {
            byte[] data = new byte[length];
            java.util.Arrays.fill(data, (byte) 'x');
            String path = scene.at("/n" + length);
            scene.ask(
                    0,
                    "create with " + length + " bytes",
                    OpCode.create2,
                    new CreateRequest(path, data, org.apache.zookeeper.ZooDefs.Ids.OPEN_ACL_UNSAFE, 0));
            scene.ask(1, "setData of " + length + " bytes", OpCode.setData, new SetDataRequest(path, data, 0));
            scene.ask(0, "setData of none after " + length, OpCode.setData, new SetDataRequest(path, null, 1));
            scene.ask(1, "getData of none after " + length, OpCode.getData, Asks.get(path, false));
            scene.ask(0, "setData of " + length + " again", OpCode.setData, new SetDataRequest(path, data, 2));
            scene.ask(1, "exists after " + length, OpCode.exists, Asks.exists(path, false));
        }
        return scene;
    }

    private static void stand(Scene scene, String when, String stats) {
        scene.ask(1, "what is counted " + when, OpCode.getData, Asks.get(stats, false));
    }

    private static Scene quota(String name, boolean isKept) {
        Scene scene = new Scene(name, 2);
        String quota = "/zookeeper/quota" + scene.root();
        String limits = quota + "/q/zookeeper_limits";
        String stats = quota + "/q/zookeeper_stats";
        scene.ask(0, "what is to be counted", OpCode.create, Asks.create(scene.at("/q")));
        scene.ask(0, "a child before", OpCode.create, Asks.create(scene.at("/q/before")));
        scene.ask(0, "a znode for the scene", OpCode.create, Asks.create(quota));
        scene.ask(0, "a znode for the path", OpCode.create, Asks.create(quota + "/q"));
        limit(scene, "the limits", OpCode.create, limits, "count=5,bytes=60=;byteHardLimit=60;countHardLimit=5");
        limit(scene, "the figures", OpCode.create, stats, "count=0,bytes=0");
        stand(scene, "first", stats);
        for (int i = 0; i < 6; i++) {
            scene.ask(0, "child " + i, OpCode.create, Asks.create(scene.at("/q/c" + i)));
            stand(scene, "with child " + i, stats);
        }
        for (int length : new int[] {5, 30, 60, 44, 45, 4, 0}) {
            String text = "x".repeat(length);
            scene.ask(0, "data of " + length, OpCode.setData, Asks.set(scene.at("/q/before"), text, -1));
            stand(scene, "with data of " + length, stats);
        }
        scene.ask(
                0,
                "two in a multi",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.create, Asks.create(scene.at("/q/m1"))),
                        new Part(OpCode.create, Asks.create(scene.at("/q/m2")))));
        stand(scene, "after the multi", stats);
        scene.ask(0, "delete of a child", OpCode.delete, Asks.delete(scene.at("/q/c0"), -1));
        stand(scene, "after the delete", stats);
        limit(scene, "soft limits", OpCode.setData, limits, "count=1,bytes=1");
        scene.ask(0, "a child over the soft limit", OpCode.create, Asks.create(scene.at("/q/soft")));
        stand(scene, "over the soft limit", stats);
        if (!isKept) {
            limit(scene, "nonsense for limits", OpCode.setData, limits, "count=x");
            scene.ask(0, "a child with nonsense for limits", OpCode.create, Asks.create(scene.at("/q/nonsense")));
            stand(scene, "with nonsense for limits", stats);
        }
        scene.ask(0, "no limits", OpCode.delete, Asks.delete(limits, -1));
        scene.ask(0, "a child without limits", OpCode.create, Asks.create(scene.at("/q/free")));
        stand(scene, "without limits", stats);
        scene.ask(0, "no figures", OpCode.delete, Asks.delete(stats, -1));
        scene.ask(0, "what is left of the quota", OpCode.getChildren2, Asks.children(quota + "/q", false));
        return scene;
    }

    private static void limit(Scene scene, String what, int type, String path, String text) {
        if (type == OpCode.setData) {
            scene.ask(0, what, type, Asks.set(path, text, -1));
        } else {
            scene.ask(
                    0,
                    what,
                    type,
                    new CreateRequest(path, Scene.utf8(text), org.apache.zookeeper.ZooDefs.Ids.OPEN_ACL_UNSAFE, 0));
        }
    }

    private static Scene unreadable() {
        Scene scene = new Scene("limits that cannot be read", 1);
        String quota = "/zookeeper/quota" + scene.root();
        scene.ask(0, "the way", OpCode.create, Asks.create(quota));
        limit(scene, "nonsense", OpCode.create, quota + "/zookeeper_limits", "count=x");
        limit(scene, "figures", OpCode.create, quota + "/zookeeper_stats", "count=0,bytes=0");
        scene.ask(0, "a child under nonsense", OpCode.create, Asks.create(scene.at("/c")));
        scene.ask(0, "data under nonsense", OpCode.setData, Asks.set(scene.root(), "longer than before", -1));
        return scene;
    }

    private static Scene refused() {
        Scene scene = new Scene("what quotas refuse", 2);
        String[] limits = {
            "count=-1,bytes=-1=;countHardLimit=2",
            "count=-1,bytes=-1=;byteHardLimit=10",
            "count=1,bytes=5",
            "count=1,bytes=5=;byteHardLimit=10;countHardLimit=3",
            "count=-1,bytes=-1",
            ""
        };
        for (int i = 0; i < limits.length; i++) {
            String what = "limits '" + limits[i] + "': ";
            String path = scene.at("/q" + i);
            String quota = "/zookeeper/quota" + scene.root();
            scene.ask(0, what + "a path", OpCode.create, Asks.create(path));
            scene.ask(0, what + "the way", OpCode.create, Asks.create(quota));
            scene.ask(0, what + "the place", OpCode.create, Asks.create(quota + "/q" + i));
            limit(scene, what + "set", OpCode.create, quota + "/q" + i + "/zookeeper_limits", limits[i]);
            limit(scene, what + "figures", OpCode.create, quota + "/q" + i + "/zookeeper_stats", "count=0,bytes=0");
            for (int child = 0; child < 4; child++) {
                scene.ask(0, what + "child " + child, OpCode.create2, Asks.create(path + "/c" + child));
            }
            for (int length : new int[] {0, 3, 7, 20}) {
                scene.ask(1, what + "data of " + length, OpCode.setData, Asks.set(path, "x".repeat(length), -1));
            }
            scene.ask(
                    0,
                    what + "a multi",
                    OpCode.multi,
                    Asks.multi(
                            new Part(OpCode.setData, Asks.set(path, "x", -1)),
                            new Part(OpCode.create, Asks.create(path + "/m"))));
            stand(scene, what + "at the end", quota + "/q" + i + "/zookeeper_stats");
        }
        return scene;
    }
}
