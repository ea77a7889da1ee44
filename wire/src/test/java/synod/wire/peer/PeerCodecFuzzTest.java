package synod.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import synod.kernel.Bytes;
import synod.wire.Malformed;
import synod.wire.Output;

/**
 * What another server sends: a message, or refused by the exception that is there for it. A message that was understood
 * is written, and what is written is understood as the same.
 *
 * <p>The usual build tries the inputs that are kept. {@code JAZZER_FUZZ=1 mvn -pl wire -am test -Dtest=PeerCodecFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false} looks for others, as often as the annotation says.
 */
class PeerCodecFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                encoded(new PeerMessage.Submit(Bytes.wrap(new byte[] {1, 2, 3}))),
                encoded(new PeerMessage.Touches(new long[] {1, -1, Long.MAX_VALUE})),
                encoded(new PeerMessage.Barrier(7)),
                encoded(new PeerMessage.BarrierReply(7, 9)),
                encoded(new PeerMessage.SnapshotRequest(5, 0, 1_000)),
                encoded(new PeerMessage.SnapshotChunk(5, 2, 100, Bytes.wrap(new byte[] {4, 5}))),
                encoded(new PeerMessage.StateDigest(5, 77)));
    }

    private static byte[] encoded(PeerMessage message) {
        Output out = new Output(64);
        PeerCodec.encode(message, out);
        return out.toBytes().toArray();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1h", maxExecutions = 5_000_000)
    void anyBytesAreAMessageOrRefused(byte[] data) {
        PeerMessage message;
        try {
            message = PeerCodec.decode(Bytes.wrap(data));
        } catch (Malformed e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        byte[] again = encoded(message);
        try {
            assertThat(encoded(PeerCodec.decode(Bytes.wrap(again)))).isEqualTo(again);
        } catch (Malformed e) {
            throw new AssertionError(message + " cannot be read back", e);
        }
    }
}
