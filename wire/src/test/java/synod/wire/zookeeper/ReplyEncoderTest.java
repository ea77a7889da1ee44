package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.ErrorResponse;
import org.apache.zookeeper.proto.GetAllChildrenNumberResponse;
import org.apache.zookeeper.proto.GetEphemeralsResponse;
import org.apache.zookeeper.proto.MultiHeader;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.SetACLResponse;
import org.apache.zookeeper.proto.SetDataResponse;
import org.apache.zookeeper.proto.SetSASLResponse;
import org.apache.zookeeper.proto.SyncResponse;
import org.apache.zookeeper.proto.WatcherEvent;
import org.apache.zookeeper.proto.WhoAmIResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.tree.ErrorCode;
import synod.tree.EventType;
import synod.tree.Identity;
import synod.tree.Reply;
import synod.tree.Stat;
import synod.wire.Output;

/** Every reply is, byte for byte, what zookeeper-jute would write; the seed is the number of the repetition. */
class ReplyEncoderTest {
    private static final int TIMES = 50;

    private final Output out = new Output(1);
    private Jute jute = new Jute(0);
    private int xid;
    private long zxid;

    @BeforeEach
    void seed() {
        xid = 7;
        zxid = 0x500000009L;
    }

    private void seed(RepetitionInfo repetition) {
        jute = new Jute(repetition.getCurrentRepetition());
        xid = jute.number();
        zxid = jute.number64();
    }

    @RepeatedTest(TIMES)
    void connected(RepetitionInfo repetition) {
        seed(repetition);
        byte[] password = new byte[ReplyEncoder.PASSWORD_LENGTH];
        new Random(repetition.getCurrentRepetition()).nextBytes(password);
        int timeout = jute.number();
        long session = jute.number64();
        boolean readOnly = jute.coin();
        Bytes theirs = Jute.frame(new ConnectResponse(0, timeout, session, password, readOnly));

        ReplyEncoder.connected(out, request(true), timeout, session, Bytes.wrap(password), readOnly);
        assertThat(out.toBytes()).isEqualTo(theirs);

        out.reset();
        ReplyEncoder.connected(out, request(false), timeout, session, Bytes.wrap(password), readOnly);
        assertThat(out.length()).isEqualTo(4 + 36);
        assertThat(out.toBytes().slice(4, 36)).isEqualTo(theirs.slice(4, 36));
    }

    @Test
    void refusedSession() {
        ReplyEncoder.refusedSession(out, request(true));
        assertThat(out.toBytes()).isEqualTo(Jute.frame(new ConnectResponse(0, 0, 0, new byte[16], false)));
    }

    private static ConnectRequest request(boolean saidReadOnly) {
        return new ConnectRequest(0, 0, 0, 0, null, false, saidReadOnly);
    }

    @RepeatedTest(TIMES)
    void headersAlone(RepetitionInfo repetition) {
        seed(repetition);
        ReplyEncoder.done(out, xid, zxid);
        assertFrame(new ReplyHeader(xid, zxid, 0));
        for (ErrorCode code : ErrorCode.values()) {
            ReplyEncoder.failed(out, xid, zxid, code);
            assertFrame(new ReplyHeader(xid, zxid, code.code()));
            ReplyEncoder.written(out, xid, zxid, Reply.Failed.of(code));
            assertFrame(new ReplyHeader(xid, zxid, code.code()));
        }
        for (Reply reply : List.of(new Reply.Deleted(), new Reply.SessionClosed(3))) {
            ReplyEncoder.written(out, xid, zxid, reply);
            assertFrame(header());
        }
    }

    @RepeatedTest(TIMES)
    void writes(RepetitionInfo repetition) {
        seed(repetition);
        String path = jute.text();
        Stat stat = jute.stat();

        ReplyEncoder.written(out, xid, zxid, new Reply.Created(Jute.utf8(path), null));
        assertFrame(header(), new CreateResponse(path));
        ReplyEncoder.written(out, xid, zxid, new Reply.Created(Jute.utf8(path), stat));
        assertFrame(header(), new Create2Response(path, Jute.theirs(stat)));
        ReplyEncoder.written(out, xid, zxid, new Reply.DataSet(stat));
        assertFrame(header(), new SetDataResponse(Jute.theirs(stat)));
        ReplyEncoder.written(out, xid, zxid, new Reply.AclSet(stat));
        assertFrame(header(), new SetACLResponse(Jute.theirs(stat)));
    }

    @RepeatedTest(TIMES)
    void multis(RepetitionInfo repetition) {
        seed(repetition);
        List<Reply> results = new ArrayList<>();
        List<Record> theirs = new ArrayList<>();
        theirs.add(header());
        for (int i = jute.below(6); i > 0; i--) {
            addResult(results, theirs);
        }
        theirs.add(new MultiHeader(-1, true, -1));

        ReplyEncoder.written(out, xid, zxid, new Reply.Multi(results));
        assertFrame(theirs.toArray(new Record[0]));
    }

