package synod.it.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.MultiHeader;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.jspecify.annotations.Nullable;

/** Requests as records. */
final class Asks {
    private Asks() {}

    /**
     * One operation of a multi.
     *
     * @param type its op code
     * @param body its request
     */
    record Part(int type, Record body) {}

    /** The body of a multi or a multiRead. */
    static Record[] multi(Part... parts) {
        List<Record> body = new ArrayList<>();
        for (Part part : parts) {
            body.add(new MultiHeader(part.type(), false, -1));
            body.add(part.body());
        }
        body.add(new MultiHeader(-1, true, -1));
        return body.toArray(new Record[0]);
    }

    static Record create(String path) {
        return create(path, 0);
    }

    static Record create(String path, int flags) {
        return create(path, Ids.OPEN_ACL_UNSAFE, flags);
    }

    static Record create(String path, @Nullable List<ACL> acl, int flags) {
        return new CreateRequest(path, utf8("data"), acl, flags);
    }

    static Record createTtl(String path, int flags, long ttl) {
        return new CreateTTLRequest(path, utf8("data"), Ids.OPEN_ACL_UNSAFE, flags, ttl);
    }

    static Record delete(String path, int version) {
        return new DeleteRequest(path, version);
    }

    static Record set(String path, String data, int version) {
        return new SetDataRequest(path, utf8(data), version);
    }

    static Record setAcl(String path, @Nullable List<ACL> acl, int version) {
        return new SetACLRequest(path, acl, version);
    }

    static Record check(String path, int version) {
        return new CheckVersionRequest(path, version);
    }

    static Record exists(String path, boolean watch) {
        return new ExistsRequest(path, watch);
    }

    static Record get(String path, boolean watch) {
        return new GetDataRequest(path, watch);
    }

    static Record children(String path, boolean watch) {
        return new GetChildrenRequest(path, watch);
    }

    static Record auth(String scheme, String credentials) {
        return new AuthPacket(0, scheme, utf8(credentials));
    }

    static Act.Ask request(int type, Record... body) {
        List<Record> records = List.of(body);
        return new Act.Ask(null, type, mark -> records);
    }

    /** An access list of entries such as {@code 31 world anyone}. */
    static List<ACL> acl(Object... entries) {
        ACL[] list = new ACL[entries.length / 3];
        for (int i = 0; i < list.length; i++) {
            list[i] =
                    new ACL((Integer) entries[3 * i], new Id((String) entries[3 * i + 1], (String) entries[3 * i + 2]));
        }
        return Arrays.asList(list);
    }

    /** What operations are called in names. */
    static String called(int type) {
        return switch (type) {
            case OpCode.create -> "create";
            case OpCode.delete -> "delete";
            case OpCode.exists -> "exists";
            case OpCode.getData -> "getData";
            case OpCode.setData -> "setData";
            case OpCode.getACL -> "getACL";
            case OpCode.setACL -> "setACL";
            case OpCode.getChildren -> "getChildren";
            case OpCode.sync -> "sync";
            case OpCode.ping -> "ping";
            case OpCode.getChildren2 -> "getChildren2";
            case OpCode.check -> "check";
            case OpCode.multi -> "multi";
            case OpCode.create2 -> "create2";
            case OpCode.reconfig -> "reconfig";
            case OpCode.checkWatches -> "checkWatches";
            case OpCode.removeWatches -> "removeWatches";
            case OpCode.createContainer -> "createContainer";
            case OpCode.deleteContainer -> "deleteContainer";
            case OpCode.createTTL -> "createTTL";
            case OpCode.multiRead -> "multiRead";
            case OpCode.auth -> "auth";
            case OpCode.setWatches -> "setWatches";
            case OpCode.sasl -> "sasl";
            case OpCode.getEphemerals -> "getEphemerals";
            case OpCode.getAllChildrenNumber -> "getAllChildrenNumber";
            case OpCode.setWatches2 -> "setWatches2";
            case OpCode.addWatch -> "addWatch";
            case OpCode.whoAmI -> "whoAmI";
            case OpCode.closeSession -> "closeSession";
            default -> "operation " + type;
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
