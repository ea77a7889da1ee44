package synod.transactions.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.settling.Message;
import synod.commit.settling.Record;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.threephase.ThreePhaseSettings;
import synod.commit.twophase.Message.Decided;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.Record.Decision;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.transactions.record.Unreadable;

/** Any bytes are a value that has these bytes, or are refused. */
class ProtocolFormatTest {
    private static final int DRAWS = 60_000;
    private static final int MOST_BYTES = 60;

    static Stream<CommitProtocol<?, ?>> protocols() {
        return Stream.of(
                new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1, 1)),
                new ThreePhaseProtocol(new ThreePhaseSettings(Form.E3PC, 1)),
                new PaxosCommitProtocol(new PaxosCommitSettings(List.of(NodeId.of(1)), false, 1, 1)),
                new SettlingProtocol<>(
                        new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1, 1)),
                        SettlingSettings.of(List.of(NodeId.of(1)))));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void anyBytesAreAMessageOrRefused(CommitProtocol<?, ?> protocol) {
        messages(protocol);
    }

    private static <M, R> void messages(CommitProtocol<M, R> protocol) {
        assertThat(decoded(protocol::decodeMessage, protocol::encodeMessage)).isGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void anyBytesAreARecordOrRefused(CommitProtocol<?, ?> protocol) {
        records(protocol);
    }

    private static <M, R> void records(CommitProtocol<M, R> protocol) {
        assertThat(decoded(protocol::decodeRecord, protocol::encodeRecord)).isGreaterThan(50);
    }

    private static <T> int decoded(Function<Bytes, T> decode, Function<T, Bytes> encode) {
        SplittableRandom random = new SplittableRandom(7);
        int good = 0;
        for (int i = 0; i < DRAWS; i++) {
            byte[] drawn = new byte[random.nextInt(MOST_BYTES)];
            for (int at = 0; at < drawn.length; at++) {
                // Mostly small numbers, or nothing would ever be right.
                drawn[at] =
                        (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : at == 0 ? random.nextInt(16) : at % 2);
            }
            Bytes bytes = Bytes.wrap(drawn);
            try {
                assertThat(encode.apply(decode.apply(bytes))).isEqualTo(bytes);
                good++;
            } catch (Unreadable | InvariantViolation refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
        return good;
    }

    @Test
    void theFormatStaysAsItIs() {
        TwoPhaseProtocol protocol = new TwoPhaseProtocol(new TwoPhaseSettings(Presumption.ABORT, 1, 1));
        TransactionId id = new TransactionId(NodeId.of(4), 2, 3);
        assertThat(protocol.encodeMessage(new Decided(id, Outcome.COMMITTED)))
                .hasToString("05" + "04" + "0000000000000002" + "0000000000000003" + "00");
        assertThat(protocol.encodeRecord(new Decision(id, Outcome.ABORTED, List.of(NodeId.of(1)))))
                .hasToString("02" + "04" + "0000000000000002" + "0000000000000003" + "01" + "00000001" + "01");
        var settling = new SettlingProtocol<>(protocol, SettlingSettings.of(List.of(NodeId.of(4))));
        assertThat(settling.encodeMessage(new Message.Own<>(new Decided(id, Outcome.COMMITTED))))
                .isEqualTo(protocol.encodeMessage(new Decided(id, Outcome.COMMITTED)));
        assertThat(settling.encodeMessage(new Message.Settled<>(id)))
                .hasToString("00" + "02" + "04" + "0000000000000002" + "0000000000000003");
        assertThat(settling.encodeRecord(new Record.Promised<>(id)))
                .hasToString("00" + "01" + "04" + "0000000000000002" + "0000000000000003");
    }
}
