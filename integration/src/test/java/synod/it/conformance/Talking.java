package synod.it.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Items that are tried with two sessions spoken by hand: {@code zk}, and {@code other} that does things beside it. */
abstract class Talking extends Conformance {
    private final List<Talk> talks = new ArrayList<>();

    Talk zk;
    Talk other;

    Talking(Shape shape) {
        this(shape, List.of());
    }

    /** @param javaOptions further options of the servers' Java machines */
    Talking(Shape shape, List<String> javaOptions) {
        super(shape, javaOptions);
    }

    @BeforeEach
    final void openTwo() throws IOException {
        zk = open();
        other = open();
    }

    @AfterEach
    final void hangUp() throws IOException {
        for (Talk talk : talks) {
            talk.close();
        }
    }

    /** A session that is dropped after the test. */
    final Talk open() throws IOException {
        return open(server(), Talk.TIMEOUT_MILLIS);
    }

    final Talk open(ServerProcess server, int timeoutMillis) throws IOException {
        return keep(Talk.with(server, timeoutMillis));
    }

    /** The same session on a new connection to a server. */
    final Talk reopen(Talk talk, ServerProcess server) throws IOException {
        return keep(talk.moveTo(server));
    }

    private Talk keep(Talk talk) {
        talks.add(talk);
        return talk;
    }

    /** A path below the znode of this test. */
    final String at(String rest) {
        return root + rest;
    }

    static String created(String path) {
        return "NodeCreated " + path;
    }

    static String deleted(String path) {
        return "NodeDeleted " + path;
    }

    static String changed(String path) {
        return "NodeDataChanged " + path;
    }

    static String childrenChanged(String path) {
        return "NodeChildrenChanged " + path;
    }

    /** A list of one entry. */
    static List<ACL> acl(int permissions, String scheme, String id) {
        return Arrays.asList(new ACL(permissions, new Id(scheme, id)));
    }
}
