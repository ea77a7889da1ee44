package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.NodeId;

final class OutboxTest {
    private static final NodeId PEER = NodeId.of(1);

    private final List<String> sent = new ArrayList<>();
    private final Outbox<String> outbox = new Outbox<>(10);

    @Test
    void sendsAtOnceWhatRestsOnDurableRecordsOnly() {
        outbox.sendAfter(10, PEER, "a", this::send);
        assertThat(sent).containsExactly("a");
    }

    @Test
    void holdsBackWhatRestsOnRecordsInFlight() {
        outbox.sendAfter(11, PEER, "a", this::send);
        outbox.sendAfter(12, PEER, "b", this::send);
        outbox.sendAfter(12, PEER, "c", this::send);
        assertThat(sent).isEmpty();
        outbox.onDurable(11, this::send);
        assertThat(sent).containsExactly("a");
        outbox.onDurable(20, this::send);
        assertThat(sent).containsExactly("a", "b", "c");
        assertThat(outbox.size()).isZero();
    }

    @Test
    void aLateWordOfAnEarlierPositionTakesNothingBack() {
        outbox.onDurable(20, this::send);
        outbox.onDurable(15, this::send);
        outbox.sendAfter(18, PEER, "a", this::send);
        assertThat(sent).containsExactly("a");
    }

    private void send(NodeId to, String message) {
        assertThat(to).isEqualTo(PEER);
        sent.add(message);
    }
}
