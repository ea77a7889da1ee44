package synod.it.differential;

import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import synod.it.differential.Asks.Part;

/** Flags, times to live and versions. */
final class FlagScenes {
    private static final int[] FLAGS = {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private FlagScenes() {}

    static List<Scene> scenes() {
        return List.of(flags("flags"), odds(), versions());
    }

    /** What is asked again where times to live are allowed. */
    static List<Scene> extended() {
        return List.of(flags("flags with times to live"), times());
    }

    private static Scene flags(String name) {
        Scene scene = new Scene(name, 2);
        scene.ask(1, "an ephemeral parent", OpCode.create, Asks.create(scene.at("/e"), 1));
        for (int type : new int[] {OpCode.create, OpCode.create2, OpCode.createContainer}) {
            for (int flags : FLAGS) {
                String what = Asks.called(type) + " with flag " + flags;
                String path = scene.at("/" + type + "f" + flags);
                if (type == OpCode.createContainer && (flags == 2 || flags == 3 || flags == 6)) {
                    // What a sequential container would be is not said anywhere.
                    continue;
                }
                scene.ask(0, what, type, Asks.create(path, flags));
                scene.ask(0, what + " again", type, Asks.create(path, flags));
                scene.ask(0, what + " below it", type, Asks.create(path + "/x", flags));
                scene.ask(0, what + " below an ephemeral", type, Asks.create(scene.at("/e/x"), flags));
                if ((type == OpCode.createContainer) != (flags == 4) && flags >= 0 && flags <= 4) {
                    // In a multi the reference goes by the flag, and otherwise by the operation; see the scene of
                    // these.
                    continue;
                }
                scene.ask(
                        0,
                        what + " in a multi",
                        OpCode.multi,
                        Asks.multi(
                                new Part(OpCode.check, Asks.check(scene.root(), -1)),
                                new Part(type, Asks.create(path + "m", flags))));
            }
        }
        for (int flags : FLAGS) {
            for (long ttl : new long[] {-1, 0, 100_000}) {
                String what = "createTTL with flag " + flags + " and a time of " + ttl;
                if (flags >= 0 && flags <= 4 && ttl == -1) {
                    // The reference lets it slip through and stumbles over it later.
                    continue;
                }
                String path = scene.at("/t" + flags + "t" + ttl);
                scene.ask(0, what, OpCode.createTTL, Asks.createTtl(path, flags, ttl));
                if (ttl <= 0 || (flags != 5 && flags != 6)) {
                    continue;
                }
                scene.ask(
                        0,
                        what + " in a multi",
                        OpCode.multi,
                        Asks.multi(new Part(OpCode.createTTL, Asks.createTtl(path + "m", flags, ttl))));
            }
        }
        scene.ask(0, "what is there", OpCode.getChildren2, Asks.children(scene.root(), false));
        return scene;
    }

    /** The operation of a part says one thing, and its flag another. */
    private static Scene odds() {
        Scene scene = new Scene("operation and flag at odds in a multi", 1);
        int[][] odd = {
            {OpCode.create, 4},
            {OpCode.createContainer, 0},
            {OpCode.createContainer, 1},
        };
        for (int[] each : odd) {
            scene.ask(
                    0,
                    Asks.called(each[0]) + " with flag " + each[1],
                    OpCode.multi,
                    Asks.multi(new Part(each[0], Asks.create(scene.at("/" + each[0] + "f" + each[1]), each[1]))));
        }
        for (long ttl : new long[] {-1, 0}) {
            scene.ask(
                    0,
                    "createTTL with a time of " + ttl,
                    OpCode.multi,
                    Asks.multi(new Part(OpCode.createTTL, Asks.createTtl(scene.at("/t" + ttl), 5, ttl))));
        }
        for (int flags : new int[] {-1, 0, 1, 2, 3, 4, 7}) {
            scene.ask(
                    0,
                    "createTTL with flag " + flags,
                    OpCode.multi,
                    Asks.multi(new Part(OpCode.createTTL, Asks.createTtl(scene.at("/t" + flags), flags, 100_000))));
        }
        return scene;
    }

    private static Scene times() {
        Scene scene = new Scene("times to live", 1);
        for (long ttl : new long[] {
            Long.MIN_VALUE, -2, -1, 0, 1_000_000, 1L << 39, (1L << 40) - 1, 1L << 40, (1L << 40) + 1, Long.MAX_VALUE
        }) {
            for (int flags : new int[] {5, 6}) {
                String what = "a time of " + ttl + " and flag " + flags;
                String path = scene.at("/t" + ttl + "f" + flags);
                scene.ask(0, what, OpCode.createTTL, Asks.createTtl(path, flags, ttl));
                scene.ask(0, what + ": a child", OpCode.create2, Asks.create(path + "/c"));
                scene.ask(0, what + ": new data", OpCode.setData, Asks.set(path, "new", 0));
                scene.ask(0, what + ": its Stat", OpCode.exists, Asks.exists(path, false));
            }
        }
        return scene;
    }

    private static Scene versions() {
        Scene scene = new Scene("versions", 2);
        int[] versions = {Integer.MIN_VALUE, -2, -1, 0, 1, 2, 3, 4, 5, Integer.MAX_VALUE};
        scene.ask(0, "a znode", OpCode.create2, Asks.create(scene.at("/a")));
        for (int round = 0; round < 3; round++) {
            for (int version : versions) {
                String what = " of version " + version + " in round " + round;
                scene.ask(
                        0,
                        "check" + what,
                        OpCode.multi,
                        Asks.multi(new Part(OpCode.check, Asks.check(scene.at("/a"), version))));
                scene.ask(1, "setData" + what, OpCode.setData, Asks.set(scene.at("/a"), "r" + round, version));
                scene.ask(0, "setACL" + what, OpCode.setACL, Asks.setAcl(scene.at("/a"), Ids.OPEN_ACL_UNSAFE, version));
            }
        }
        for (int version : versions) {
            scene.ask(1, "delete of version " + version, OpCode.delete, Asks.delete(scene.at("/a"), version));
            scene.ask(
                    1,
                    "delete of nothing with version " + version,
                    OpCode.delete,
                    Asks.delete(scene.at("/b"), version));
        }
        return scene;
    }
}
