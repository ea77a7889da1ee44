package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

class FrameQueueTest {
    private final FrameQueue queue = new FrameQueue();

    private static Bytes frame(int number) {
        return Bytes.wrap(new byte[] {(byte) (number >>> 8), (byte) number});
    }

    @Test
    void givesBackInOrderWhatItTook() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 300; i++) {
                queue.add(1000 + i, frame(i));
            }
            for (int i = 0; i < 300; i++) {
                assertThat(queue.hasNext()).isTrue();
                assertThat(queue.connection()).isEqualTo(1000 + i);
                assertThat(queue.take()).isEqualTo(frame(i));
            }
            assertThat(queue.hasNext()).isFalse();
        }
    }

    /** While one is carried out another may come; it goes behind. */
    @Test
    void takesMoreWhileItIsEmptied() {
        queue.add(1, frame(1));
        assertThat(queue.hasNext()).isTrue();
        queue.take();
        queue.add(2, frame(2));
        assertThat(queue.hasNext()).isTrue();
        assertThat(queue.connection()).isEqualTo(2);
        queue.take();
        assertThat(queue.hasNext()).isFalse();
    }

    @Test
    void saysWhenThereAreManyAndThatNoneIsThere() {
        int added = 1;
        while (!queue.add(1, frame(added))) {
            added++;
        }
        assertThat(added).isEqualTo(1024);
        for (int i = 0; i < added; i++) {
            queue.take();
        }
        assertThatThrownBy(queue::take).isInstanceOf(RuntimeException.class);
    }
}
