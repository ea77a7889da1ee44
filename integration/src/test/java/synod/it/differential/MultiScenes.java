package synod.it.differential;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.MultiHeader;
import synod.it.differential.Asks.Part;

/** Several operations in one request: every two after another, every error in every place, and what is no multi. */
final class MultiScenes {
    private MultiScenes() {}

    static List<Scene> scenes() {
        return List.of(pairs(), failures(), reads(), shapes());
    }

    private record Named(String name, Part part) {}

    /** Every operation on one znode, that is there or not. */
    private static List<Named> operations(String path) {
        return List.of(
                new Named("create", new Part(OpCode.create, Asks.create(path))),
                new Named("create2 ephemeral", new Part(OpCode.create2, Asks.create(path, 1))),
                new Named("create sequential", new Part(OpCode.create, Asks.create(path, 2))),
                new Named("createContainer", new Part(OpCode.createContainer, Asks.create(path, 4))),
                new Named("create below", new Part(OpCode.create, Asks.create(path + "/b"))),
                new Named("delete", new Part(OpCode.delete, Asks.delete(path, -1))),
                new Named("delete of version 0", new Part(OpCode.delete, Asks.delete(path, 0))),
                new Named("setData", new Part(OpCode.setData, Asks.set(path, "m", -1))),
                new Named("setData of version 0", new Part(OpCode.setData, Asks.set(path, "m", 0))),
                new Named("check", new Part(OpCode.check, Asks.check(path, -1))),
                new Named("check of version 1", new Part(OpCode.check, Asks.check(path, 1))));
    }

