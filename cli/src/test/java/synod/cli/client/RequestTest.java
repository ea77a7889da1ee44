package synod.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames against bytes that were written down by hand. */
final class RequestTest {
    private static String hex(Request<?> request, int xid) {
        return HexFormat.of().formatHex(request.frame(xid));
    }

    @Test
    void anExistsIsWhatTheProtocolSays() {
        assertThat(hex(Request.exists("/a", false), 1))
                .isEqualTo("0000000f" + "00000001" + "00000003" + "000000022f61" + "00");
    }

    @Test
    void aPingAndACloseHaveNoBody() {
        assertThat(hex(Request.ping(), -2)).isEqualTo("00000008fffffffe0000000b");
        assertThat(hex(Request.close(), 7)).isEqualTo("0000000800000007fffffff5");
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, 0, 15, 0",
        "true, false, false, 0, 15, 1",
        "false, true, false, 0, 15, 2",
        "true, true, false, 0, 15, 3",
        "false, false, true, 0, 19, 4",
        "false, false, false, 9, 21, 5",
        "false, true, false, 9, 21, 6"
    })
    void aKindHasItsOperationAndFlags(boolean e, boolean s, boolean c, long ttl, int type, int flags) {
        Request<?> request = Request.create("/a", null, List.of(), new CreateMode(e, s, c, ttl));
        assertThat(request.type()).isEqualTo(type);
        String tail = String.format("%08x", flags) + (ttl == 0 ? "" : String.format("%016x", ttl));
        assertThat(hex(request, 1)).endsWith("ffffffff" + "00000000" + tail);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, true, 0",
        "true, false, false, 5",
        "false, false, true, 5",
        "false, true, true, 0",
        "false, false, false, -1"
    })
    void kindsThatExcludeEachOtherAreRefused(boolean e, boolean s, boolean c, long ttl) {
        assertThatThrownBy(() -> new CreateMode(e, s, c, ttl)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMultiFramesEachOperation() {
        Request<?> multi = Request.multi(List.of(Request.check("/a", 3), Request.delete("/b", -1)));
        assertThat(hex(multi, 1))
                .endsWith("0000000d" + "00" + "ffffffff" + "000000022f61" + "00000003" + "00000002" + "00" + "ffffffff"
                        + "000000022f62" + "ffffffff" + "ffffffff" + "01" + "ffffffff");
    }

    @Test
    void aRefusedMultiTellsTheOperation() {
        byte[] reply = HexFormat.of()
                .parseHex("ffffffff" + "00" + "00000000" + "00000000" + "ffffffff" + "00" + "ffffff99" + "ffffff99"
                        + "ffffffff" + "00" + "fffffffe" + "fffffffe" + "ffffffff" + "01" + "ffffffff");
        assertThat(Request.multi(List.of()).readReply(new Decoder(reply)))
                .extracting(Request.Result::error)
                .containsExactly(ErrorCode.OK, ErrorCode.BAD_VERSION, ErrorCode.RUNTIME_INCONSISTENCY);
    }

    @Test
    void aLengthBeyondTheFrameIsRefusedBeforeAnythingIsMade() {
        Decoder text = new Decoder(HexFormat.of().parseHex("7fffffff00"));
        assertThatThrownBy(text::readBuffer).isInstanceOf(IllegalArgumentException.class);
        Decoder list = new Decoder(HexFormat.of().parseHex("7fffffff00"));
        assertThatThrownBy(() -> list.readList(Decoder::readInt)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eventsUseUpWatchesAsAServerDoes() {
        Watches watches = new Watches();
        for (WatchKind kind : WatchKind.values()) {
            watches.add(kind, "/a");
        }
        watches.onEvent(new Event(Event.Kind.CHILDREN_CHANGED, "/a", 1));
        assertThat(watches.paths(WatchKind.CHILDREN)).isEmpty();
        assertThat(watches.paths(WatchKind.DATA)).containsExactly("/a");
        watches.onEvent(new Event(Event.Kind.DATA_CHANGED, "/a", 1));
        assertThat(watches.paths(WatchKind.DATA)).isEmpty();
        assertThat(watches.paths(WatchKind.EXISTS)).isEmpty();
        assertThat(watches.paths(WatchKind.PERSISTENT)).containsExactly("/a");
        assertThat(watches.paths(WatchKind.RECURSIVE)).containsExactly("/a");
    }
}
