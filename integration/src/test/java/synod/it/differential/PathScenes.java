package synod.it.differential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SyncRequest;
import synod.it.differential.Asks.Part;

/** Every operation with paths that are odd, and names of sequential znodes. */
final class PathScenes {
    private PathScenes() {}

    static List<Scene> scenes() {
        return List.of(odd(), empty(), absent(), sequences());
    }

    private static Scene odd() {
        Scene scene = new Scene("odd paths", 2);
        scene.ask(0, "a znode to begin from", OpCode.create, Asks.create(scene.at("/a")));
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("no slash", "a");
        paths.put("a slash at the end", scene.at("/"));
        paths.put("a slash behind a znode", scene.at("/a/"));
        paths.put("two slashes", scene.at("//a"));
        paths.put("two slashes at the end", scene.at("/a//"));
        paths.put("one dot", scene.at("/."));
        paths.put("two dots", scene.at("/.."));
        paths.put("a dot inside", scene.at("/./a"));
        paths.put("dots inside", scene.at("/a/../a"));
        paths.put("a dot first", scene.at("/.a"));
        paths.put("a dot last", scene.at("/a."));
        paths.put("three dots", scene.at("/..."));
        paths.put("a blank", scene.at("/ "));
        paths.put("a zero", scene.at("/a\u0000b"));
        paths.put("a control character", scene.at("/a\u0001"));
        paths.put("the last control character", scene.at("/a\u001f"));
        paths.put("a delete character", scene.at("/a\u007f"));
        paths.put("the last of the second controls", scene.at("/a\u009f"));
        paths.put("a no-break space", scene.at("/a\u00a0"));
        paths.put("an accent", scene.at("/\u00e9"));
        paths.put("a Chinese sign", scene.at("/\u4e2d"));
        paths.put("the last before the surrogates", scene.at("/\ud7ff"));
        paths.put("half a pair", scene.at("/\ud83d"));
        paths.put("a whole pair", scene.at("/\ud83d\ude00"));
        paths.put("private use", scene.at("/\ue000"));
        paths.put("the last of private use", scene.at("/\uf8ff"));
        paths.put("the first behind private use", scene.at("/\uf900"));
        paths.put("a special", scene.at("/\ufff0"));
        paths.put("no character", scene.at("/\uffff"));
        paths.put("a relative path with a slash", "a/b");
        paths.put("only slashes", "//");
        paths.forEach((what, path) -> askEverything(scene, what, path));
        return scene;
    }

