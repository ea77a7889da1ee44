package synod.it.differential;

import java.util.List;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.SetWatches2;
import synod.it.differential.Asks.Part;
import synod.kernel.Bytes;

/** Handshakes of every form, sessions that move between servers, and their end. */
final class SessionScenes {
    private static final int TICK_MILLIS = 500;

    private SessionScenes() {}

    static List<Scene> scenes() {
        return List.of(handshakes(), strangers(), moving(), ending(), expiring(), pipelines());
    }

    private static ConnectRequest asking(int timeoutMillis, long id, byte[] password) {
        return new ConnectRequest(0, 0, timeoutMillis, id, password, false);
    }

    private static Scene handshakes() {
        Scene scene = new Scene("handshakes", 1);
        for (int timeout : new int[] {
            Integer.MIN_VALUE,
            -1,
            0,
            1,
            2 * TICK_MILLIS - 1,
            2 * TICK_MILLIS,
            2 * TICK_MILLIS + 1,
            4_321,
            20 * TICK_MILLIS - 1,
            20 * TICK_MILLIS,
            20 * TICK_MILLIS + 1,
            Integer.MAX_VALUE
        }) {
            for (int server = 0; server < 2; server++) {
                scene.greet(
                        0,
                        "a new session of " + timeout + " at server " + server,
                        server,
                        Act.Kind.BESIDE,
                        who -> asking(timeout, 0, new byte[16]));
            }
        }
        for (int length : new int[] {0, 1, 15, 17, 100}) {
            scene.greet(
                    0,
                    "a new session with a password of " + length,
                    0,
                    Act.Kind.BESIDE,
                    who -> asking(5_000, 0, new byte[length]));
        }
        for (int version : new int[] {-1, 1, 77}) {
            scene.greet(
                    0,
                    "a new session by protocol version " + version,
                    0,
                    Act.Kind.BESIDE,
                    who -> new ConnectRequest(version, 0, 5_000, 0, new byte[16], false));
        }
        scene.greet(
                0,
                "a new session that may be read only",
                0,
                Act.Kind.BESIDE,
                who -> new ConnectRequest(0, 0, 5_000, 0, new byte[16], true));
        scene.greet(
                0,
                "a new session that has seen the future",
                0,
                Act.Kind.BESIDE,
                who -> new ConnectRequest(0, Long.MAX_VALUE, 5_000, 0, new byte[16], false));
        scene.greet(
                0,
                "a new session that has seen less than nothing",
                0,
                Act.Kind.BESIDE,
                who -> new ConnectRequest(0, -1, 5_000, 0, new byte[16], false));
        Bytes whole = Scene.bytes(asking(5_000, 0, new byte[16]));
        for (int length : new int[] {1, 4, 12, 16, 24, 27, 28, 30, 43, 44}) {
            scene.does(
                    0,
                    "the first " + length + " bytes of a handshake",
                    new Act.Greet(0, Act.Kind.BESIDE, who -> whole.slice(0, length)));
        }
        scene.does(0, "a handshake and more", new Act.Greet(0, Act.Kind.BESIDE, who -> {
            byte[] more = java.util.Arrays.copyOf(whole.toArray(), whole.length() + 20);
            return Bytes.wrap(more);
        }));
        scene.ask(0, "the session beside them all", OpCode.exists, Asks.exists(scene.root(), false));
        return scene;
    }

