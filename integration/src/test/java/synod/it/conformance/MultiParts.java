package synod.it.conformance;

import java.io.IOException;
import java.util.List;
import org.apache.jute.InputArchive;
import org.apache.jute.OutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.MultiHeader;
import org.apache.zookeeper.proto.SetDataRequest;

/** The body of a multi or multiRead, of any parts whatever, also such as no client library would put together. */
final class MultiParts implements Record {
    private final List<Part> parts;

    /**
     * One operation of a multi.
     *
     * @param type its op code
     * @param body its request
     */
    record Part(int type, Record body) {
        static Part create(String path) {
            return create(OpCode.create, path, CreateMode.PERSISTENT.toFlag(), Ids.OPEN_ACL_UNSAFE);
        }

        static Part create(int type, String path, int flags, List<ACL> acl) {
            return new Part(type, new CreateRequest(path, new byte[0], acl, flags));
        }

        static Part sequential(String path) {
            return create(OpCode.create, path, CreateMode.PERSISTENT_SEQUENTIAL.toFlag(), Ids.OPEN_ACL_UNSAFE);
        }

        static Part delete(String path, int version) {
            return new Part(OpCode.delete, new DeleteRequest(path, version));
        }

        static Part set(String path, int version) {
            return new Part(OpCode.setData, new SetDataRequest(path, new byte[] {'s'}, version));
        }

        static Part check(String path, int version) {
            return new Part(OpCode.check, new CheckVersionRequest(path, version));
        }

        static Part get(String path) {
            return new Part(OpCode.getData, new GetDataRequest(path, false));
        }

        static Part children(String path) {
            return new Part(OpCode.getChildren, new GetChildrenRequest(path, false));
        }
    }

    MultiParts(List<Part> parts) {
        this.parts = parts;
    }

    @Override
    public void serialize(OutputArchive archive, String tag) throws IOException {
        for (Part part : parts) {
            new MultiHeader(part.type(), false, -1).serialize(archive, tag);
            part.body().serialize(archive, tag);
        }
        new MultiHeader(-1, true, -1).serialize(archive, tag);
    }

    @Override
    public void deserialize(InputArchive archive, String tag) {
        throw new UnsupportedOperationException("a request is only sent");
    }
}
