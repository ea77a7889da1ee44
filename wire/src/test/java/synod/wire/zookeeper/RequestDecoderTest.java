package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.GetACLRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;
import synod.tree.Acl;
import synod.tree.CreateMode;
import synod.tree.ErrorCode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.wire.Malformed;
import synod.wire.Output;

/** The rules for what is no request, and for what is one but cannot be granted. */
class RequestDecoderTest {
    private static final List<ACL> OPEN = List.of(new ACL(31, new Id("world", "anyone")));

    private final RequestDecoder plain = new RequestDecoder(false);
    private final RequestDecoder extended = new RequestDecoder(true);

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 13, 20, 23, 99, 108, 888, -1, -2, -10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void whatNoClientMayAskForIsUnknown(int type) throws Malformed {
        assertThat(plain.decode(type, Bytes.EMPTY)).isEqualTo(new ClientRequest.Unknown(type));
        assertThat(OpCode.isWrite(type)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 7, Integer.MAX_VALUE})
    void aFlagThatDoesNotExistIsABadArgument(int flag) throws Malformed {
        for (int type : new int[] {OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER}) {
            assertRefused(plain.decode(type, create(flag)), ErrorCode.BAD_ARGUMENTS);
        }
        assertRefused(extended.decode(OpCode.CREATE_TTL, timed(flag, 5)), ErrorCode.BAD_ARGUMENTS);
    }

