package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.Requests.code;
import static synod.it.conformance.Requests.done;
import static synod.it.conformance.Requests.isThere;
import static synod.it.conformance.Requests.made;
import static synod.it.conformance.Requests.stat;
import static synod.it.conformance.Requests.toCreate;
import static synod.it.conformance.Requests.toDelete;
import static synod.it.conformance.Requests.toSet;
import static synod.it.conformance.Requests.tryCreate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.MultiHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** Creating znodes: what is refused with which code, flags, and requests that meet. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class CreateIT extends Conformance {
    private static final int PERSISTENT = CreateMode.PERSISTENT.toFlag();

    private final RawClient client;

    CreateIT(Shape shape) throws IOException {
        super(shape);
        client = raw();
    }

    @AfterEach
    void hangUp() throws IOException {
        client.close();
    }

    @Test
    void item050NeitherTwiceNorUnderNothing() throws IOException {
        made(client, root + "/a", CreateMode.PERSISTENT);
        for (int flags = 0; flags <= 1; flags++) {
            assertThat(tryCreate(client, root + "/a", flags)).isEqualTo(Code.NODEEXISTS);
            assertThat(tryCreate(client, root + "/missing/a", flags)).isEqualTo(Code.NONODE);
        }
    }

    @Test
    void item051EphemeralsHaveNoChildren() throws IOException {
        made(client, root + "/e", CreateMode.EPHEMERAL);
        for (int flags = 0; flags <= 3; flags++) {
            assertThat(tryCreate(client, root + "/e/child", flags))
                    .as("flags %d", flags)
                    .isEqualTo(Code.NOCHILDRENFOREPHEMERALS);
        }
        assertThat(stat(client, root + "/e").getNumChildren()).isZero();
    }

    @Test
    void item052TheRootAndNoPathAtAll() throws IOException {
        assertThat(tryCreate(client, "/", PERSISTENT)).isEqualTo(Code.NODEEXISTS);
        assertThat(tryCreate(client, "", PERSISTENT)).isEqualTo(Code.BADARGUMENTS);
    }

    @Test
    void item053PathsThatAreNone() throws IOException {
        String[] invalid = {
            "//",
            "a",
            "/.",
            "/..",
            root + "/",
            root + "/.",
            root + "/..",
            "/\u0001",
            "/a\u001fb",
            "/\u007f",
            "/\u009f",
            "/\ud800",
            "/\uf8ff",
            "/\ufff0",
            "/\uffff",
            "/a\u0000b",
            "\u0000"
        };
        for (String path : invalid) {
            assertThat(tryCreate(client, path, PERSISTENT)).as("'%s'", path).isEqualTo(Code.BADARGUMENTS);
        }
        // No znode can be the parent of these.
        for (String path : new String[] {"/a//b", "/./a", "/../a", root + "//a", root + "/./a"}) {
            assertThat(tryCreate(client, path, PERSISTENT)).as("'%s'", path).isEqualTo(Code.NONODE);
        }
    }

    @Test
    void item054PathsThatOnlyLookOdd() throws IOException {
        String[] names = {
            ".a",
            "..a",
            "...",
            "a.",
            "a..b",
            "a b",
            " ",
            "caf\u00e9",
            "\u4e2d\u6587",
            "\ud7ff",
            "\uf900",
            "a:b",
            "-",
            "%"
        };
        for (String name : names) {
            assertThat(made(client, root + "/" + name, CreateMode.PERSISTENT)).isEqualTo(root + "/" + name);
        }
        made(client, root + "/a", CreateMode.PERSISTENT);
        assertThat(made(client, root + "/a/.b", CreateMode.PERSISTENT)).isEqualTo(root + "/a/.b");
        List<String> expected = new ArrayList<>(List.of(names));
        expected.add("a");
        assertThat(Requests.children(client, root)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void item055ASuffixMakesNamesOfDotsLegal() throws IOException {
        made(client, root + "/s", CreateMode.PERSISTENT);
        assertThat(made(client, root + "/s/", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/s/0000000000");
        assertThat(made(client, root + "/s/.", CreateMode.PERSISTENT_SEQUENTIAL))
                .isEqualTo(root + "/s/.0000000001");
        assertThat(made(client, root + "/s/..", CreateMode.EPHEMERAL_SEQUENTIAL))
                .isEqualTo(root + "/s/..0000000002");
        for (String prefix : new String[] {"/s//", "/s/./", "/s/../"}) {
            assertThat(tryCreate(client, root + prefix, CreateMode.PERSISTENT_SEQUENTIAL.toFlag()))
                    .as(prefix)
                    .isEqualTo(Code.NONODE);
        }
    }

    @Test
    void item056NumbersCountTheChildrenEverCreated() throws IOException {
        assertThat(made(client, root + "/n", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/n0000000000");
        assertThat(made(client, root + "/m", CreateMode.EPHEMERAL_SEQUENTIAL)).isEqualTo(root + "/m0000000001");
        done(client.call(1, OpCode.delete, toDelete(root + "/n0000000000")));
        done(client.call(1, OpCode.delete, toDelete(root + "/m0000000001")));
        assertThat(made(client, root + "/n", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/n0000000002");
    }

    @Test
    void item057EveryCreateCountsAndNothingElse() throws IOException {
        made(client, root + "/plain", CreateMode.PERSISTENT);
        assertThat(made(client, root + "/n", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/n0000000001");
        done(client.call(1, OpCode.delete, toDelete(root + "/plain")));
        done(client.call(1, OpCode.setData, toSet(root, -1)));
        assertThat(tryCreate(client, root + "/n0000000001", PERSISTENT)).isEqualTo(Code.NODEEXISTS);
        assertThat(tryCreate(client, root + "/n\u0001", CreateMode.PERSISTENT_SEQUENTIAL.toFlag()))
                .isEqualTo(Code.BADARGUMENTS);
        made(client, root + "/e", CreateMode.EPHEMERAL);
        assertThat(made(client, root + "/n", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo(root + "/n0000000003");
    }

    @Test
    void item059NumbersAreInAsciiEverywhere() throws IOException {
        assertThat(String.format(new Locale("ar", "EG"), "%d", 5))
                .as("a locale with other digits")
                .isNotEqualTo("5");
        List<String> abroad = List.of("-Duser.language=ar", "-Duser.country=EG");
        try (Cluster cluster = Cluster.start(shape(), TICK_MILLIS, List.of(), abroad);
                RawClient there = raw(cluster.servers().get(0))) {
            assertThat(made(there, "/n", CreateMode.PERSISTENT_SEQUENTIAL)).isEqualTo("/n0000000000");
            assertThat(made(there, "/n", CreateMode.EPHEMERAL_SEQUENTIAL)).isEqualTo("/n0000000001");
        }
    }

    @Test
    void item060FlagsThatAreNone() throws IOException {
        for (int flags : new int[] {7, -1, Integer.MAX_VALUE}) {
            for (int type : new int[] {OpCode.create, OpCode.create2}) {
                assertThat(code(client.call(1, type, toCreate(root + "/a", flags))))
                        .as("flags %d", flags)
                        .isEqualTo(Code.BADARGUMENTS);
            }
            RawClient.Frame multi = client.call(
                    2,
                    OpCode.multi,
                    new MultiHeader(OpCode.create, false, -1),
                    toCreate(root + "/a", flags),
                    new MultiHeader(-1, true, -1));
            assertThat(code(multi)).as("flags %d in a multi", flags).isEqualTo(Code.MARSHALLINGERROR);
        }
        assertThat(isThere(client, root + "/a")).isFalse();
    }

    /** A container goes when its last child has gone, and only a container. */
    @Test
    void item061TheOperationMakesTheContainerAndNotTheFlag() throws IOException {
        List<String> options = List.of("-Dznode.container.checkIntervalMs=200");
        try (Cluster cluster = Cluster.start(shape(), TICK_MILLIS, List.of(), options);
                RawClient there = raw(cluster.servers().get(0))) {
            int flags = CreateMode.CONTAINER.toFlag();
            done(there.call(1, OpCode.create, toCreate("/plain", flags)));
            done(there.call(1, OpCode.create2, toCreate("/plain2", flags)));
            Create2Response made = done(there.call(1, OpCode.createContainer, toCreate("/container", flags)))
                    .read(new Create2Response());
            assertThat(made.getPath()).isEqualTo("/container");
            assertThat(made.getStat().getEphemeralOwner()).isZero();
            for (String parent : new String[] {"/plain", "/plain2", "/container"}) {
                made(there, parent + "/child", CreateMode.PERSISTENT);
                done(there.call(1, OpCode.delete, toDelete(parent + "/child")));
            }
            Awaitility.await("the container is removed")
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !isThere(there, "/container"));
            assertThat(isThere(there, "/plain")).isTrue();
            assertThat(isThere(there, "/plain2")).isTrue();
        }
    }

    @Test
    void item062EphemeralsTellTheirOwner() throws IOException {
        try (RawClient owner = new RawClient(server())) {
            ConnectResponse session = owner.handshake(8_000);
            String plain = made(owner, root + "/e", CreateMode.EPHEMERAL);
            String sequential = made(owner, root + "/e", CreateMode.EPHEMERAL_SEQUENTIAL);
            assertThat(sequential).isEqualTo(root + "/e0000000001");
            assertThat(stat(client, plain).getEphemeralOwner()).isEqualTo(session.getSessionId());
            assertThat(stat(client, sequential).getEphemeralOwner()).isEqualTo(session.getSessionId());
        }
    }

    @Test
    void item063OfManyWhoCreateOneZnodeOneDoes() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(raw());
            }
            for (RawClient each : clients) {
                each.send(1, OpCode.create, toCreate(root + "/one", CreateMode.PERSISTENT));
            }
            List<Code> codes = new ArrayList<>();
            for (RawClient each : clients) {
                codes.add(code(each.receive()));
            }
            assertThat(codes).containsOnly(Code.OK, Code.NODEEXISTS).containsOnlyOnce(Code.OK);
        } finally {
            for (RawClient each : clients) {
                each.close();
            }
        }
    }

    @Test
    void item064AChildOrNoParent() throws IOException {
        try (RawClient deleter = raw()) {
            for (int round = 0; round < 50; round++) {
                String parent = root + "/p" + round;
                made(client, parent, CreateMode.PERSISTENT);
                client.send(1, OpCode.create, toCreate(parent + "/child", CreateMode.PERSISTENT));
                deleter.send(1, OpCode.delete, toDelete(parent));
                Code created = code(client.receive());
                Code deleted = code(deleter.receive());
                assertThat(List.of(created, deleted))
                        .isIn(List.of(Code.OK, Code.NOTEMPTY), List.of(Code.NONODE, Code.OK));
                assertThat(isThere(client, parent)).isEqualTo(created == Code.OK);
            }
        }
    }

    @Test
    void item065RequestsSeeTheEarlierOnesOfTheirPipeline() throws IOException {
        String path = root + "/a";
        client.send(1, OpCode.create, toCreate(path, CreateMode.PERSISTENT));
        client.send(2, OpCode.delete, toDelete(path));
        client.send(3, OpCode.create, toCreate(path, CreateMode.PERSISTENT));
        client.send(4, OpCode.setData, toSet(path, 0));
        client.send(5, OpCode.setData, toSet(path, 1));
        client.send(6, OpCode.create, toCreate(path + "/child", CreateMode.PERSISTENT));
        client.send(7, OpCode.delete, toDelete(path));
        client.send(8, OpCode.delete, toDelete(path + "/child"));
        client.send(9, OpCode.delete, toDelete(path));
        client.send(10, OpCode.setData, toSet(path, -1));
        for (int xid = 1; xid <= 10; xid++) {
            RawClient.Frame reply = client.receive();
            assertThat(reply.header().getXid()).isEqualTo(xid);
            Code expected = xid == 7 ? Code.NOTEMPTY : xid == 10 ? Code.NONODE : Code.OK;
            assertThat(code(reply)).as("request %d", xid).isEqualTo(expected);
        }
    }

    @Test
    void item066AnEmptyServerHasItsReservedZnodes() throws IOException {
        try (Cluster empty = Cluster.start(shape());
                RawClient there = raw(empty.servers().get(0))) {
            assertThat(Requests.children(there, "/")).containsExactly("zookeeper");
            assertThat(Requests.children(there, "/zookeeper")).containsExactlyInAnyOrder("config", "quota");
            for (String path : new String[] {"/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"}) {
                assertThat(stat(there, path).getCzxid()).as(path).isZero();
                assertThat(stat(there, path).getEphemeralOwner()).as(path).isZero();
            }
        }
    }
}
