package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static synod.it.conformance.Requests.done;
import static synod.it.conformance.Requests.made;
import static synod.it.conformance.Requests.made2;
import static synod.it.conformance.Requests.stat;

import java.io.IOException;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.GetChildren2Response;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetACLResponse;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetDataResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** What each operation does to the Stats that clients see. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class StatItemsIT extends Conformance {
    private final RawClient client;

    StatItemsIT(Shape shape) throws IOException {
        super(shape);
        client = raw();
    }

    @AfterEach
    void hangUp() throws IOException {
        client.close();
    }

    private GetDataResponse data(String path) throws IOException {
        return done(client.call(1, OpCode.getData, new GetDataRequest(path, false)))
                .read(new GetDataResponse());
    }

    private Stat set(String path, byte[] data) throws IOException {
        return done(client.call(1, OpCode.setData, new SetDataRequest(path, data, -1)))
                .read(new SetDataResponse())
                .getStat();
    }

    /** A request with null where the record's annotations know none. */
    private RawClient.Frame withoutData(int type, Record request) throws IOException {
        return done(client.call(1, type, request));
    }

    private static Stat changed(Stat before, StatChange change) {
        Stat after = new Stat(
                before.getCzxid(),
                before.getMzxid(),
                before.getCtime(),
                before.getMtime(),
                before.getVersion(),
                before.getCversion(),
                before.getAversion(),
                before.getEphemeralOwner(),
                before.getDataLength(),
                before.getNumChildren(),
                before.getPzxid());
        change.make(after);
        return after;
    }

    private interface StatChange {
        void make(Stat stat);
    }

    @Test
    void item041TheReplyHasThePathAndTheStat() throws IOException {
        assertThat(made(client, root + "/a", CreateMode.PERSISTENT)).isEqualTo(root + "/a");
        Create2Response reply = made2(client, root + "/b", bytes("data"));
        assertThat(reply.getPath()).isEqualTo(root + "/b");
        assertThat(reply.getStat()).isEqualTo(stat(client, root + "/b"));
    }

    @Test
    void item042ANewZnodesStat() throws IOException {
        CreateRequest request = new CreateRequest(root + "/a", bytes("four"), Ids.OPEN_ACL_UNSAFE, 0);
        RawClient.Frame reply = done(client.call(1, OpCode.create2, request));
        Stat stat = reply.read(new Create2Response()).getStat();
        long zxid = reply.header().getZxid();
        assertThat(stat)
                .isEqualTo(new Stat(zxid, zxid, stat.getCtime(), stat.getCtime(), 0, 0, 0, 0, 4, 0, zxid))
                .isEqualTo(stat(client, root + "/a"));
        assertThat(stat.getCtime()).isPositive();
    }

    @Test
    void item043AChildChangesItsParent() throws IOException {
        Stat before = stat(client, root);
        Stat child = made2(client, root + "/a", bytes("a")).getStat();
        assertThat(stat(client, root)).isEqualTo(changed(before, stat -> {
            stat.setPzxid(child.getCzxid());
            stat.setCversion(before.getCversion() + 1);
            stat.setNumChildren(before.getNumChildren() + 1);
        }));
    }

    @Test
    void item044ADeletedChildChangesItsParent() throws IOException {
        made(client, root + "/a", CreateMode.PERSISTENT);
        Stat before = stat(client, root);
        long zxid = done(client.call(1, OpCode.delete, Requests.toDelete(root + "/a")))
                .header()
                .getZxid();
        assertThat(stat(client, root)).isEqualTo(changed(before, stat -> {
            stat.setPzxid(zxid);
            stat.setCversion(before.getCversion() + 1);
            stat.setNumChildren(0);
        }));
    }

    @Test
    void item045SetDataChangesWhatConcernsTheData() throws IOException {
        made(client, root + "/a", CreateMode.PERSISTENT);
        made(client, root + "/a/child", CreateMode.PERSISTENT);
        Stat parent = stat(client, root);
        Stat before = stat(client, root + "/a");
        RawClient.Frame reply =
                done(client.call(1, OpCode.setData, new SetDataRequest(root + "/a", bytes("longer"), 0)));
        Stat after = reply.read(new SetDataResponse()).getStat();
        assertThat(after).isEqualTo(stat(client, root + "/a")).isEqualTo(changed(before, stat -> {
            stat.setVersion(1);
            stat.setMzxid(reply.header().getZxid());
            stat.setMtime(after.getMtime());
            stat.setDataLength(6);
        }));
        assertThat(after.getMtime()).isGreaterThanOrEqualTo(after.getCtime());
        assertThat(stat(client, root)).isEqualTo(parent);
    }

    @Test
    void item046SetAclChangesOneNumber() throws IOException {
        Stat before = stat(client, root);
        Stat after = done(client.call(1, OpCode.setACL, new SetACLRequest(root, Ids.OPEN_ACL_UNSAFE, 0)))
                .read(new SetACLResponse())
                .getStat();
        assertThat(after)
                .isEqualTo(changed(before, stat -> stat.setAversion(1)))
                .isEqualTo(stat(client, root));
    }

    @Test
    void item047AllReadsGiveTheSameStat() throws IOException {
        set(root, bytes("something"));
        made(client, root + "/a", CreateMode.EPHEMERAL);
        for (String path : new String[] {root, root + "/a", "/", "/zookeeper"}) {
            Stat stat = stat(client, path);
            assertThat(data(path).getStat()).isEqualTo(stat);
            assertThat(done(client.call(1, OpCode.getChildren2, new GetChildrenRequest(path, false)))
                            .read(new GetChildren2Response())
                            .getStat())
                    .isEqualTo(stat);
            assertThat(done(client.call(1, OpCode.getACL, new GetACLRequest(path)))
                            .read(new GetACLResponse())
                            .getStat())
                    .isEqualTo(stat);
        }
    }

    @Test
    void item048NullIsNotEmpty() throws IOException {
        CreateRequest none = new CreateRequest();
        none.setPath(root + "/null");
        none.setAcl(Ids.OPEN_ACL_UNSAFE);
        withoutData(OpCode.create, none);
        made2(client, root + "/empty", new byte[0]);

        assertThat(data(root + "/null").getData()).isNull();
        assertThat(data(root + "/null").getStat().getDataLength()).isZero();
        assertThat(data(root + "/empty").getData()).isEmpty();
        assertThat(data(root + "/empty").getStat().getDataLength()).isZero();
    }

    @Test
    void item049DataMayBecomeNull() throws IOException {
        made2(client, root + "/a", bytes("something"));
        SetDataRequest none = new SetDataRequest();
        none.setPath(root + "/a");
        none.setVersion(0);
        Stat stat =
                withoutData(OpCode.setData, none).read(new SetDataResponse()).getStat();
        assertThat(stat.getVersion()).isEqualTo(1);
        assertThat(stat.getDataLength()).isZero();
        assertThat(data(root + "/a").getData()).isNull();
        set(root + "/a", new byte[0]);
        assertThat(data(root + "/a").getData()).isEmpty();
    }
}
