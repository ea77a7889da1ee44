package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Input;
import synod.wire.Malformed;

final class ProposalsTest {
    private static final NodeId ORIGIN = NodeId.of(2);
    private static final Incarnation LIFE = new Incarnation(1, 5);

    private final Origins origins = new Origins();
    private final Proposals proposals = new Proposals(120, 200);

    @Test
    void passesOverWhatIsUnderWayAndWhatComesTooEarly() {
        assertThat(proposals.offer(parcel(LIFE, 2, 10), false, origins)).isFalse();
        assertThat(proposals.offer(parcel(LIFE, 1, 10), false, origins)).isTrue();
        assertThat(proposals.offer(parcel(LIFE, 1, 10), false, origins)).isFalse();
        assertThat(proposals.offer(parcel(LIFE, 2, 10), false, origins)).isTrue();
    }

    @Test
    void goesOnWhereTheStateStands() {
        origins.set(ORIGIN, LIFE, 7);
        assertThat(proposals.offer(parcel(LIFE, 6, 10), false, origins)).isFalse();
        assertThat(proposals.offer(parcel(LIFE, 7, 10), false, origins)).isTrue();
    }

    @Test
    void followsALaterLifeAndNoEarlierOne() {
        Incarnation later = new Incarnation(2, 9);
        assertThat(proposals.offer(parcel(LIFE, 1, 10), false, origins)).isTrue();
        assertThat(proposals.offer(parcel(later, 1, 10), false, origins)).isTrue();
        assertThat(proposals.offer(parcel(LIFE, 2, 10), false, origins)).isFalse();
    }

    @Test
    void dropsOthersParcelsWhenFullButNeverItsOwn() {
        long sequence = 1;
        while (proposals.offer(parcel(LIFE, sequence, 50), false, origins)) {
            sequence++;
        }
        assertThat(sequence).isBetween(2L, 6L);
        assertThat(proposals.offer(parcel(LIFE, sequence, 50), true, origins)).isTrue();
    }

    @Test
    void remembersHowLongCommandsWere() {
        assertThat(List.of(proposals.lastBytes(), proposals.leastBytes(), proposals.mostBytes()))
                .containsExactly(-1L, -1L, -1L);
        for (int bytes : new int[] {30, 10, 20}) {
            proposals.reset();
            proposals.offer(parcel(LIFE, 1, bytes), true, origins);
            proposals.nextCommand(99);
        }
        assertThat(proposals.leastBytes()).isEqualTo(proposals.lastBytes() - 10);
        assertThat(proposals.mostBytes()).isEqualTo(proposals.lastBytes() + 10);
        proposals.resetSizes();
        assertThat(List.of(proposals.lastBytes(), proposals.leastBytes(), proposals.mostBytes()))
                .containsExactly(-1L, -1L, -1L);
    }

    @Test
    void fillsACommandUpToItsBoundAndKeepsTheOrder() throws Malformed {
        for (int sequence = 1; sequence <= 5; sequence++) {
            proposals.offer(parcel(LIFE, sequence, 20), true, origins);
        }
        List<Long> order = new ArrayList<>();
        while (!proposals.isEmpty()) {
            Bytes command = proposals.nextCommand(99);
            assertThat(command.length()).isLessThanOrEqualTo(120);
            Input in = new Input(command);
            assertThat(in.readByte()).isEqualTo(Parcel.COMMAND_VERSION);
            assertThat(in.readLong()).isEqualTo(99);
            while (in.remaining() > 0) {
                order.add(Parcel.decode(in).sequence());
            }
        }
        assertThat(order).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aParcelLargerThanTheBoundStillGoes() {
        proposals.offer(parcel(LIFE, 1, 500), true, origins);
        assertThat(proposals.nextCommand(0).length()).isGreaterThan(500);
        assertThat(proposals.isEmpty()).isTrue();
    }

    private static Parcel parcel(Incarnation life, long sequence, int bytes) {
        return new Parcel(ORIGIN, life, sequence, 1, Bytes.wrap(new byte[bytes]));
    }
}