    private static void askEverything(Scene scene, String what, String path) {
        ask(scene, what, OpCode.create2, "", Asks.create(path));
        ask(scene, what, OpCode.create, " sequential", Asks.create(path, 2));
        ask(scene, what, OpCode.createContainer, "", Asks.create(path, 4));
        ask(scene, what, OpCode.setData, "", Asks.set(path, "1", -1));
        ask(scene, what, OpCode.setACL, "", Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, -1));
        ask(scene, what, OpCode.exists, "", Asks.exists(path, false));
        ask(scene, what, OpCode.getData, "", Asks.get(path, false));
        ask(scene, what, OpCode.getACL, "", new GetACLRequest(path));
        ask(scene, what, OpCode.getChildren, "", Asks.children(path, false));
        ask(scene, what, OpCode.getChildren2, "", Asks.children(path, false));
        ask(scene, what, OpCode.getAllChildrenNumber, "", new GetAllChildrenNumberRequest(path));
        ask(scene, what, OpCode.getEphemerals, "", new GetEphemeralsRequest(path));
        ask(scene, what, OpCode.sync, "", new SyncRequest(path));
        ask(scene, what, OpCode.addWatch, "", new AddWatchRequest(path, 0));
        ask(scene, what, OpCode.checkWatches, "", new CheckWatchesRequest(path, 4));
        ask(scene, what, OpCode.removeWatches, "", new RemoveWatchesRequest(path, 4));
        part(scene, what, OpCode.check, Asks.check(path, -1));
        part(scene, what, OpCode.setData, Asks.set(path, "2", -1));
        part(scene, what, OpCode.delete, Asks.delete(path, 99));
        ask(scene, what, OpCode.delete, "", Asks.delete(path, -1));
        part(scene, what, OpCode.create, Asks.create(path));
        ask(
                scene,
                what,
                OpCode.multiRead,
                "",
                Asks.multi(
                        new Part(OpCode.getData, Asks.get(path, false)),
                        new Part(OpCode.getChildren, Asks.children(path, false))));
    }

    private static void ask(Scene scene, String what, int type, String how, Record... body) {
        scene.ask(0, Asks.called(type) + how + " with " + what, type, body);
    }

    private static void part(Scene scene, String what, int type, Record body) {
        scene.ask(
                0,
                Asks.called(type) + " in a multi with " + what,
                OpCode.multi,
                Asks.multi(new Part(type, body), new Part(OpCode.check, Asks.check(scene.root(), -1))));
    }

    private static Scene empty() {
        Scene scene = new Scene("the empty path", 1);
        askEverything(scene, "nothing", "");
        return scene;
    }

    @SuppressWarnings("NullAway") // What these records say on the wire is exactly that there is no path.
    private static Scene absent() {
        Scene scene = new Scene("null for a path", 1);
        String path = null;
        String what = "null";
        ask(scene, what, OpCode.create2, "", Asks.create(path));
        ask(scene, what, OpCode.delete, "", Asks.delete(path, -1));
        ask(scene, what, OpCode.setData, "", Asks.set(path, "1", -1));
        ask(scene, what, OpCode.setACL, "", Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, -1));
        ask(scene, what, OpCode.exists, "", Asks.exists(path, false));
        ask(scene, what, OpCode.getData, "", Asks.get(path, false));
        ask(scene, what, OpCode.getACL, "", new GetACLRequest(path));
        ask(scene, what, OpCode.getChildren, "", Asks.children(path, false));
        ask(scene, what, OpCode.getChildren2, "", Asks.children(path, false));
        ask(scene, what, OpCode.getAllChildrenNumber, "", new GetAllChildrenNumberRequest(path));
        ask(scene, what, OpCode.getEphemerals, "", new GetEphemeralsRequest(path));
        part(scene, what, OpCode.check, Asks.check(path, -1));
        part(scene, what, OpCode.setData, Asks.set(path, "2", -1));
        part(scene, what, OpCode.delete, Asks.delete(path, 99));
        part(scene, what, OpCode.create, Asks.create(path));
        return scene;
    }

    private static Scene sequences() {
        Scene scene = new Scene("sequential names", 2);
        String[] prefixes = {"/", "/s", "/s-", "/.", "/..", "/a/", "/a/.", "/\u00e9", "/0000000009"};
        scene.ask(0, "a parent", OpCode.create, Asks.create(scene.at("/a")));
        for (String prefix : prefixes) {
            for (int flags : new int[] {2, 3, 0, 1}) {
                scene.ask(
                        flags % 2,
                        "a child with flag " + flags + " and prefix " + prefix,
                        OpCode.create2,
                        Asks.create(scene.at(prefix), flags));
            }
        }
        for (String name : List.of("0000000001", "s0000000005", "never")) {
            scene.ask(0, "delete of " + name, OpCode.delete, Asks.delete(scene.at("/" + name), -1));
            scene.ask(
                    0, "a sequential child after the delete of " + name, OpCode.create, Asks.create(scene.at("/n"), 2));
        }
        scene.ask(
                0,
                "a failed multi uses no number",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.create, Asks.create(scene.at("/m"), 2)),
                        new Part(OpCode.create, Asks.create(scene.at("/a")))));
        scene.ask(
                0,
                "a multi uses two",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.create, Asks.create(scene.at("/m"), 2)),
                        new Part(OpCode.create2, Asks.create(scene.at("/m"), 2))));
        scene.pipeline(
                0,
                "many in a pipeline",
                Asks.request(OpCode.create, Asks.create(scene.at("/p"), 2)),
                Asks.request(OpCode.delete, Asks.delete(scene.at("/a"), 7)),
                Asks.request(OpCode.create, Asks.create(scene.at("/p"), 2)),
                Asks.request(OpCode.create2, new CreateRequest(scene.at("/p"), null, Ids.OPEN_ACL_UNSAFE, 2)),
                Asks.request(OpCode.getChildren, Asks.children(scene.root(), false)));
        scene.ask(1, "what has come of it", OpCode.getChildren2, Asks.children(scene.root(), false));
        return scene;
    }
}
