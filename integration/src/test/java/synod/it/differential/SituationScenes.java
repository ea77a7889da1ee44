package synod.it.differential;

import java.util.ArrayList;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import synod.it.differential.Asks.Part;

/** Every operation on every kind of znode, by somebody with all permissions and by somebody with those granted to all. */
final class SituationScenes {
    /** What others may do; the creator may do everything. */
    private static final int[] GRANTED = {0, 1, 2, 4, 8, 16, 31, 30, 29, 27, 23, 15};

    private static final int CREATOR = 0;
    private static final int STRANGER = 1;

    private SituationScenes() {}

    static List<Scene> scenes() {
        return List.of(
                restricted("permissions of a stranger", STRANGER),
                restricted("permissions of the creator", CREATOR),
                kinds("kinds of znodes seen by their owner", CREATOR),
                kinds("kinds of znodes seen by others", STRANGER));
    }

    private static Scene restricted(String name, int session) {
        Scene scene = new Scene(name, 2);
        scene.auth(CREATOR, "alice:secret");
        List<String> targets = new ArrayList<>();
        for (int perms : GRANTED) {
            String path = scene.at("/p" + perms);
            List<ACL> acl = Asks.acl(31, "auth", "", perms, "world", "anyone");
            scene.ask(CREATOR, "p" + perms + " is made", OpCode.create2, Asks.create(path, acl, 0));
            scene.ask(CREATOR, "p" + perms + " gets a child", OpCode.create2, Asks.create(path + "/c"));
            targets.add("/p" + perms);
            targets.add("/p" + perms + "/c");
            targets.add("/p" + perms + "/missing");
        }
        for (String target : targets) {
            askEverything(scene, session, target, scene.at(target));
        }
        return scene;
    }

    private static Scene kinds(String name, int session) {
        Scene scene = new Scene(name, 2);
        scene.auth(CREATOR, "alice:secret");
        scene.ask(CREATOR, "an ephemeral of s0", OpCode.create2, Asks.create(scene.at("/mine"), 1));
        scene.ask(STRANGER, "an ephemeral of s1", OpCode.create2, Asks.create(scene.at("/theirs"), 1));
        scene.ask(CREATOR, "a container", OpCode.createContainer, Asks.create(scene.at("/box"), 4));
        scene.ask(CREATOR, "a child of the container", OpCode.create, Asks.create(scene.at("/box/c")));
        scene.ask(CREATOR, "a sequential znode", OpCode.create2, Asks.create(scene.at("/seq"), 2));
        scene.ask(CREATOR, "a sequential ephemeral", OpCode.create2, Asks.create(scene.at("/seq"), 3));
        scene.ask(CREATOR, "a znode with data", OpCode.create, Asks.create(scene.at("/plain")));
        scene.ask(
                CREATOR,
                "a znode with null data",
                OpCode.create2,
                new org.apache.zookeeper.proto.CreateRequest(scene.at("/null"), null, Ids.OPEN_ACL_UNSAFE, 0));
        scene.ask(
                CREATOR,
                "a znode with no data",
                OpCode.create2,
                new org.apache.zookeeper.proto.CreateRequest(scene.at("/none"), new byte[0], Ids.OPEN_ACL_UNSAFE, 0));
        for (String target : List.of(
                "/mine",
                "/theirs",
                "/box",
                "/box/c",
                "/seq0000000003",
                "/seq0000000004",
                "/plain",
                "/null",
                "/none",
                "/missing",
                "/missing/child",
                "/mine/child")) {
            askEverything(scene, session, target, scene.at(target));
        }
        for (String reserved : List.of("/zookeeper/config", "/zookeeper/quota", "/zookeeper", "/")) {
            askEverything(scene, session, reserved, reserved);
        }
        return scene;
    }

    private static void askEverything(Scene scene, int session, String target, String path) {
        for (int type : List.of(OpCode.exists, OpCode.getData)) {
            ask(
                    scene,
                    session,
                    target,
                    "",
                    type,
                    type == OpCode.exists ? Asks.exists(path, false) : Asks.get(path, false));
        }
        ask(scene, session, target, "", OpCode.getChildren, Asks.children(path, false));
        ask(scene, session, target, "", OpCode.getChildren2, Asks.children(path, false));
        ask(scene, session, target, "", OpCode.getACL, new GetACLRequest(path));
        ask(scene, session, target, "", OpCode.getAllChildrenNumber, new GetAllChildrenNumberRequest(path));
        Part read = new Part(OpCode.getData, Asks.get(path, false));
        Part list = new Part(OpCode.getChildren, Asks.children(path, false));
        ask(scene, session, target, " of data and children", OpCode.multiRead, Asks.multi(read, list));
        for (int version : new int[] {-1, 99}) {
            Part check = new Part(OpCode.check, Asks.check(path, version));
            ask(scene, session, target, " that checks for version " + version, OpCode.multi, Asks.multi(check));
        }
        ask(scene, session, target, " of version 99", OpCode.setData, Asks.set(path, "no", 99));
        ask(scene, session, target, " of any version", OpCode.setData, Asks.set(path, "yes", -1));
        ask(scene, session, target, " of version 99", OpCode.setACL, Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, 99));
        String child = path.equals("/") ? "/" : path + "/";
        ask(scene, session, target, " of a child", OpCode.create2, Asks.create(child + "k"));
        ask(scene, session, target, " of a sequential ephemeral child", OpCode.create, Asks.create(child + "s", 3));
        ask(scene, session, target, " of a child", OpCode.createContainer, Asks.create(child + "b", 4));
        Part part = new Part(OpCode.create, Asks.create(child + "m"));
        ask(scene, session, target, " of a child", OpCode.multi, Asks.multi(part));
        ask(scene, session, target, " of its child", OpCode.delete, Asks.delete(child + "k", -1));
        ask(scene, session, target, " of version 99", OpCode.delete, Asks.delete(path, 99));
        ask(scene, session, target, " of its other child", OpCode.delete, Asks.delete(child + "m", 0));
        if (!path.startsWith("/zookeeper") && !path.equals("/")) {
            ask(scene, session, target, " of any version", OpCode.delete, Asks.delete(path, -1));
        }
        ask(scene, session, target, " of any version", OpCode.setACL, Asks.setAcl(path, Ids.OPEN_ACL_UNSAFE, -1));
    }

    private static void ask(Scene scene, int session, String target, String how, int type, Record... body) {
        scene.ask(session, Asks.called(type) + how + " at " + target, type, body);
    }
}
