package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.ExistsRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetAllChildrenNumberRequest;
import org.apache.zookeeper.proto.GetChildren2Request;
import org.apache.zookeeper.proto.GetChildrenRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.GetEphemeralsRequest;
import org.apache.zookeeper.proto.GetSASLRequest;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.apache.zookeeper.proto.RemoveWatchesRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import synod.kernel.Bytes;
import synod.tree.CreateMode;
import synod.tree.Request;
import synod.tree.WatchKind;
import synod.tree.Watches;
import synod.wire.Malformed;

/** Every request that zookeeper-jute can write is read as what it says; the seed is the number of the repetition. */
class RequestDecoderJuteTest {
    private static final int TIMES = 100;

    private final RequestDecoder decoder = new RequestDecoder(true);
    private Jute jute = new Jute(0);

    @BeforeEach
    void seed(RepetitionInfo repetition) {
        jute = new Jute(repetition.getCurrentRepetition());
    }

    @RepeatedTest(TIMES)
    void connect() throws Malformed {
        org.apache.zookeeper.proto.ConnectRequest theirs = new org.apache.zookeeper.proto.ConnectRequest(
                jute.number(), jute.number64(), jute.number(), jute.number64(), jute.buffer(), jute.coin());
        Bytes whole = Jute.bytes(theirs);
        Bytes old = whole.slice(0, whole.length() - 1);

        assertThat(ConnectRequest.decode(whole)).isEqualTo(connect(theirs, theirs.getReadOnly(), true));
        assertThat(ConnectRequest.decode(old)).isEqualTo(connect(theirs, false, false));
    }

    private static ConnectRequest connect(
            org.apache.zookeeper.proto.ConnectRequest theirs, boolean readOnly, boolean saidReadOnly) {
        return new ConnectRequest(
                theirs.getProtocolVersion(),
                theirs.getLastZxidSeen(),
                theirs.getTimeOut(),
                theirs.getSessionId(),
                Jute.wrap(theirs.getPasswd()),
                readOnly,
                saidReadOnly);
    }

    @RepeatedTest(TIMES)
    void header() throws Malformed {
        int xid = jute.number();
        int type = jute.number();
        Bytes frame = Jute.bytes(
                new org.apache.zookeeper.proto.RequestHeader(xid, type), new SyncRequest("/behind the header"));

        assertThat(RequestHeader.decode(frame)).isEqualTo(new RequestHeader(xid, type));
        assertThat(RequestHeader.body(frame)).isEqualTo(Jute.bytes(new SyncRequest("/behind the header")));
    }

    @RepeatedTest(TIMES)
    void creates() throws Malformed {
        String path = jute.text();
        byte @Nullable [] data = jute.buffer();
        List<ACL> acl = jute.acl();
        CreateMode mode = jute.coin() ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.PERSISTENT;
        long ttl = 1L + jute.below(1_000_000);
        CreateRequest plain = new CreateRequest(path, data, acl, mode.flag());

        assertWrite(OpCode.CREATE, plain, create(path, data, acl, mode, -1, false));
        assertWrite(OpCode.CREATE2, plain, create(path, data, acl, mode, -1, true));
        assertWrite(
                OpCode.CREATE_CONTAINER,
                new CreateRequest(path, data, acl, CreateMode.CONTAINER.flag()),
                create(path, data, acl, CreateMode.CONTAINER, -1, true));
        CreateMode timed = CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL;
        assertWrite(
                OpCode.CREATE_TTL,
                new CreateTTLRequest(path, data, acl, timed.flag(), ttl),
                create(path, data, acl, timed, ttl, true));
    }

    private static Request create(
            String path, byte @Nullable [] data, List<ACL> acl, CreateMode mode, long ttl, boolean withStat) {
        return new Request.Create(Jute.utf8(path), Jute.wrap(data), Jute.access(acl), mode, ttl, withStat);
    }

    @RepeatedTest(TIMES)
    void otherWrites() throws Malformed {
        String path = jute.text();
        int version = jute.number();
        byte @Nullable [] data = jute.buffer();
        List<ACL> acl = jute.acl();

        assertWrite(OpCode.DELETE, new DeleteRequest(path, version), new Request.Delete(Jute.utf8(path), version));
        assertWrite(
                OpCode.SET_DATA,
                new SetDataRequest(path, data, version),
                new Request.SetData(Jute.utf8(path), Jute.wrap(data), version));
        assertWrite(
                OpCode.SET_ACL,
                new SetACLRequest(path, acl, version),
                new Request.SetAcl(Jute.utf8(path), Jute.access(acl), version));
    }

