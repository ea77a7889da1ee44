package synod.it.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetChildren2Request;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.MultiHeader;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.jspecify.annotations.Nullable;

/** Random requests from a seed, over few paths, so that they meet, and sessions that come back at other servers. */
final class Script {
    private static final int SESSIONS = 3;

    private final Random random;
    private final Scene scene;
    private final String root;

    private Script(long seed) {
        random = new Random(seed);
        scene = new Scene("random requests " + seed, SESSIONS);
        root = scene.root();
    }

    /** A scene of about {@code length} requests, the same for the same seed. */
    static Scene of(long seed, int length) {
        Script script = new Script(seed);
        script.begin();
        while (script.scene.steps().size() < length) {
            script.add();
        }
        return script.scene;
    }

    private void begin() {
        for (String path : List.of("/a", "/b", "/a/x")) {
            add(
                    0,
                    OpCode.create2,
                    "create2 " + root + path,
                    create(root + path, bytes("begin"), Ids.OPEN_ACL_UNSAFE, 0));
        }
    }

    private String numbered(String text) {
        return "step " + scene.steps().size() + ", " + text;
    }

    private void add(int session, int type, String text, Record... body) {
        scene.ask(session, numbered(text), type, body);
    }

    private void addReturn(int session) {
        int server = random.nextInt(SESSIONS);
        scene.comeBack(session, numbered("come back at server " + server), server);
    }

    private void addEnd(int session) {
        add(session, OpCode.closeSession, "closeSession");
        scene.greet(
                session,
                numbered("a new session"),
                random.nextInt(SESSIONS),
                Act.Kind.AFTER_BREAK,
                who -> new ConnectRequest(0, 0, 10_000, 0, new byte[16], false));
    }

    private void add() {
        int session = random.nextInt(SESSIONS);
        int dice = random.nextInt(100);
        if (dice < 24) {
            addCreate(session);
        } else if (dice < 34) {
            Record request = delete();
            add(session, OpCode.delete, "delete " + text(request), request);
        } else if (dice < 46) {
            Record request = setData();
            add(session, OpCode.setData, "setData " + text(request), request);
        } else if (dice < 68) {
            addRead(session);
        } else if (dice < 74) {
            addAcl(session);
        } else if (dice < 84) {
            addMulti(session);
        } else if (dice < 95) {
            addWatch(session);
        } else if (dice < 96) {
            add(session, OpCode.auth, "auth", new AuthPacket(0, "digest", bytes("user" + session + ":secret")));
        } else if (dice < 98) {
            addReturn(session);
        } else if (dice < 99) {
            addEnd(session);
        } else {
            addOther(session);
        }
    }

    private void addCreate(int session) {
        int type = pick(OpCode.create, OpCode.create2, OpCode.create2, OpCode.createContainer);
        // No client asks for a sequential container, and servers need not agree on what that would be.
        int flag = type == OpCode.createContainer ? pick(4, 4, 0, 7) : pick(0, 0, 0, 1, 1, 2, 3, 4, 7, -1);
        Record request = create(path(), data(), acl(), flag);
        add(session, type, "create of type " + type + " " + text(request), request);
    }

    private void addRead(int session) {
        String path = path();
        boolean watch = random.nextInt(3) == 0;
        String text = " " + path + (watch ? " with a watch" : "");
        switch (random.nextInt(8)) {
            case 0, 1 -> add(session, OpCode.exists, "exists" + text, new ExistsRequest(path, watch));
            case 2, 3 -> add(session, OpCode.getData, "getData" + text, new GetDataRequest(path, watch));
            case 4 -> add(session, OpCode.getChildren, "getChildren" + text, new GetChildrenRequest(path, watch));
            case 5, 6 -> add(session, OpCode.getChildren2, "getChildren2" + text, new GetChildren2Request(path, watch));
            default ->
                add(
                        session,
                        OpCode.getAllChildrenNumber,
                        "getAllChildrenNumber " + path,
                        new GetAllChildrenNumberRequest(path));
        }
    }

    private void addAcl(int session) {
        String path = path();
        if (random.nextBoolean()) {
            add(session, OpCode.getACL, "getACL " + path, new GetACLRequest(path));
        } else {
            Record request = new SetACLRequest(path, acl(), version());
            add(session, OpCode.setACL, "setACL " + text(request), request);
        }
    }

    private void addMulti(int session) {
        boolean reads = random.nextInt(4) == 0;
        List<Record> body = new ArrayList<>();
        StringBuilder text = new StringBuilder(reads ? "multiRead" : "multi");
        for (int i = random.nextInt(4); i >= 0; i--) {
            int type = reads ? pick(OpCode.getData, OpCode.getChildren) : pick(1, 1, 15, 2, 5, 5, 13, 19);
            Record part = part(type);
            body.add(new MultiHeader(type, false, -1));
            body.add(part);
            text.append(" [").append(type).append(' ').append(text(part)).append(']');
        }
        body.add(new MultiHeader(-1, true, -1));
        add(session, reads ? OpCode.multiRead : OpCode.multi, text.toString(), body.toArray(new Record[0]));
    }

