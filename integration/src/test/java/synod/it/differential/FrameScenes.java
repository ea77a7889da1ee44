package synod.it.differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.RequestHeader;
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import synod.it.differential.Asks.Part;

/** Frames that are cut, lengthened and full of lies; operations that do not exist; numbers of every kind. */
final class FrameScenes {
    private FrameScenes() {}

    static List<Scene> scenes() {
        return List.of(unknown(), inner(), numbers(), reconfig());
    }

    /** What is said to a server alone: an ensemble of the reference answers nobody any more after a write that it cannot read. */
    static List<Scene> alone() {
        return List.of(cut(), lying());
    }

    private static Map<Integer, Record[]> requests(Scene scene) {
        String path = scene.at("/a");
        List<String> paths = List.of(path, path);
        Map<Integer, Record[]> requests = new LinkedHashMap<>();
        requests.put(OpCode.create, new Record[] {Asks.create(scene.at("/cut"))});
        requests.put(OpCode.create2, new Record[] {Asks.create(scene.at("/cut"), 1)});
        requests.put(OpCode.createContainer, new Record[] {Asks.create(scene.at("/cut"), 4)});
        requests.put(OpCode.delete, new Record[] {Asks.delete(path, 5)});
        requests.put(OpCode.exists, new Record[] {Asks.exists(path, false)});
        requests.put(OpCode.getData, new Record[] {Asks.get(path, false)});
        requests.put(OpCode.setData, new Record[] {Asks.set(path, "data", 5)});
        requests.put(OpCode.getACL, new Record[] {new GetACLRequest(path)});
        requests.put(OpCode.setACL, new Record[] {Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, 5)});
        requests.put(OpCode.getChildren, new Record[] {Asks.children(path, false)});
        requests.put(OpCode.getChildren2, new Record[] {Asks.children(path, false)});
        requests.put(OpCode.getAllChildrenNumber, new Record[] {new GetAllChildrenNumberRequest(path)});
        requests.put(OpCode.getEphemerals, new Record[] {new GetEphemeralsRequest(path)});
        requests.put(OpCode.sync, new Record[] {new SyncRequest(path)});
        requests.put(OpCode.addWatch, new Record[] {new AddWatchRequest(path, 0)});
        requests.put(OpCode.checkWatches, new Record[] {new CheckWatchesRequest(path, 1)});
        requests.put(OpCode.removeWatches, new Record[] {new RemoveWatchesRequest(path, 1)});
        requests.put(OpCode.setWatches, new Record[] {new SetWatches(0, paths, paths, paths)});
        requests.put(OpCode.setWatches2, new Record[] {new SetWatches2(0, paths, paths, paths, paths, paths)});
        requests.put(
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.create, Asks.create(scene.at("/cut"))),
                        new Part(OpCode.check, Asks.check(path, 5))));
        requests.put(
                OpCode.multiRead,
                Asks.multi(
                        new Part(OpCode.getData, Asks.get(path, false)),
                        new Part(OpCode.getChildren, Asks.children(path, false))));
        return requests;
    }

    private static byte[] framed(int type, Record... body) {
        Record[] all = new Record[body.length + 1];
        all[0] = new RequestHeader(4_000 + type, type);
        System.arraycopy(body, 0, all, 1, body.length);
        return Scene.bytes(all).toArray();
    }

    private static Scene cut() {
        Scene scene = new Scene("frames cut and lengthened", 2);
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        requests(scene).forEach((type, body) -> {
            byte[] whole = framed(type, body);
            TreeSet<Integer> lengths =
                    new TreeSet<>(List.of(8, 9, 12, whole.length / 2, whole.length - 4, whole.length - 1));
            for (int length : lengths.subSet(8, whole.length)) {
                scene.say(
                        0,
                        Asks.called(type) + " cut to " + length + " bytes of " + whole.length,
                        type,
                        Arrays.copyOf(whole, length));
            }
            scene.say(1, Asks.called(type) + " with nine bytes more", type, Arrays.copyOf(whole, whole.length + 9));
        });
        scene.ask(0, "reconfig without a body", OpCode.reconfig);
        scene.ask(0, "nothing was made", OpCode.getChildren, Asks.children(scene.root(), false));
        for (int length = 0; length < 8; length++) {
            scene.say(0, "a frame of " + length + " bytes", OpCode.ping, new byte[length]);
            scene.comeBack(0, "s0 comes back after " + length + " bytes", 0);
        }
        return scene;
    }

    private static Scene lying() {
        Scene scene = new Scene("lengths that lie", 2);
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        requests(scene).forEach((type, body) -> {
            for (int length : new int[] {-2, 0x7fffffff, 1_000, -1}) {
                boolean isNull = length == -1;
                if (isNull || type == OpCode.multi || type == OpCode.multiRead) {
                    // Null paths have a scene of their own, and a multi begins with something else.
                    continue;
                }
                byte[] frame = framed(type, body);
                int at = type == OpCode.setWatches || type == OpCode.setWatches2 ? 16 : 8;
                ByteBuffer.wrap(frame).putInt(at, length);
                scene.say(0, Asks.called(type) + " with a length of " + length, type, frame);
            }
        });
        int path = scene.at("/cut").length();
        for (int count : new int[] {-2, -1, 2, 1_000, 0x7fffffff}) {
            byte[] create = framed(OpCode.create, Asks.create(scene.at("/cut")));
            ByteBuffer.wrap(create).putInt(8 + 4 + path + 4 + 4, count);
            scene.say(0, "create with a list of " + count, OpCode.create, create);
            byte[] data = framed(OpCode.create2, Asks.create(scene.at("/cut")));
            ByteBuffer.wrap(data).putInt(8 + 4 + path, count);
            scene.say(0, "create2 with data of " + count, OpCode.create2, data);
        }
        scene.ask(0, "what was made", OpCode.getChildren, Asks.children(scene.root(), false));
        byte[] bad = {
            (byte) 0xc3, (byte) 0x28, (byte) 0xff, (byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xf0, (byte) 0x9f
        };
        for (int type : new int[] {OpCode.exists, OpCode.getData, OpCode.create, OpCode.sync}) {
            byte[] frame = framed(
                    type,
                    type == OpCode.create
                            ? Asks.create(scene.at("/12345678"))
                            : Asks.get(scene.at("/12345678"), false));
            System.arraycopy(bad, 0, frame, 8 + 4 + scene.root().length() + 1, bad.length);
            scene.say(1, Asks.called(type) + " of what is no UTF-8", type, frame);
        }
        return scene;
    }

    private static Scene unknown() {
        Scene scene = new Scene("operations that do not exist", 2);
        scene.ask(
                0,
                "an ephemeral that shows whether the session lives on",
                OpCode.create,
                Asks.create(scene.at("/e"), 1));
        List<Integer> types = new ArrayList<>(List.of(-100, -12, -9, -3, -2, 0, 10, 13, 23, 24, 99, 108, 109, 888));
        types.add(Integer.MAX_VALUE);
        types.add(Integer.MIN_VALUE);
        for (int type : types) {
            scene.ask(0, Asks.called(type) + " with a body", type, Asks.check(scene.root(), -1));
            scene.comeBack(0, "s0 comes back after " + type, type == 13 ? 1 : 0);
            scene.ask(0, Asks.called(type) + " without a body", type);
            scene.comeBack(0, "s0 comes back once more after " + type, 0);
        }
        scene.ask(1, "the ephemeral is there", OpCode.exists, Asks.exists(scene.at("/e"), false));
        return scene;
    }

    /** What servers tell themselves and clients do not. */
    private static Scene inner() {
        Scene scene = new Scene("operations of servers", 2);
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        byte[] path = Scene.utf8(scene.at("/a"));
        byte[] frame = ByteBuffer.allocate(12 + path.length)
                .putInt(70)
                .putInt(OpCode.deleteContainer)
                .putInt(path.length)
                .put(path)
                .array();
        scene.say(0, "deleteContainer of a znode", OpCode.deleteContainer, frame);
        scene.comeBack(0, "s0 comes back", 0);
        scene.ask(1, "whether the znode is there", OpCode.exists, Asks.exists(scene.at("/a"), false));
        return scene;
    }

    private static Scene numbers() {
        Scene scene = new Scene("numbers of requests", 2);
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        for (int xid : new int[] {Integer.MIN_VALUE, -100, -8, -4, -3, -2, 0, 1, 1, Integer.MAX_VALUE}) {
            String what = " as request " + xid + " after " + scene.steps().size();
            scene.askAs(0, "setData" + what, xid, OpCode.setData, Asks.set(scene.at("/a"), "1", -1));
            scene.askAs(0, "getData" + what, xid, OpCode.getData, Asks.get(scene.at("/a"), false));
            scene.askAs(1, "ping" + what, xid, OpCode.ping);
            scene.askAs(1, "sync" + what, xid, OpCode.sync, new SyncRequest("/"));
            scene.askAs(1, "whoAmI" + what, xid, OpCode.whoAmI);
        }
        return scene;
    }

    private static Scene reconfig() {
        Scene scene = new Scene("reconfiguration", 2);
        scene.ask(0, "the configuration as a child", OpCode.getChildren, Asks.children("/zookeeper/config", false));
        scene.ask(0, "reconfig that asks nothing", OpCode.reconfig, new ReconfigRequest(null, null, null, -1));
        scene.ask(0, "reconfig that adds", OpCode.reconfig, new ReconfigRequest("server.9=a:1:2;3", null, null, -1));
        scene.ask(0, "reconfig that removes", OpCode.reconfig, new ReconfigRequest(null, "1", null, -1));
        scene.ask(0, "reconfig that replaces", OpCode.reconfig, new ReconfigRequest(null, null, "x", -1));
        scene.ask(0, "reconfig of a version", OpCode.reconfig, new ReconfigRequest(null, "1", null, 77));
        scene.ask(0, "reconfig of nonsense", OpCode.reconfig, new ReconfigRequest("x", "y", "z", -1));
        scene.ask(1, "reconfig by another", OpCode.reconfig, new ReconfigRequest("", "", "", 0));
        scene.ask(0, "setData of the configuration", OpCode.setData, Asks.set("/zookeeper/config", "x", -1));
        scene.ask(0, "delete of the configuration", OpCode.delete, Asks.delete("/zookeeper/config", -1));
        scene.ask(0, "create below the configuration", OpCode.create, Asks.create("/zookeeper/config/x"));
        scene.ask(0, "its list", OpCode.getACL, new GetACLRequest("/zookeeper/config"));
        scene.ask(0, "a watch on it", OpCode.getData, Asks.get("/zookeeper/config", true));
        return scene;
    }
}