    @RepeatedTest(TIMES)
    void multis() throws Malformed {
        List<Record> theirs = new ArrayList<>();
        List<Request> ours = new ArrayList<>();
        for (int i = jute.below(6); i > 0; i--) {
            addPart(theirs, ours);
        }
        theirs.add(Jute.end());
        Bytes body = Jute.bytes(theirs.toArray(new Record[0]));

        assertThat(decoder.decode(OpCode.MULTI, body)).isEqualTo(new ClientRequest.Write(new Request.Multi(ours)));
        assertThat(RequestDecoder.write(OpCode.MULTI, body)).isEqualTo(new Request.Multi(ours));
    }

    private void addPart(List<Record> theirs, List<Request> ours) {
        String path = jute.text();
        int version = jute.number();
        byte @Nullable [] data = jute.buffer();
        List<ACL> acl = jute.acl();
        switch (jute.below(5)) {
            case 0 -> {
                boolean withStat = jute.coin();
                theirs.add(Jute.part(withStat ? OpCode.CREATE2 : OpCode.CREATE));
                theirs.add(new CreateRequest(path, data, acl, CreateMode.EPHEMERAL.flag()));
                ours.add(create(path, data, acl, CreateMode.EPHEMERAL, -1, withStat));
            }
            case 1 -> {
                theirs.add(Jute.part(OpCode.DELETE));
                theirs.add(new DeleteRequest(path, version));
                ours.add(new Request.Delete(Jute.utf8(path), version));
            }
            case 2 -> {
                theirs.add(Jute.part(OpCode.SET_DATA));
                theirs.add(new SetDataRequest(path, data, version));
                ours.add(new Request.SetData(Jute.utf8(path), Jute.wrap(data), version));
            }
            case 3 -> {
                theirs.add(Jute.part(OpCode.CHECK));
                theirs.add(new CheckVersionRequest(path, version));
                ours.add(new Request.Check(Jute.utf8(path), version));
            }
            default -> {
                theirs.add(Jute.part(OpCode.CREATE_TTL));
                theirs.add(new CreateTTLRequest(path, data, acl, CreateMode.PERSISTENT_WITH_TTL.flag(), 7));
                ours.add(create(path, data, acl, CreateMode.PERSISTENT_WITH_TTL, 7, true));
            }
        }
    }

    @RepeatedTest(TIMES)
    void reads() throws Malformed {
        String path = jute.text();
        Bytes our = Jute.utf8(path);
        boolean watch = jute.coin();

        assertRequest(OpCode.EXISTS, new ExistsRequest(path, watch), new ClientRequest.Exists(our, watch));
        assertRequest(OpCode.GET_DATA, new GetDataRequest(path, watch), new ClientRequest.GetData(our, watch));
        assertRequest(OpCode.GET_ACL, new GetACLRequest(path), new ClientRequest.GetAcl(our));
        assertRequest(
                OpCode.GET_CHILDREN,
                new GetChildrenRequest(path, watch),
                new ClientRequest.GetChildren(our, watch, false));
        assertRequest(
                OpCode.GET_CHILDREN2,
                new GetChildren2Request(path, watch),
                new ClientRequest.GetChildren(our, watch, true));
        assertRequest(
                OpCode.GET_ALL_CHILDREN_NUMBER,
                new GetAllChildrenNumberRequest(path),
                new ClientRequest.GetAllChildrenNumber(our));
        assertRequest(OpCode.GET_EPHEMERALS, new GetEphemeralsRequest(path), new ClientRequest.GetEphemerals(our));
        assertRequest(OpCode.GET_EPHEMERALS, new GetEphemeralsRequest(null), new ClientRequest.GetEphemerals(null));
        assertRequest(OpCode.SYNC, new SyncRequest(path), new ClientRequest.Sync(our));
    }

    @RepeatedTest(TIMES)
    void multiReads() throws Malformed {
        List<Record> theirs = new ArrayList<>();
        List<ClientRequest.Read> ours = new ArrayList<>();
        for (int i = jute.below(6); i > 0; i--) {
            String path = jute.text();
            boolean watch = jute.coin();
            if (jute.coin()) {
                theirs.add(Jute.part(OpCode.GET_DATA));
                theirs.add(new GetDataRequest(path, watch));
                ours.add(new ClientRequest.GetData(Jute.utf8(path), watch));
            } else {
                theirs.add(Jute.part(OpCode.GET_CHILDREN));
                theirs.add(new GetChildrenRequest(path, watch));
                ours.add(new ClientRequest.GetChildren(Jute.utf8(path), watch, false));
            }
        }
        theirs.add(Jute.end());

        assertThat(decoder.decode(OpCode.MULTI_READ, Jute.bytes(theirs.toArray(new Record[0]))))
                .isEqualTo(new ClientRequest.MultiRead(ours));
    }

