package synod.it.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectRequest;
import synod.it.cluster.RawClient;
import synod.kernel.Bytes;

/**
 * Some sessions, and what they do in turn below a znode of their own. Session 0 speaks to the leader, the others to the
 * servers behind it; standalone all speak to the same. Every step has a name.
 */
final class Scene {
    private final String name;
    private final int sessions;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Scene(String name, int sessions) {
        this.name = name;
        this.sessions = sessions;
    }

    String name() {
        return name;
    }

    int sessions() {
        return sessions;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The znode below which everything happens. It is there and open to all when the scene begins. */
    String root() {
        return "/" + name.replace(' ', '-');
    }

    /** A path below the znode of the scene. */
    String at(String rest) {
        return root() + rest;
    }

    Scene does(int session, String what, Act act) {
        if (!names.add(what)) {
            throw new IllegalArgumentException("scene '" + name + "' has two steps named '" + what + "'");
        }
        steps.add(new Step(what, session, act));
        return this;
    }

    /** A request. */
    Scene ask(int session, String what, int type, Record... body) {
        List<Record> records = List.of(body);
        return ask(session, what, type, mark -> records);
    }

    /** A request that names the marked zxid. */
    Scene ask(int session, String what, int type, LongFunction<List<Record>> body) {
        return does(session, what, new Act.Ask(null, type, body));
    }

    /** A request with a number of its own. */
    Scene askAs(int session, String what, int xid, int type, Record... body) {
        List<Record> records = List.of(body);
        return does(session, what, new Act.Ask(xid, type, mark -> records));
    }

    /** A request by bytes, which may be no request at all. */
    Scene say(int session, String what, int type, byte[] frame) {
        return does(session, what, new Act.Say(type, Bytes.wrap(frame)));
    }

    Scene pipeline(int session, String what, Act.Ask... asked) {
        return does(session, what, new Act.Pipeline(List.of(asked)));
    }

    /** The session comes back on a new connection, the old one being broken before. */
    Scene comeBack(int session, String what, int server) {
        return greet(session, what, server, Act.Kind.AFTER_BREAK, Scene::back);
    }

    /** The frame of a session that comes back. */
    static ConnectRequest back(Act.Who who) {
        return new ConnectRequest(
                0, who.zxid(), 10_000, who.id(), who.password().toArray(), false);
    }

    Scene greet(int session, String what, int server, Act.Kind kind, Function<Act.Who, Record> request) {
        return does(session, what, new Act.Greet(server, kind, who -> bytes(request.apply(who))));
    }

    Scene auth(int session, String credentials) {
        return ask(
                session, "s" + session + " says it is " + credentials, OpCode.auth, Asks.auth("digest", credentials));
    }

    /** Records as the bytes behind a frame's length. */
    static Bytes bytes(Record... records) {
        try {
            return Bytes.wrap(RawClient.bytes(records));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
