package synod.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Durable.AcceptorState;

/**
 * The acceptor as a table. It only ever compares a ballot with the one it promised, and a ballot has two parts, so
 * there are nine cases of less, equal and greater; and it has or has not accepted something, at or below its promise.
 * Every combination is tried, and the expected effects are written as two comparisons.
 */
final class AcceptorAllCasesTest {
    private static final NodeId PROPOSER = NodeId.of(8);
    private static final NodeId LEARNER = NodeId.of(9);
    private static final Ballot PROMISED = new Ballot(5, 5);
    private static final Bytes OLD = Bytes.wrap(new byte[] {0x0d});
    private static final Bytes NEW = Bytes.wrap(new byte[] {0x1e});

    /** One row: what the acceptor knows and the ballot that comes in. */
    record Row(AcceptorState state, Ballot incoming) {}

    static Stream<Row> rows() {
        List<@Nullable Proposal> accepted = new ArrayList<>();
        accepted.add(null);
        accepted.add(new Proposal(new Ballot(1, 1), OLD));
        accepted.add(new Proposal(PROMISED, OLD));
        List<Row> rows = new ArrayList<>();
        for (Proposal proposal : accepted) {
            for (long round : new long[] {4, 5, 6}) {
                for (int node : new int[] {4, 5, 6}) {
                    rows.add(new Row(new AcceptorState(PROMISED, proposal), new Ballot(round, node)));
                }
            }
        }
        return rows.stream();
    }

    private static boolean isBelow(Ballot left, Ballot right) {
        return left.round() < right.round() || (left.round() == right.round() && left.node() < right.node());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void prepare(Row row) {
        Acceptor acceptor = new Acceptor(List.of(LEARNER), row.state);
        Recorder out = new Recorder();
        acceptor.onPrepare(PROPOSER, new Message.Prepare(row.incoming), out);

        Ballot b = row.incoming;
        if (isBelow(PROMISED, b)) {
            assertThat(out.taken())
                    .containsExactly(
                            "persist promised " + b + ", accepted " + row.state.accepted(),
                            "n8 <- Promise " + b + ", accepted " + row.state.accepted());
            assertThat(acceptor.state()).isEqualTo(new AcceptorState(b, row.state.accepted()));
        } else if (isBelow(b, PROMISED)) {
            assertThat(out.taken()).containsExactly("n8 <- Refused " + b + ", promised 5.5");
            assertThat(acceptor.state()).isEqualTo(row.state);
        } else {
            assertThat(out.taken()).containsExactly("note DUPLICATE Prepare");
            assertThat(acceptor.state()).isEqualTo(row.state);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void accept(Row row) {
        Acceptor acceptor = new Acceptor(List.of(LEARNER), row.state);
        Recorder out = new Recorder();
        // The same ballot never carries two values, so where something was accepted under it, it is that which comes
        // again.
        boolean again =
                row.state.accepted() != null && row.state.accepted().ballot().equals(row.incoming);
        Bytes value = again ? OLD : NEW;
        acceptor.onAccept(PROPOSER, new Message.Accept(row.incoming, value), out);

        Ballot b = row.incoming;
        if (isBelow(b, PROMISED)) {
            assertThat(out.taken()).containsExactly("n8 <- Refused " + b + ", promised 5.5");
            assertThat(acceptor.state()).isEqualTo(row.state);
        } else {
            List<String> expected = new ArrayList<>();
            if (!again) {
                expected.add("persist promised " + b + ", accepted " + value + " at " + b);
            }
            expected.add("n9 <- Accepted " + value + " at " + b);
            assertThat(out.taken()).isEqualTo(expected);
            assertThat(acceptor.state()).isEqualTo(new AcceptorState(b, new Proposal(b, value)));
        }
    }
}