    private static Scene strangers() {
        Scene scene = new Scene("sessions of others", 2);
        scene.ask(0, "an ephemeral of s0", OpCode.create, Asks.create(scene.at("/e"), 1));
        scene.ask(1, "s1 watches it", OpCode.exists, Asks.exists(scene.at("/e"), true));
        for (long id : new long[] {1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0x0100000000000000L}) {
            scene.greet(
                    0,
                    "session " + id + " that nobody has",
                    0,
                    Act.Kind.BESIDE,
                    who -> asking(5_000, id, new byte[16]));
            scene.greet(
                    0,
                    "session " + id + " with the password of another",
                    1,
                    Act.Kind.BESIDE,
                    who -> asking(5_000, id, who.password().toArray()));
        }
        for (int length : new int[] {0, 15, 16, 17}) {
            scene.greet(
                    0,
                    "a password of " + length + " zeros",
                    2,
                    Act.Kind.BESIDE,
                    who -> asking(5_000, who.id(), new byte[length]));
        }
        scene.greet(0, "half of the password", 2, Act.Kind.BESIDE, who -> {
            return asking(
                    5_000, who.id(), java.util.Arrays.copyOf(who.password().toArray(), 8));
        });
        scene.greet(0, "the password with one bit changed", 2, Act.Kind.BESIDE, who -> {
            byte[] password = who.password().toArray();
            password[15] ^= 1;
            return asking(5_000, who.id(), password);
        });
        scene.ask(1, "the ephemeral is still there", OpCode.exists, Asks.exists(scene.at("/e"), false));
        scene.comeBack(0, "s0 comes back", 0);
        scene.ask(0, "s0 still has it", OpCode.getEphemerals, new GetEphemeralsRequest("/"));
        return scene;
    }

    private static Scene moving() {
        Scene scene = new Scene("moving between servers", 3);
        scene.ask(0, "an ephemeral of s0", OpCode.create2, Asks.create(scene.at("/e"), 1));
        scene.ask(1, "s1 watches it", OpCode.getData, Asks.get(scene.at("/e"), true));
        for (int round = 0; round < 8; round++) {
            String what = "round " + round + ": ";
            int server = round % 3;
            scene.ask(0, what + "a watch that is lost", OpCode.getData, Asks.get(scene.root(), true));
            scene.comeBack(0, what + "s0 comes to server " + server, server);
            scene.ask(
                    0, what + "setData of its ephemeral", OpCode.setData, Asks.set(scene.at("/e"), "r" + round, round));
            scene.ask(1, what + "s1 reads it", OpCode.getData, Asks.get(scene.at("/e"), true));
            scene.ask(2, what + "setData of what was watched", OpCode.setData, Asks.set(scene.root(), "r", -1));
            scene.ask(0, what + "another ephemeral", OpCode.create2, Asks.create(scene.at("/s"), 3));
            scene.ask(0, what + "all its ephemerals", OpCode.getEphemerals, new GetEphemeralsRequest(scene.root()));
            scene.does(0, what + "remember", new Act.Mark());
            scene.does(0, what + "break", new Act.Break());
            scene.ask(2, what + "setData while s0 is away", OpCode.setData, Asks.set(scene.root(), "away", -1));
            scene.comeBack(0, what + "s0 comes back to server " + (server + 1), server + 1);
            scene.ask(0, what + "watches again", OpCode.setWatches2, mark -> {
                List<String> here = List.of(scene.root());
                return List.of(new SetWatches2(mark, here, List.of(), here, List.of(), List.of()));
            });
            scene.ask(2, what + "a change under the watches", OpCode.create, Asks.create(scene.at("/c" + round)));
        }
        scene.greet(0, "s0 opens a second connection to its server", 2, Act.Kind.WHILE_OPEN, Scene::back);
        scene.ask(0, "the second connection serves", OpCode.getEphemerals, new GetEphemeralsRequest(scene.root()));
        scene.greet(
                0,
                "s0 comes back and wants another timeout",
                2,
                Act.Kind.AFTER_BREAK,
                who -> asking(3_000, who.id(), who.password().toArray()));
        scene.ask(0, "s0 ends", OpCode.closeSession);
        scene.ask(1, "its ephemerals are gone", OpCode.getChildren, Asks.children(scene.root(), false));
        scene.comeBack(0, "s0 cannot come back", 1);
        return scene;
    }