    private Record part(int type) {
        return switch (type) {
            case OpCode.delete -> delete();
            case OpCode.setData -> setData();
            case OpCode.check -> new CheckVersionRequest(path(), version());
            case OpCode.getData -> new GetDataRequest(path(), true);
            case OpCode.getChildren -> new GetChildrenRequest(path(), true);
            default -> {
                List<ACL> acl = acl();
                // The reference cannot read a null list inside a multi.
                yield create(path(), data(), acl == null ? List.of() : acl, type == 19 ? 4 : pick(0, 0, 1, 2));
            }
        };
    }

    private void addWatch(int session) {
        String path = path();
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                int mode = pick(0, 1, 1, 2);
                add(session, OpCode.addWatch, "addWatch " + path + " " + mode, new AddWatchRequest(path, mode));
            }
            case 2 -> {
                int kind = 1 + random.nextInt(6);
                add(
                        session,
                        OpCode.checkWatches,
                        "checkWatches " + path + " " + kind,
                        new CheckWatchesRequest(path, kind));
            }
            case 3 -> {
                int kind = 1 + random.nextInt(5);
                add(
                        session,
                        OpCode.removeWatches,
                        "removeWatches " + path + " " + kind,
                        new RemoveWatchesRequest(path, kind));
            }
            default -> {
                // Either nothing has been missed, or everything has.
                long seen = random.nextBoolean() ? Long.MAX_VALUE : 0;
                List<String> data = List.of(path(), path());
                List<String> exists = List.of(path());
                List<String> children = List.of(path());
                List<String> persistent = List.of(path());
                add(
                        session,
                        OpCode.setWatches2,
                        "setWatches2 since " + seen + " " + data + exists + children + persistent,
                        new SetWatches2(seen, data, exists, children, persistent, List.of()));
            }
        }
    }

    private void addOther(int session) {
        switch (random.nextInt(5)) {
            case 0 -> add(session, OpCode.sync, "sync", new SyncRequest(path()));
            case 1 -> add(session, OpCode.getEphemerals, "getEphemerals", new GetEphemeralsRequest(root));
            case 2 -> add(session, OpCode.whoAmI, "whoAmI");
            case 3 -> add(session, OpCode.getData, "getData of nothing");
            default -> {
                add(session, 888, "an unknown operation");
                addReturn(session);
            }
        }
    }

    private Record delete() {
        return new DeleteRequest(path(), version());
    }

    private Record setData() {
        return new SetDataRequest(path(), data(), version());
    }

    private static Record create(String path, byte @Nullable [] data, @Nullable List<ACL> acl, int flags) {
        return new CreateRequest(path, data, acl, flags);
    }

    private String path() {
        // Not the empty path: the reference takes it for the root in some places, and no client sends it.
        if (random.nextInt(25) == 0) {
            List<String> odd = List.of(
                    "/",
                    "/zookeeper",
                    "/zookeeper/quota",
                    "/zookeeper/config",
                    "a",
                    root + "/",
                    root + "//a",
                    root + "/.",
                    root + "/a/..");
            return odd.get(random.nextInt(odd.size()));
        }
        StringBuilder path = new StringBuilder(root);
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(List.of("a", "b", "x", "\u00e9").get(random.nextInt(depth == 1 ? 4 : 2)));
        }
        return path.toString();
    }

    private byte @Nullable [] data() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> new byte[0];
            default -> bytes("data" + random.nextInt(100));
        };
    }

    private int version() {
        return pick(-1, -1, -1, 0, 0, 1, 2, 5);
    }

    private @Nullable List<ACL> acl() {
        return switch (random.nextInt(20)) {
            case 0 -> null;
            case 1 -> List.of();
            case 2 -> Ids.READ_ACL_UNSAFE;
            case 3 -> Ids.CREATOR_ALL_ACL;
            case 4 -> List.of(new ACL(31, new Id("world", "somebody")));
            case 5 -> List.of(new ACL(31, new Id("ip", "127.0.0.1/8")), new ACL(1, new Id("world", "anyone")));
            case 6 -> List.of(new ACL(31, new Id("digest", "nocolon")));
            case 7 -> List.of(new ACL(15, new Id("world", "anyone")), new ACL(15, new Id("world", "anyone")));
            default -> Ids.OPEN_ACL_UNSAFE;
        };
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Record record) {
        return Arrays.toString(record.toString().strip().split("\\s+", -1));
    }
}
