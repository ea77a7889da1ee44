package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberResponse;
import org.apache.zookeeper.proto.GetChildren2Request;
import org.apache.zookeeper.proto.GetChildren2Response;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.GetEphemeralsResponse;
import org.apache.zookeeper.proto.SyncRequest;
import org.apache.zookeeper.proto.SyncResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;
import synod.it.conformance.MultiParts.Part;

/** What is read: items 91 to 100. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class ReadsIT extends Talking {
    private static final int MANY = 100_000;
    private static final int AT_ONCE = 1_000;

    ReadsIT(Shape shape) {
        super(shape);
    }

    @Test
    void item091ExistsTellsTheStat() throws IOException {
        zk.exists(at("/a"), false).is(Code.NONODE);
        long zxid = zk.create(at("/a")).ok().zxid();
        assertThat(zk.stat(at("/a")).getCzxid()).isEqualTo(zxid);
        zk.delete(at("/a")).ok();
        zk.exists(at("/a"), false).is(Code.NONODE);
    }

    @Test
    void item092LeavesHaveNoChildren() throws IOException {
        zk.create(at("/leaf")).ok();
        assertThat(zk.names(at("/leaf"))).isEmpty();
        assertThat(children2(at("/leaf")).getChildren()).isEmpty();
        zk.create(at("/e"), CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE).ok();
        assertThat(zk.names(at("/e"))).isEmpty();
    }

    private GetChildren2Response children2(String path) throws IOException {
        return zk.ask(OpCode.getChildren2, new GetChildren2Request(path, false)).read(new GetChildren2Response());
    }

    @Test
    void item093AHundredThousandChildren() throws IOException {
        for (int first = 0; first < MANY; first += AT_ONCE) {
            Part[] some = new Part[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                some[i] = Part.create(at("/" + (first + i)));
            }
            assertThat(zk.multi(some).codes()).containsOnly(0);
        }
        List<String> names = zk.names(root);
        assertThat(names).hasSize(MANY).doesNotHaveDuplicates().contains("0", "" + (MANY - 1));
        assertThat(children2(root).getStat().getNumChildren()).isEqualTo(MANY);
        assertThat(descendants(root)).isEqualTo(MANY);
    }

    private int descendants(String path) throws IOException {
        return zk.ask(OpCode.getAllChildrenNumber, new GetAllChildrenNumberRequest(path))
                .read(new GetAllChildrenNumberResponse())
                .getTotalNumber();
    }

    @Test
    void item094AllDescendantsAreCounted() throws IOException {
        for (String name : List.of("/a", "/a/b", "/a/b/c", "/a/d", "/ab", "/ab/c")) {
            zk.create(at(name)).ok();
        }
        assertThat(descendants(at("/a"))).isEqualTo(3);
        assertThat(descendants(at("/ab"))).isEqualTo(1);
        assertThat(descendants(at("/ab/c"))).isZero();
        assertThat(descendants(root)).isEqualTo(6);
        zk.ask(OpCode.getAllChildrenNumber, new GetAllChildrenNumberRequest(at("/missing")))
                .is(Code.NONODE);
    }

    @Test
    void item095AFreshServer() throws IOException {
        Cluster fresh = Cluster.start(shape());
        zk = open(fresh.servers().get(0), Talk.TIMEOUT_MILLIS);
        assertThat(descendants("/")).isEqualTo(3);
        Stat stat = zk.stat("/");
        assertThat(stat.getCversion()).isEqualTo(-1);
        assertThat(stat.getNumChildren()).isEqualTo(1);
        assertThat(stat.getCzxid()).isZero();
        assertThat(stat.getVersion()).isZero();
        assertThat(zk.stat("/zookeeper").getCversion()).isEqualTo(-2);
        assertThat(zk.names("/zookeeper")).containsExactlyInAnyOrder("quota", "config");
    }

    private static List<String> ephemerals(Talk talk, @Nullable String prefix) throws IOException {
        return talk.ask(OpCode.getEphemerals, new GetEphemeralsRequest(prefix))
                .read(new GetEphemeralsResponse())
                .getEphemerals();
    }

    @Test
    void item096OnesOwnEphemerals() throws IOException {
        zk.create(at("/p")).ok();
        List<String> all = new ArrayList<>();
        for (String name : List.of("/ab", "/abc", "/x", "/p/ab")) {
            zk.create(at(name), CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE).ok();
            all.add(at(name));
        }
        other.create(at("/abcd"), CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE).ok();
        for (String everything : new String[] {null, "", "/", root}) {
            assertThat(ephemerals(zk, everything)).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(ephemerals(zk, at("/ab"))).containsExactlyInAnyOrder(at("/ab"), at("/abc"));
        assertThat(ephemerals(zk, at("/p"))).containsExactly(at("/p/ab"));
        assertThat(ephemerals(other, null)).containsExactly(at("/abcd"));
        other.delete(at("/ab")).ok();
        assertThat(ephemerals(zk, at("/ab"))).containsExactly(at("/abc"));
    }

    @Test
    void item097NoEphemerals() throws IOException {
        assertThat(ephemerals(zk, null)).isEmpty();
        zk.create(at("/e"), CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE).ok();
        assertThat(ephemerals(zk, at("/f"))).isEmpty();
        assertThat(ephemerals(zk, "no path")).isEmpty();
        assertThat(ephemerals(other, at("/e"))).isEmpty();
    }

    @Test
    void item098SyncAnswersThePath() throws IOException {
        for (String path : List.of(root, at("/missing"), "/", "no path", "/a//b/", "")) {
            assertThat(zk.ask(OpCode.sync, new SyncRequest(path))
                            .read(new SyncResponse())
                            .getPath())
                    .isEqualTo(path);
        }
    }

    @Test
    void item099MalformedPathsInReads() throws IOException {
        for (String path : List.of(at("//a"), at("/"), "a", at("/./a"), at("/\u0001"))) {
            zk.get(path, false).is(Code.NONODE);
            zk.children(path, false).is(Code.NONODE);
            zk.acl(path).is(Code.NONODE);
        }
        zk.ask(OpCode.exists, new ExistsRequest(at("/\u0000"), false)).is(Code.BADARGUMENTS);
        zk.get(at("/\u0000"), false).is(Code.NONODE);
        zk.exists(at("//a"), false).is(Code.NONODE);
    }

    @Test
    void item100RepliesAreNeverStale() throws IOException {
        zk.create(at("/a")).ok();
        for (int i = 0; i < 3; i++) {
            assertThat(statOf(at("/a"))).isEqualTo(zk.stat(at("/a")));
        }
        other.set(at("/a"), "set").ok();
        assertThat(zk.data(at("/a"))).isEqualTo("set");
        assertThat(statOf(at("/a")).getVersion()).isEqualTo(1);

        assertThat(children2(at("/a")).getChildren()).isEmpty();
        long pzxid = other.create(at("/a/b")).ok().zxid();
        assertThat(statOf(at("/a")).getPzxid()).isEqualTo(pzxid);
        GetChildren2Response children = children2(at("/a"));
        assertThat(children.getChildren()).containsExactly("b");
        assertThat(children.getStat().getPzxid()).isEqualTo(pzxid);

        other.setAcl(at("/a"), Ids.OPEN_ACL_UNSAFE).ok();
        assertThat(statOf(at("/a")).getAversion()).isEqualTo(1);
        assertThat(zk.ask(OpCode.getACL, new GetACLRequest(at("/a")))
                        .read(new GetACLResponse())
                        .getStat())
                .isEqualTo(statOf(at("/a")));

        other.delete(at("/a/b")).ok();
        other.delete(at("/a")).ok();
        zk.get(at("/a"), false).is(Code.NONODE);
        long czxid = other.create(at("/a")).ok().zxid();
        assertThat(zk.data(at("/a"))).isEmpty();
        assertThat(statOf(at("/a")).getCzxid()).isEqualTo(czxid);
        assertThat(zk.names(at("/a"))).isEmpty();
    }

    private Stat statOf(String path) throws IOException {
        return zk.ask(OpCode.getData, new GetDataRequest(path, false))
                .read(new GetDataResponse())
                .getStat();
    }
}