    private static Scene ending() {
        Scene scene = new Scene("the end of sessions", 3);
        for (int round = 0; round < 3; round++) {
            int session = round;
            String what = "s" + session + ": ";
            int other = (session + 1) % 3;
            for (int i = 0; i < 3; i++) {
                String path = scene.at("/e" + session + i);
                scene.ask(session, what + "ephemeral " + i, OpCode.create, Asks.create(path, 1));
                scene.ask(session, what + "a child below ephemeral " + i, OpCode.create, Asks.create(path + "/c"));
            }
            scene.ask(session, what + "its ephemerals", OpCode.getEphemerals, new GetEphemeralsRequest(null));
            for (String prefix : List.of("", "/", " ", scene.root(), scene.at("/e" + session), "/nowhere", "x")) {
                scene.ask(
                        session,
                        what + "its ephemerals below '" + prefix + "'",
                        OpCode.getEphemerals,
                        new GetEphemeralsRequest(prefix));
                scene.ask(
                        other,
                        what + "those of another below '" + prefix + "'",
                        OpCode.getEphemerals,
                        new GetEphemeralsRequest(prefix));
            }
            scene.ask(
                    session,
                    what + "an ephemeral made and deleted",
                    OpCode.multi,
                    Asks.multi(
                            new Part(OpCode.create, Asks.create(scene.at("/m" + session), 1)),
                            new Part(OpCode.delete, Asks.delete(scene.at("/e" + session + "0"), -1))));
        }
        scene.ask(2, "s2 deletes one of s0", OpCode.delete, Asks.delete(scene.at("/e01"), 0));
        scene.ask(0, "s0 has the others", OpCode.getEphemerals, new GetEphemeralsRequest("/"));
        scene.ask(1, "s1 watches all", OpCode.getChildren, Asks.children(scene.root(), true));
        scene.ask(0, "s0 ends", OpCode.closeSession);
        scene.ask(1, "what is left without s0", OpCode.getChildren2, Asks.children(scene.root(), false));
        scene.askAs(2, "s2 ends by a request without a number", 0, OpCode.closeSession);
        scene.ask(1, "what is left without s2", OpCode.getChildren2, Asks.children(scene.root(), false));
        return scene;
    }

    private static Scene expiring() {
        Scene scene = new Scene("a session that expires", 2);
        scene.ask(0, "the first session of s0 ends", OpCode.closeSession);
        scene.greet(
                0,
                "s0 begins anew with a short timeout",
                1,
                Act.Kind.AFTER_BREAK,
                who -> asking(3_000, 0, new byte[16]));
        scene.ask(0, "one ephemeral", OpCode.create, Asks.create(scene.at("/a"), 1));
        scene.ask(0, "another ephemeral", OpCode.create, Asks.create(scene.at("/b"), 1));
        scene.ask(1, "s1 watches one", OpCode.exists, Asks.exists(scene.at("/a"), true));
        scene.ask(1, "s1 watches the other", OpCode.getData, Asks.get(scene.at("/b"), true));
        scene.does(0, "s0 breaks off", new Act.Break());
        scene.does(1, "s1 is told", new Act.Await(2));
        scene.ask(1, "s1 sees nothing left", OpCode.getChildren2, Asks.children(scene.root(), false));
        scene.comeBack(0, "s0 is not known any more", 0);
        return scene;
    }

    private static Scene pipelines() {
        Scene scene = new Scene("pipelines", 2);
        scene.pipeline(
                0,
                "a create and all that depends on it",
                Asks.request(OpCode.create, Asks.create(scene.at("/a"))),
                Asks.request(OpCode.exists, Asks.exists(scene.at("/a"), true)),
                Asks.request(OpCode.setData, Asks.set(scene.at("/a"), "1", 0)),
                Asks.request(OpCode.setData, Asks.set(scene.at("/a"), "2", 0)),
                Asks.request(OpCode.getData, Asks.get(scene.at("/a"), true)),
                Asks.request(OpCode.create, Asks.create(scene.at("/a/b"), 1)),
                Asks.request(OpCode.delete, Asks.delete(scene.at("/a"), -1)),
                Asks.request(OpCode.delete, Asks.delete(scene.at("/a/b"), -1)),
                Asks.request(OpCode.delete, Asks.delete(scene.at("/a"), 1)),
                Asks.request(OpCode.exists, Asks.exists(scene.at("/a"), false)));
        scene.pipeline(
                1,
                "an ephemeral and the end of the session",
                Asks.request(OpCode.create, Asks.create(scene.at("/e"), 1)),
                Asks.request(OpCode.closeSession));
        scene.ask(0, "what is there", OpCode.getChildren2, Asks.children(scene.root(), false));
        scene.comeBack(1, "the session has ended", 1);
        return scene;
    }
}