    @Test
    void timesToLiveNeedTheExtendedTypes() throws Malformed {
        assertRefused(plain.decode(OpCode.CREATE_TTL, timed(5, 5)), ErrorCode.UNIMPLEMENTED);
        assertRefused(plain.decode(OpCode.CREATE_TTL, timed(5, 0)), ErrorCode.UNIMPLEMENTED);
        assertRefused(plain.decode(OpCode.CREATE, create(5)), ErrorCode.UNIMPLEMENTED);
        assertRefused(extended.decode(OpCode.CREATE, create(5)), ErrorCode.BAD_ARGUMENTS);
        assertRefused(extended.decode(OpCode.CREATE_CONTAINER, create(6)), ErrorCode.BAD_ARGUMENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, RequestDecoder.MAX_TTL_MILLIS + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aTimeToLiveOutOfRangeIsABadArgument(long ttl) throws Malformed {
        assertRefused(extended.decode(OpCode.CREATE_TTL, timed(5, ttl)), ErrorCode.BAD_ARGUMENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, RequestDecoder.MAX_TTL_MILLIS})
    void theRangeOfATimeToLive(long ttl) throws Malformed {
        assertThat(extended.decode(OpCode.CREATE_TTL, timed(6, ttl)))
                .isEqualTo(new ClientRequest.Write(new Request.Create(
                        Jute.utf8("/a"), Bytes.EMPTY, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, ttl, true)));
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 0, -1})
    void aTimeToLiveForAnyOtherModeIsABadArgument(long ttl) throws Malformed {
        assertRefused(extended.decode(OpCode.CREATE_TTL, timed(0, ttl)), ErrorCode.BAD_ARGUMENTS);
    }

    @Test
    void theTypeMakesAContainerAndTheFlagDoesNot() throws Malformed {
        assertThat(mode(OpCode.CREATE, CreateMode.CONTAINER)).isEqualTo(CreateMode.PERSISTENT);
        assertThat(mode(OpCode.CREATE2, CreateMode.CONTAINER)).isEqualTo(CreateMode.PERSISTENT);
        for (CreateMode asked : CreateMode.values()) {
            if (!asked.hasTtl()) {
                assertThat(mode(OpCode.CREATE_CONTAINER, asked)).isEqualTo(CreateMode.CONTAINER);
            }
        }
    }

    private CreateMode mode(int type, CreateMode asked) throws Malformed {
        Request.Create request = (Request.Create) RequestDecoder.write(type, create(asked.flag()));
        assertThat(plain.decode(type, create(asked.flag()))).isEqualTo(new ClientRequest.Write(request));
        return request.mode();
    }

    @Test
    void aNullAccessListIsAnEmptyOne() throws Malformed {
        assertThat(RequestDecoder.write(OpCode.SET_ACL, Jute.bytes(new SetACLRequest("/a", null, 3))))
                .isEqualTo(new Request.SetAcl(Jute.utf8("/a"), List.of(), 3));
    }

    @Test
    void nullsInsideAnAccessListReachTheTree() throws Malformed {
        List<ACL> acl = List.of(new ACL(1, new Id(null, null)));
        assertThat(RequestDecoder.write(OpCode.SET_ACL, Jute.bytes(new SetACLRequest("/a", acl, 3))))
                .isEqualTo(new Request.SetAcl(Jute.utf8("/a"), List.of(new Acl(1, null, null)), 3));
    }

    @Test
    void aNullPathIsNoRequest() {
        assertMalformed(OpCode.GET_ACL, Jute.bytes(new GetACLRequest(null)), "path is null");
        assertMalformed(OpCode.DELETE, Jute.bytes(new DeleteRequest(null, 0)), "path is null");
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsTaken() {
        assertMalformed(OpCode.GET_ACL, ints(-2), "path has the length -2");
        assertMalformed(OpCode.GET_ACL, ints(Integer.MIN_VALUE), "path has the length -2147483648");
        assertMalformed(
                OpCode.GET_ACL,
                ints(Integer.MAX_VALUE, 0),
                "path needs 2147483647 bytes, but the frame has only 4 left");
        assertMalformed(OpCode.GET_ACL, Bytes.EMPTY, "path needs 4 bytes, but the frame has only 0 left");
        assertMalformed(
                OpCode.SET_WATCHES,
                ints(0, 0, Integer.MAX_VALUE, 0, 0),
                "dataWatches counts 2147483647 elements, but only 8 bytes follow");
        assertMalformed(OpCode.SET_WATCHES, ints(0, 0, -5, 0, 0), "dataWatches has the count -5");
        assertMalformed(OpCode.SET_WATCHES, ints(0, 0, -1, 0, 0), "dataWatches is null");
        assertMalformed(OpCode.SET_ACL, ints(0, 2, 0, 0, 0, 0, 0), "acl counts 2 elements, but only 20 bytes follow");
    }

    @Test
    void watchModesAndTypesThatDoNotExist() {
        assertMalformed(OpCode.ADD_WATCH, Jute.bytes(new AddWatchRequest("/a", 2)), "a watch has the mode 2");
        assertMalformed(OpCode.ADD_WATCH, Jute.bytes(new AddWatchRequest("/a", -1)), "a watch has the mode -1");
        assertMalformed(OpCode.CHECK_WATCHES, Jute.bytes(new CheckWatchesRequest("/a", 0)), "watches have no type 0");
        assertMalformed(OpCode.REMOVE_WATCHES, Jute.bytes(new CheckWatchesRequest("/a", 6)), "watches have no type 6");
    }

    @Test
    void anEmptyMultiIsLegal() throws Malformed {
        assertThat(plain.decode(OpCode.MULTI, Jute.bytes(Jute.end())))
                .isEqualTo(new ClientRequest.Write(new Request.Multi(List.of())));
        assertThat(plain.decode(OpCode.MULTI_READ, Jute.bytes(Jute.end())))
                .isEqualTo(new ClientRequest.MultiRead(List.of()));
    }

    @Test
    void aMultiMixesNoFamilies() {
        assertMalformed(
                OpCode.MULTI,
                multi(OpCode.GET_DATA, new GetDataRequest("/a", false)),
                "a multi holds an operation of type 4");
        assertMalformed(
                OpCode.MULTI,
                multi(OpCode.SET_ACL, new SetACLRequest("/a", OPEN, -1)),
                "a multi holds an operation of type 7");
        assertMalformed(
                OpCode.MULTI_READ,
                multi(OpCode.CHECK, new CheckVersionRequest("/a", 0)),
                "a multiRead holds an operation of type 13");
        assertMalformed(
                OpCode.MULTI_READ,
                multi(OpCode.EXISTS, new GetDataRequest("/a", false)),
                "a multiRead holds an operation of type 3");
        assertMalformed(OpCode.MULTI, multi(OpCode.MULTI, Jute.end()), "a multi holds an operation of type 14");
    }

    @Test
    void aWrongCreateSpoilsTheWholeMulti() {
        for (int type : new int[] {OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER}) {
            for (int flag : new int[] {-1, 5, 6, 7}) {
                assertMalformed(
                        OpCode.MULTI,
                        multi(type, new CreateRequest("/a", new byte[0], OPEN, flag)),
                        "a create of type " + type + " has the flag " + flag + " and the time to live -1");
            }
        }
    }

    @Test
    void aMultiMustBeClosed() {
        Bytes closed = multi(OpCode.DELETE, new DeleteRequest("/a", 0));
        assertMalformed(OpCode.MULTI, closed.slice(0, closed.length() - 1), "a multi ends without its closing header");
        assertMalformed(
                OpCode.MULTI,
                Jute.bytes(Jute.part(-1), Jute.end()),
                "a multi holds a part of type -1 that does not close it");
    }

    @Test
    void aTimeToLiveInAMultiIsRefusedAtItsPlace() throws Malformed {
        Bytes body = Jute.bytes(
                Jute.part(OpCode.DELETE),
                new DeleteRequest("/a", 0),
                Jute.part(OpCode.CREATE_TTL),
                new CreateTTLRequest("/b", new byte[0], OPEN, 5, 5),
                Jute.part(OpCode.DELETE),
                new DeleteRequest("/c", 0),
                Jute.end());
        List<Reply> results = new ArrayList<>();
        results.add(Reply.Failed.of(ErrorCode.OK));
        results.add(Reply.Failed.of(ErrorCode.UNIMPLEMENTED));
        results.add(Reply.Failed.of(ErrorCode.RUNTIME_INCONSISTENCY));

        assertThat(plain.decode(OpCode.MULTI, body)).isEqualTo(new ClientRequest.Refused(new Reply.Multi(results)));
        assertThat(extended.decode(OpCode.MULTI, body)).isInstanceOf(ClientRequest.Write.class);
    }

    @Test
    void replicasDecodeNothingButWrites() {
        assertThatThrownBy(() -> RequestDecoder.write(OpCode.GET_DATA, Jute.bytes(new GetDataRequest("/a", true))))
                .isInstanceOf(Malformed.class)
                .hasMessage("type 4 is no write");
        assertThatThrownBy(() -> RequestDecoder.write(OpCode.CHECK, Jute.bytes(new CheckVersionRequest("/a", 1))))
                .isInstanceOf(Malformed.class)
                .hasMessage("a check stands alone");
        assertThatThrownBy(() -> RequestDecoder.write(OpCode.CREATE, create(7)))
                .isInstanceOf(Malformed.class)
                .hasMessage("a create of type 1 has the flag 7 and the time to live -1");
    }

    private static Bytes multi(int type, Record part) {
        return Jute.bytes(Jute.part(type), part, Jute.end());
    }

    private static Bytes create(int flag) {
        return Jute.bytes(new CreateRequest("/a", new byte[0], OPEN, flag));
    }

    private static Bytes timed(int flag, long ttl) {
        return Jute.bytes(new CreateTTLRequest("/a", new byte[0], OPEN, flag, ttl));
    }

    private static Bytes ints(int... values) {
        Output out = new Output(16);
        for (int value : values) {
            out.writeInt(value);
        }
        return out.toBytes();
    }

    private static void assertRefused(ClientRequest request, ErrorCode code) {
        assertThat(request).isEqualTo(new ClientRequest.Refused(Reply.Failed.of(code)));
    }

    private void assertMalformed(int type, Bytes body, String message) {
        assertThatThrownBy(() -> plain.decode(type, body))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }
}
