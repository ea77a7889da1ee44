package synod.it.differential;

import java.util.ArrayList;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import synod.it.differential.Asks.Part;

/** What each kind of watch tells of each change, alone and together, and how watches go. */
final class WatchScenes {
    private static final List<String> KINDS =
            List.of("exists", "getData", "getChildren", "getChildren2", "persistent", "recursive");

    private static final int WATCHER = 1;

    private WatchScenes() {}

    static List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>();
        scenes.add(single());
        scenes.add(pairs());
        scenes.add(removal());
        scenes.add(filter());
        scenes.add(ends());
        scenes.add(setAgain());
        scenes.add(setAgainOddly());
        return scenes;
    }

    private static void watch(Scene scene, String name, String kind, String path) {
        switch (kind) {
            case "exists" -> scene.ask(WATCHER, name, OpCode.exists, Asks.exists(path, true));
            case "getData" -> scene.ask(WATCHER, name, OpCode.getData, Asks.get(path, true));
            case "getChildren" -> scene.ask(WATCHER, name, OpCode.getChildren, Asks.children(path, true));
            case "getChildren2" -> scene.ask(WATCHER, name, OpCode.getChildren2, Asks.children(path, true));
            case "persistent" -> scene.ask(WATCHER, name, OpCode.addWatch, new AddWatchRequest(path, 0));
            default -> scene.ask(WATCHER, name, OpCode.addWatch, new AddWatchRequest(path, 1));
        }
    }

    /** Everything that can happen to a znode that is not there yet, in turn. */
    private static void live(Scene scene, String what, String path) {
        scene.ask(0, what + ": create", OpCode.create, Asks.create(path));
        scene.ask(0, what + ": setData", OpCode.setData, Asks.set(path, "1", -1));
        scene.ask(0, what + ": setACL", OpCode.setACL, Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, -1));
        scene.ask(0, what + ": create of a child", OpCode.create2, Asks.create(path + "/c"));
        scene.ask(0, what + ": setData of the child", OpCode.setData, Asks.set(path + "/c", "1", -1));
        scene.ask(0, what + ": create of a grandchild", OpCode.create, Asks.create(path + "/c/g"));
        scene.ask(0, what + ": create of a neighbour", OpCode.create, Asks.create(path + "x"));
        scene.ask(0, what + ": delete of the grandchild", OpCode.delete, Asks.delete(path + "/c/g", -1));
        scene.ask(0, what + ": delete of the child", OpCode.delete, Asks.delete(path + "/c", -1));
        scene.ask(0, what + ": a delete that fails", OpCode.delete, Asks.delete(path, 9));
        scene.ask(0, what + ": delete", OpCode.delete, Asks.delete(path, -1));
        scene.ask(0, what + ": create anew", OpCode.create, Asks.create(path));
        scene.ask(
                WATCHER,
                what + ": a multi of all",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.setData, Asks.set(path, "2", -1)),
                        new Part(OpCode.create, Asks.create(path + "/m")),
                        new Part(OpCode.delete, Asks.delete(path + "/m", -1)),
                        new Part(OpCode.delete, Asks.delete(path, -1)),
                        new Part(OpCode.create, Asks.create(path))));
        scene.ask(
                0,
                what + ": a multi that fails",
                OpCode.multi,
                Asks.multi(
                        new Part(OpCode.setData, Asks.set(path, "3", -1)),
                        new Part(OpCode.delete, Asks.delete(path, 77))));
    }

    private static Scene single() {
        Scene scene = new Scene("one watch", 3);
        for (String kind : KINDS) {
            String path = scene.at("/" + kind);
            watch(scene, kind + " before it is there", kind, path);
            live(scene, kind, path);
            String later = scene.at("/later-" + kind);
            scene.ask(0, kind + " later: it is there", OpCode.create, Asks.create(later));
            watch(scene, kind + " when it is there", kind, later);
            scene.ask(0, kind + " later: a child", OpCode.create, Asks.create(later + "/c"));
            scene.ask(0, kind + " later: another child", OpCode.create, Asks.create(later + "/d", 1));
            watch(scene, kind + " once more", kind, later);
            watch(scene, kind + " twice more", kind, later);
            scene.ask(2, kind + " later: setData by somebody else", OpCode.setData, Asks.set(later, "2", -1));
            scene.ask(WATCHER, kind + " later: setData by the watcher", OpCode.setData, Asks.set(later, "3", -1));
            scene.ask(
                    0,
                    kind + " later: all goes in a multi",
                    OpCode.multi,
                    Asks.multi(
                            new Part(OpCode.delete, Asks.delete(later + "/c", -1)),
                            new Part(OpCode.delete, Asks.delete(later + "/d", -1)),
                            new Part(OpCode.delete, Asks.delete(later, -1))));
        }
        return scene;
    }

    private static Scene pairs() {
        Scene scene = new Scene("two watches", 2);
        for (int i = 0; i < KINDS.size(); i++) {
            for (int j = i + 1; j < KINDS.size(); j++) {
                String what = KINDS.get(i) + " and " + KINDS.get(j);
                String path = scene.at("/w" + i + j);
                scene.ask(0, what + ": there is one", OpCode.create, Asks.create(path));
                watch(scene, what + ": the first watch", KINDS.get(i), path);
                watch(scene, what + ": the second watch", KINDS.get(j), path);
                scene.ask(0, what + ": a child", OpCode.create, Asks.create(path + "/c"));
                scene.ask(0, what + ": setData", OpCode.setData, Asks.set(path, "1", -1));
                scene.ask(0, what + ": no child", OpCode.delete, Asks.delete(path + "/c", -1));
                scene.ask(0, what + ": delete", OpCode.delete, Asks.delete(path, -1));
                watch(scene, what + ": the second watch again", KINDS.get(j), path);
                watch(scene, what + ": the first watch again", KINDS.get(i), path);
                scene.ask(0, what + ": it is back", OpCode.create, Asks.create(path));
                scene.ask(0, what + ": setData once more", OpCode.setData, Asks.set(path, "1", -1));
            }
        }
        return scene;
    }

    private static Scene removal() {
        Scene scene = new Scene("watches removed", 2);
        for (String kind : KINDS) {
            for (int type = -1; type <= 6; type++) {
                String what = kind + " and type " + type;
                String path = scene.at("/" + kind + type);
                scene.ask(0, what + ": there is one", OpCode.create, Asks.create(path));
                scene.ask(WATCHER, what + ": check before", OpCode.checkWatches, new CheckWatchesRequest(path, type));
                watch(scene, what + ": watch", kind, path);
                scene.ask(WATCHER, what + ": check", OpCode.checkWatches, new CheckWatchesRequest(path, type));
                scene.ask(0, what + ": check by another", OpCode.checkWatches, new CheckWatchesRequest(path, type));
                scene.ask(WATCHER, what + ": remove", OpCode.removeWatches, new RemoveWatchesRequest(path, type));
                scene.ask(WATCHER, what + ": remove again", OpCode.removeWatches, new RemoveWatchesRequest(path, type));
                scene.ask(0, what + ": a child", OpCode.create, Asks.create(path + "/c"));
                scene.ask(0, what + ": setData", OpCode.setData, Asks.set(path, "1", -1));
            }
        }
        String all = scene.at("/all");
        scene.ask(0, "one with every watch", OpCode.create, Asks.create(all));
        for (int type : new int[] {1, 2, 4, 5, 3}) {
            for (String kind : KINDS) {
                watch(scene, "every watch before " + type + ": " + kind, kind, all);
            }
            scene.ask(WATCHER, "every watch but " + type, OpCode.removeWatches, new RemoveWatchesRequest(all, type));
            scene.ask(0, "a child without " + type, OpCode.create, Asks.create(all + "/c" + type));
            scene.ask(0, "setData without " + type, OpCode.setData, Asks.set(all, "1", -1));
        }
        for (int mode : new int[] {-1, 2, 3, Integer.MAX_VALUE}) {
            scene.ask(WATCHER, "addWatch with mode " + mode, OpCode.addWatch, new AddWatchRequest(all, mode));
        }
        scene.ask(0, "nothing is left of it", OpCode.setData, Asks.set(all, "2", -1));
        return scene;
    }

    /** The watcher may not read what the watch is about. */
    private static Scene filter() {
        Scene scene = new Scene("events that nobody may see", 2);
        scene.auth(0, "alice:secret");
        for (int perms : new int[] {0, 1, 30}) {
            for (String kind : List.of("exists", "persistent", "recursive")) {
                String what = kind + " with permissions " + perms;
                String path = scene.at("/" + kind + perms);
                watch(scene, what + ": watch", kind, path);
                Record made = Asks.create(path, Asks.acl(31, "auth", "", perms, "world", "anyone"), 0);
                scene.ask(0, what + ": create", OpCode.create2, made);
                watch(scene, what + ": watch again", kind, path);
                scene.ask(0, what + ": setData", OpCode.setData, Asks.set(path, "1", -1));
                scene.ask(0, what + ": an open child", OpCode.create, Asks.create(path + "/c"));
                scene.ask(0, what + ": setData of the child", OpCode.setData, Asks.set(path + "/c", "1", -1));
                scene.ask(0, what + ": delete of the child", OpCode.delete, Asks.delete(path + "/c", -1));
                scene.ask(0, what + ": delete", OpCode.delete, Asks.delete(path, -1));
            }
        }
        String late = scene.at("/late");
        scene.ask(0, "one that is open first", OpCode.create, Asks.create(late));
        watch(scene, "a data watch while it is open", "getData", late);
        watch(scene, "a child watch while it is open", "getChildren", late);
        scene.ask(0, "it is closed", OpCode.setACL, Asks.setAcl(late, Ids.CREATOR_ALL_ACL, 0));
        scene.ask(0, "setData when it is closed", OpCode.setData, Asks.set(late, "1", -1));
        scene.ask(0, "a child when it is closed", OpCode.create, Asks.create(late + "/c"));
        scene.auth(1, "alice:secret");
        scene.ask(0, "setData when the watcher may see it", OpCode.setData, Asks.set(late, "2", -1));
        watch(scene, "a watch of one who may", "getData", late);
        scene.ask(0, "setData that is told", OpCode.setData, Asks.set(late, "3", -1));
        return scene;
    }

    private static Scene ends() {
        Scene scene = new Scene("watches of ephemerals", 3);
        for (String kind : KINDS) {
            String path = scene.at("/" + kind);
            scene.ask(2, kind + ": an ephemeral of s2", OpCode.create, Asks.create(path, 1));
            watch(scene, kind + ": watch", kind, path);
        }
        watch(scene, "children of the parent", "getChildren", scene.root());
        scene.ask(2, "s2 ends", OpCode.closeSession);
        scene.ask(2, "s2 asks after its end", OpCode.exists, Asks.exists(scene.root(), false));
        scene.comeBack(2, "s2 wants to come back", 0);
        for (String kind : KINDS) {
            scene.ask(0, kind + ": it is back", OpCode.create, Asks.create(scene.at("/" + kind)));
        }
        scene.comeBack(WATCHER, "the watcher breaks off and comes back", 1);
        for (String kind : KINDS) {
            scene.ask(0, kind + ": nobody watches", OpCode.setData, Asks.set(scene.at("/" + kind), "1", -1));
        }
        return scene;
    }

    /** Each list of setWatches against each thing that may have happened meanwhile. */
    private static Scene setAgain() {
        Scene scene = new Scene("watches set again", 2);
        String[] states = {"missing", "same", "changed", "parented", "remade", "made", "gone", "orphaned"};
        for (String state : states) {
            if (!state.equals("missing") && !state.equals("made")) {
                scene.ask(0, state + ": it is there", OpCode.create, Asks.create(scene.at("/" + state)));
            }
        }
        scene.ask(0, "orphaned: a child", OpCode.create, Asks.create(scene.at("/orphaned/c")));
        scene.ask(WATCHER, "the watcher sees all that", OpCode.exists, Asks.exists(scene.root(), false));
        scene.does(WATCHER, "the watcher remembers", new Act.Mark());
        scene.ask(0, "changed: setData", OpCode.setData, Asks.set(scene.at("/changed"), "1", -1));
        scene.ask(0, "parented: a child", OpCode.create, Asks.create(scene.at("/parented/c")));
        scene.ask(0, "remade: delete", OpCode.delete, Asks.delete(scene.at("/remade"), -1));
        scene.ask(0, "remade: create", OpCode.create, Asks.create(scene.at("/remade")));
        scene.ask(0, "made: create", OpCode.create, Asks.create(scene.at("/made")));
        scene.ask(0, "gone: delete", OpCode.delete, Asks.delete(scene.at("/gone"), -1));
        scene.ask(0, "orphaned: no child", OpCode.delete, Asks.delete(scene.at("/orphaned/c"), -1));
        String[] lists = {"data", "exist", "child", "persistent", "recursive"};
        for (String state : states) {
            List<String> path = List.of(scene.at("/" + state));
            List<String> none = List.of();
            for (int list = 0; list < lists.length; list++) {
                int at = list;
                String what = state + " in the " + lists[list] + " list";
                scene.comeBack(WATCHER, what + ": come back", 1 + list % 2);
                if (list < 3) {
                    scene.ask(
                            WATCHER,
                            what + ": setWatches",
                            OpCode.setWatches,
                            mark -> List.of(new SetWatches(
                                    mark, at == 0 ? path : none, at == 1 ? path : none, at == 2 ? path : none)));
                }
                scene.ask(
                        WATCHER,
                        what + ": setWatches2",
                        OpCode.setWatches2,
                        mark -> List.of(new SetWatches2(
                                mark,
                                at == 0 ? path : none,
                                at == 1 ? path : none,
                                at == 2 ? path : none,
                                at == 3 ? path : none,
                                at == 4 ? path : none)));
                for (int type = 1; type <= 5; type++) {
                    scene.ask(
                            WATCHER,
                            what + ": checkWatches of type " + type,
                            OpCode.checkWatches,
                            new CheckWatchesRequest(path.get(0), type));
                }
            }
        }
        return scene;
    }

    private static Scene setAgainOddly() {
        Scene scene = new Scene("watches set again oddly", 2);
        scene.auth(0, "alice:secret");
        scene.ask(0, "one that s1 may not read", OpCode.create, Asks.create(scene.at("/a"), Ids.CREATOR_ALL_ACL, 0));
        List<String> paths = List.of(scene.at("/a"));
        List<String> none = List.of();
        for (long since : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            scene.ask(
                    WATCHER, "setWatches since " + since, OpCode.setWatches, new SetWatches(since, paths, none, none));
            scene.ask(
                    WATCHER,
                    "setWatches of children since " + since,
                    OpCode.setWatches,
                    new SetWatches(since, none, none, paths));
        }
        scene.ask(0, "setData of what may not be read", OpCode.setData, Asks.set(scene.at("/a"), "1", -1));
        scene.ask(0, "a child of what may not be read", OpCode.create, Asks.create(scene.at("/a/c")));
        scene.ask(WATCHER, "setWatches of nothing", OpCode.setWatches, new SetWatches(0, none, none, none));
        scene.ask(
                WATCHER,
                "setWatches2 of nothing",
                OpCode.setWatches2,
                new SetWatches2(0, none, none, none, none, none));
        List<String> odd = List.of("", "x", "//", scene.at("/b"), scene.at("/b"), scene.at("/c/"));
        scene.ask(
                WATCHER,
                "setWatches of odd data paths",
                OpCode.setWatches,
                new SetWatches(0, odd.subList(1, 6), none, none));
        scene.ask(
                WATCHER,
                "setWatches of odd exist paths",
                OpCode.setWatches,
                new SetWatches(0, none, odd.subList(1, 6), none));
        scene.ask(
                WATCHER,
                "setWatches of odd child paths",
                OpCode.setWatches,
                new SetWatches(0, none, none, odd.subList(1, 6)));
        scene.ask(WATCHER, "the same path in all lists", OpCode.setWatches2, mark -> {
            List<String> one = List.of(scene.at("/d"));
            return List.of(new SetWatches2(Long.MAX_VALUE, none, one, none, one, one));
        });
        scene.ask(0, "create of that path", OpCode.create, Asks.create(scene.at("/d")));
        scene.ask(0, "setData of that path", OpCode.setData, Asks.set(scene.at("/d"), "1", -1));
        scene.askAs(
                WATCHER,
                "setWatches as the C client numbers it",
                -8,
                OpCode.setWatches,
                new SetWatches(0, none, paths, none));
        return scene;
    }
}
