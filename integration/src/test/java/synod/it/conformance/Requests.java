package synod.it.conformance;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.ExistsResponse;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetChildrenResponse;
import org.apache.zookeeper.proto.SetDataRequest;
import synod.it.cluster.RawClient;

/** Requests as records, and what came back, so that tests say what they ask and nothing else. */
final class Requests {
    private Requests() {}

    static CreateRequest toCreate(String path, CreateMode mode) {
        return toCreate(path, mode.toFlag());
    }

    static CreateRequest toCreate(String path, int flags) {
        return new CreateRequest(path, new byte[0], Ids.OPEN_ACL_UNSAFE, flags);
    }

    static DeleteRequest toDelete(String path) {
        return new DeleteRequest(path, -1);
    }

    static ExistsRequest toFind(String path) {
        return new ExistsRequest(path, false);
    }

    static SetDataRequest toSet(String path, int version) {
        return new SetDataRequest(path, new byte[] {1}, version);
    }

    /** What a reply says in its header. */
    static Code code(RawClient.Frame frame) {
        return Code.get(frame.header().getErr());
    }

    /** Creates with opcode 1 and tells what came of it. */
    static Code tryCreate(RawClient client, String path, int flags) throws IOException {
        return code(client.call(1, OpCode.create, toCreate(path, flags)));
    }

    /** Creates with opcode 1 and gives the path answered. */
    static String made(RawClient client, String path, CreateMode mode) throws IOException {
        return done(client.call(1, OpCode.create, toCreate(path, mode)))
                .read(new CreateResponse())
                .getPath();
    }

    /** Creates with opcode 15 and gives the answer. */
    static Create2Response made2(RawClient client, String path, byte[] data) throws IOException {
        CreateRequest request = new CreateRequest(path, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT.toFlag());
        return done(client.call(1, OpCode.create2, request)).read(new Create2Response());
    }

    /** Whether a znode is there. */
    static boolean isThere(RawClient client, String path) throws IOException {
        Code code = code(client.call(1, OpCode.exists, toFind(path)));
        if (code != Code.OK && code != Code.NONODE) {
            throw new AssertionError("exists " + path + ": " + code);
        }
        return code == Code.OK;
    }

    /** The Stat that exists answers. */
    static Stat stat(RawClient client, String path) throws IOException {
        return done(client.call(1, OpCode.exists, toFind(path)))
                .read(new ExistsResponse())
                .getStat();
    }

    /** The names of a znode's children. */
    static List<String> children(RawClient client, String path) throws IOException {
        return done(client.call(1, OpCode.getChildren, new GetChildrenRequest(path, false)))
                .read(new GetChildrenResponse())
                .getChildren();
    }

    /** A reply that must be without error. */
    static RawClient.Frame done(RawClient.Frame frame) {
        if (frame.header().getErr() != 0) {
            throw new AssertionError(
                    "answered " + code(frame) + " to xid " + frame.header().getXid());
        }
        return frame;
    }
}