    private static Scene pairs() {
        Scene scene = new Scene("two in a multi", 2);
        int number = 0;
        for (boolean isThere : new boolean[] {false, true}) {
            int count = operations("/").size();
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < count; j++) {
                    String path = scene.at("/n" + number++);
                    Named first = operations(path).get(i);
                    Named second = operations(path).get(j);
                    String what = first.name() + ", then " + second.name() + (isThere ? ", of one that is there" : "");
                    if (isThere) {
                        scene.ask(0, "before " + what, OpCode.create, Asks.create(path));
                    }
                    scene.ask(0, what, OpCode.multi, Asks.multi(first.part(), second.part()));
                    scene.ask(1, "after " + what, OpCode.exists, Asks.exists(path, false));
                }
            }
        }
        return scene;
    }

    private static Scene failures() {
        Scene scene = new Scene("failures in a multi", 2);
        scene.auth(0, "alice:secret");
        List<ACL> mine = Asks.acl(31, "auth", "");
        scene.ask(0, "a znode of alice alone", OpCode.create, Asks.create(scene.at("/mine"), mine, 0));
        scene.ask(0, "a child of it", OpCode.create, Asks.create(scene.at("/mine/c")));
        scene.ask(0, "an ephemeral", OpCode.create, Asks.create(scene.at("/e"), 1));
        scene.ask(0, "a parent", OpCode.create, Asks.create(scene.at("/p")));
        scene.ask(0, "a child of the parent", OpCode.create, Asks.create(scene.at("/p/c")));
        List<Named> bad = List.of(
                new Named("create of a bad path", new Part(OpCode.create, Asks.create("bad"))),
                new Named("create below nothing", new Part(OpCode.create, Asks.create(scene.at("/no/x")))),
                new Named("create without permission", new Part(OpCode.create2, Asks.create(scene.at("/mine/x")))),
                new Named("create of what is there", new Part(OpCode.create, Asks.create(scene.at("/p")))),
                new Named("create below an ephemeral", new Part(OpCode.create, Asks.create(scene.at("/e/x")))),
                new Named("create with no list", new Part(OpCode.create, Asks.create(scene.at("/x"), List.of(), 0))),
                new Named(
                        "container below nothing", new Part(OpCode.createContainer, Asks.create(scene.at("/no/x"), 4))),
                new Named("delete of nothing", new Part(OpCode.delete, Asks.delete(scene.at("/no"), -1))),
                new Named("delete of a parent", new Part(OpCode.delete, Asks.delete(scene.at("/p"), -1))),
                new Named("delete of a version", new Part(OpCode.delete, Asks.delete(scene.at("/p/c"), 5))),
                new Named("delete without permission", new Part(OpCode.delete, Asks.delete(scene.at("/mine/c"), -1))),
                new Named("delete of the root", new Part(OpCode.delete, Asks.delete("/", -1))),
                new Named("setData of nothing", new Part(OpCode.setData, Asks.set(scene.at("/no"), "x", -1))),
                new Named("setData of a version", new Part(OpCode.setData, Asks.set(scene.at("/p"), "x", 5))),
                new Named("setData without permission", new Part(OpCode.setData, Asks.set(scene.at("/mine"), "x", -1))),
                new Named("setData of a bad path", new Part(OpCode.setData, Asks.set(scene.at("//"), "x", -1))),
                new Named("check of nothing", new Part(OpCode.check, Asks.check(scene.at("/no"), -1))),
                new Named("check of a version", new Part(OpCode.check, Asks.check(scene.at("/p"), 5))),
                new Named("check without permission", new Part(OpCode.check, Asks.check(scene.at("/mine"), -1))),
                new Named("check of a bad path", new Part(OpCode.check, Asks.check("", -1))));
        for (Named each : bad) {
            for (int place = 0; place < 3; place++) {
                List<Part> parts = new ArrayList<>(List.of(
                        new Part(OpCode.create2, Asks.create(scene.at("/tried"), 2)),
                        new Part(OpCode.setData, Asks.set(scene.at("/p"), "tried", -1))));
                parts.add(place, each.part());
                scene.ask(1, each.name() + " in place " + place, OpCode.multi, Asks.multi(parts.toArray(new Part[0])));
            }
        }
        scene.ask(0, "none of it was done", OpCode.getChildren2, Asks.children(scene.root(), false));
        scene.ask(0, "no data was set", OpCode.getData, Asks.get(scene.at("/p"), false));
        return scene;
    }

    private static Scene reads() {
        Scene scene = new Scene("reads together", 2);
        scene.auth(0, "alice:secret");
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        scene.ask(0, "its child", OpCode.create, Asks.create(scene.at("/a/c")));
        scene.ask(0, "one of alice", OpCode.create, Asks.create(scene.at("/m"), Ids.CREATOR_ALL_ACL, 0));
        List<Named> reads = new ArrayList<>();
        for (String path : List.of("/a", "/m", "/no", "/a/c", "/", "//")) {
            reads.add(new Named("data of " + path, new Part(OpCode.getData, Asks.get(scene.at(path), true))));
            reads.add(new Named(
                    "children of " + path, new Part(OpCode.getChildren, Asks.children(scene.at(path), true))));
        }
        for (int session = 0; session < 2; session++) {
            for (int i = 0; i < reads.size(); i++) {
                Named second = reads.get((i * 5 + 3) % reads.size());
                scene.ask(
                        session,
                        "s" + session + " reads the " + reads.get(i).name() + " and the " + second.name(),
                        OpCode.multiRead,
                        Asks.multi(reads.get(i).part(), second.part()));
            }
        }
        scene.ask(0, "no watch was set", OpCode.setData, Asks.set(scene.at("/a"), "1", -1));
        scene.ask(0, "nor one of children", OpCode.delete, Asks.delete(scene.at("/a/c"), -1));
        return scene;
    }

    private static Scene shapes() {
        Scene scene = new Scene("what is no multi", 2);
        scene.ask(0, "an empty multi", OpCode.multi, Asks.multi());
        scene.ask(0, "an empty multiRead", OpCode.multiRead, Asks.multi());
        scene.ask(0, "a znode", OpCode.create, Asks.create(scene.at("/a")));
        Part good = new Part(OpCode.setData, Asks.set(scene.at("/a"), "done", -1));
        Part read = new Part(OpCode.getData, Asks.get(scene.at("/a"), false));
        for (int type : new int[] {
            OpCode.exists,
            OpCode.getACL,
            OpCode.setACL,
            OpCode.getChildren2,
            OpCode.sync,
            OpCode.ping,
            OpCode.multi,
            OpCode.reconfig,
            OpCode.multiRead,
            OpCode.closeSession,
            0,
            888,
            -2
        }) {
            Part odd = new Part(type, Asks.get(scene.at("/a"), false));
            scene.ask(0, "operation " + type + " in a multi", OpCode.multi, Asks.multi(good, odd));
            scene.ask(0, "operation " + type + " in a multiRead", OpCode.multiRead, Asks.multi(read, odd));
        }
        scene.ask(0, "a read in a multi", OpCode.multi, Asks.multi(good, read));
        scene.ask(0, "a write in a multiRead", OpCode.multiRead, Asks.multi(read, good));
        scene.ask(0, "a read alone in a multi", OpCode.multi, Asks.multi(read));
        scene.ask(0, "a write alone in a multiRead", OpCode.multiRead, Asks.multi(good));
        for (int flags : new int[] {-1, 5, 6, 7}) {
            Part odd = new Part(OpCode.create, Asks.create(scene.at("/f" + flags), flags));
            scene.ask(0, "flag " + flags + " in a multi", OpCode.multi, Asks.multi(good, odd));
        }
        scene.ask(0, "no end of a multi", OpCode.multi, new MultiHeader(OpCode.setData, false, -1), good.body());
        scene.ask(0, "no body in a multi", OpCode.multi, new MultiHeader(OpCode.setData, false, -1));
        scene.ask(0, "nothing at all in a multi", OpCode.multi);
        scene.ask(0, "nothing at all in a multiRead", OpCode.multiRead);
        scene.ask(
                0,
                "an error in the header of a part",
                OpCode.multi,
                new MultiHeader(OpCode.setData, false, -7),
                good.body(),
                new MultiHeader(-1, true, -1));
        scene.ask(
                0,
                "a last header with a type",
                OpCode.multi,
                new MultiHeader(OpCode.setData, false, -1),
                good.body(),
                new MultiHeader(OpCode.create, true, 0));
        scene.ask(
                0,
                "a part behind the end",
                OpCode.multi,
                new MultiHeader(OpCode.setData, false, -1),
                good.body(),
                new MultiHeader(-1, true, -1),
                new MultiHeader(OpCode.setData, false, -1),
                good.body(),
                new MultiHeader(-1, true, -1));
        Part[] many = new Part[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Part(OpCode.create2, Asks.create(scene.at("/many-" + i)));
        }
        scene.ask(1, "two hundred in a multi", OpCode.multi, Asks.multi(many));
        scene.ask(0, "what was set", OpCode.getData, Asks.get(scene.at("/a"), false));
        scene.pipeline(
                0,
                "multis and others in a pipeline",
                Asks.request(OpCode.multi, Asks.multi(new Part(OpCode.create, Asks.create(scene.at("/q"))))),
                Asks.request(OpCode.multi, Asks.multi(new Part(OpCode.create, Asks.create(scene.at("/q"))))),
                Asks.request(OpCode.setData, Asks.set(scene.at("/q"), "1", 0)),
                Asks.request(OpCode.multi, Asks.multi(new Part(OpCode.setData, Asks.set(scene.at("/q"), "2", 0)))),
                Asks.request(OpCode.multiRead, Asks.multi(new Part(OpCode.getData, Asks.get(scene.at("/q"), false)))),
                Asks.request(OpCode.multi, Asks.multi(new Part(OpCode.delete, Asks.delete(scene.at("/q"), 1)))));
        return scene;
    }
}