    private void addResult(List<Reply> results, List<Record> theirs) {
        String path = jute.text();
        Stat stat = jute.stat();
        switch (jute.below(6)) {
            case 0 -> {
                results.add(new Reply.Created(Jute.utf8(path), null));
                theirs.add(new MultiHeader(OpCode.CREATE, false, 0));
                theirs.add(new CreateResponse(path));
            }
            case 1 -> {
                results.add(new Reply.Created(Jute.utf8(path), stat));
                theirs.add(new MultiHeader(OpCode.CREATE2, false, 0));
                theirs.add(new Create2Response(path, Jute.theirs(stat)));
            }
            case 2 -> {
                results.add(new Reply.Deleted());
                theirs.add(new MultiHeader(OpCode.DELETE, false, 0));
            }
            case 3 -> {
                results.add(new Reply.DataSet(stat));
                theirs.add(new MultiHeader(OpCode.SET_DATA, false, 0));
                theirs.add(new SetDataResponse(Jute.theirs(stat)));
            }
            case 4 -> {
                results.add(new Reply.Checked());
                theirs.add(new MultiHeader(OpCode.CHECK, false, 0));
            }
            default -> {
                ErrorCode code = jute.coin() ? ErrorCode.RUNTIME_INCONSISTENCY : ErrorCode.BAD_VERSION;
                results.add(Reply.Failed.of(code));
                theirs.add(new MultiHeader(-1, false, code.code()));
                theirs.add(new ErrorResponse(code.code()));
            }
        }
    }

    @Test
    void onlyPartsOfAMultiAreItsResults() {
        Reply inside = new Reply.Multi(List.of(new Reply.SessionClosed(1)));
        assertThatThrownBy(() -> ReplyEncoder.written(out, 1, 1, inside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SessionClosed[deletedEphemerals=1] is no result of a multi");
    }

    @RepeatedTest(TIMES)
    void smallAnswers(RepetitionInfo repetition) {
        seed(repetition);
        String path = jute.text();
        List<String> paths = jute.texts();
        int number = jute.number();
        byte @Nullable [] token = jute.buffer();

        ReplyEncoder.synced(out, xid, zxid, Jute.utf8(path));
        assertFrame(header(), new SyncResponse(path));
        ReplyEncoder.allChildrenNumber(out, xid, zxid, number);
        assertFrame(header(), new GetAllChildrenNumberResponse(number));
        ReplyEncoder.ephemerals(out, xid, zxid, Jute.ours(paths));
        assertFrame(header(), new GetEphemeralsResponse(paths));
        ReplyEncoder.watchAdded(out, xid, zxid);
        assertFrame(header(), new ErrorResponse(0));
        ReplyEncoder.sasl(out, xid, zxid, Jute.wrap(token));
        assertFrame(header(), new SetSASLResponse(token));
    }

    @Test
    void whoAmIShowsUsersWithoutTheirHash() {
        ReplyEncoder.whoAmI(
                out,
                xid,
                zxid,
                List.of(
                        Identity.of("ip", "::1"),
                        Identity.of("digest", "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ="),
                        Identity.of("super", "")));
        assertFrame(
                header(),
                new WhoAmIResponse(List.of(
                        new ClientInfo("ip", "::1"), new ClientInfo("digest", "user1"), new ClientInfo("super", ""))));
    }

    @RepeatedTest(TIMES)
    void events(RepetitionInfo repetition) {
        seed(repetition);
        String path = jute.text();
        for (EventType type : EventType.values()) {
            ReplyEncoder.event(out, type, Jute.utf8(path), zxid);
            assertFrame(new ReplyHeader(-1, zxid, 0), new WatcherEvent(type.code(), 3, path));
        }
    }

    @Test
    void framesFollowEachOther() {
        ReplyEncoder.done(out, 1, 2);
        ReplyEncoder.synced(out, 3, 4, Jute.utf8("/a"));
        Bytes both = out.toBytes();
        Bytes first = Jute.frame(new ReplyHeader(1, 2, 0));

        assertThat(both.slice(0, first.length())).isEqualTo(first);
        assertThat(both.slice(first.length(), both.length() - first.length()))
                .isEqualTo(Jute.frame(new ReplyHeader(3, 4, 0), new SyncResponse("/a")));
    }

    private ReplyHeader header() {
        return new ReplyHeader(xid, zxid, 0);
    }

    /** What was written is the frame of these records; the output is empty afterwards. */
    private void assertFrame(Record... theirs) {
        assertThat(out.toBytes()).isEqualTo(Jute.frame(theirs));
        out.reset();
    }
}