    @RepeatedTest(TIMES)
    void watches() throws Malformed {
        long zxid = jute.number64();
        List<String> data = jute.texts();
        List<String> exists = jute.texts();
        List<String> children = jute.texts();
        List<String> persistent = jute.texts();
        List<String> recursive = jute.texts();
        String path = jute.text();
        Bytes our = Jute.utf8(path);

        assertRequest(
                OpCode.SET_WATCHES,
                new SetWatches(zxid, data, exists, children),
                new ClientRequest.SetWatches(
                        zxid,
                        new Watches.Rearm(
                                Jute.ours(data), Jute.ours(exists), Jute.ours(children), List.of(), List.of())));
        assertRequest(
                OpCode.SET_WATCHES2,
                new SetWatches2(zxid, data, exists, children, persistent, recursive),
                new ClientRequest.SetWatches(
                        zxid,
                        new Watches.Rearm(
                                Jute.ours(data),
                                Jute.ours(exists),
                                Jute.ours(children),
                                Jute.ours(persistent),
                                Jute.ours(recursive))));
        boolean deep = jute.coin();
        assertRequest(OpCode.ADD_WATCH, new AddWatchRequest(path, deep ? 1 : 0), new ClientRequest.AddWatch(our, deep));
        for (WatchKind kind : WatchKind.values()) {
            assertRequest(
                    OpCode.CHECK_WATCHES,
                    new CheckWatchesRequest(path, kind.code()),
                    new ClientRequest.CheckWatches(our, kind));
            assertRequest(
                    OpCode.REMOVE_WATCHES,
                    new RemoveWatchesRequest(path, kind.code()),
                    new ClientRequest.RemoveWatches(our, kind));
        }
    }

    @RepeatedTest(TIMES)
    void connectionRequests() throws Malformed {
        String scheme = jute.text();
        byte @Nullable [] bytes = jute.buffer();

        assertRequest(
                OpCode.AUTH,
                new AuthPacket(jute.number(), scheme, bytes),
                new ClientRequest.Auth(Jute.utf8(scheme), Jute.wrap(bytes)));
        assertRequest(OpCode.SASL, new GetSASLRequest(bytes), new ClientRequest.Sasl(Jute.wrap(bytes)));
        assertRequest(
                OpCode.RECONFIG,
                new ReconfigRequest(scheme, null, "", 5),
                new ClientRequest.Reconfig(Jute.utf8(scheme), null, Bytes.EMPTY, 5));
        assertThat(decoder.decode(OpCode.PING, Bytes.EMPTY)).isEqualTo(new ClientRequest.Ping());
        assertThat(decoder.decode(OpCode.CLOSE_SESSION, Bytes.EMPTY)).isEqualTo(new ClientRequest.CloseSession());
        assertThat(decoder.decode(OpCode.WHO_AM_I, Bytes.EMPTY)).isEqualTo(new ClientRequest.WhoAmI());
    }

    private void assertWrite(int type, Record theirs, Request ours) throws Malformed {
        assertRequest(type, theirs, new ClientRequest.Write(ours));
        assertThat(OpCode.isWrite(type)).isTrue();
        assertThat(RequestDecoder.write(type, Jute.bytes(theirs))).isEqualTo(ours);
    }

    /** Checks the record alone and with bytes behind it, in front of it in the same array, and both. */
    private void assertRequest(int type, Record theirs, ClientRequest ours) throws Malformed {
        Bytes body = Jute.bytes(theirs);
        byte[] roomy = new byte[body.length() + 10];
        System.arraycopy(body.array(), body.offset(), roomy, 3, body.length());

        assertThat(decoder.decode(type, body)).isEqualTo(ours);
        assertThat(decoder.decode(type, Bytes.wrap(roomy, 3, body.length()))).isEqualTo(ours);
        assertThat(decoder.decode(type, Bytes.wrap(roomy, 3, body.length() + 7)))
                .isEqualTo(ours);
    }
}
