package synod.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final double LUCKY = 0.999;
    private static final double UNLUCKY = 0;

    private static TokenBucket bucket(int tokens, long fillMillis, int fillTokens, long freezeMillis) {
        return new TokenBucket(
                new Pacing.Connects(tokens, fillMillis, fillTokens, freezeMillis, 0.3, 0.2, 0.5, 1, 1), 1_000);
    }

    @Test
    void nothingIsRefusedWithoutTokens() {
        TokenBucket bucket = new TokenBucket(Pacing.Connects.free(), 1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bucket.pays(3, 1_000, UNLUCKY)).isTrue();
        }
        assertThat(bucket.deficit()).isZero();
    }

    @Test
    void refusesWhatCannotBePaid() {
        TokenBucket bucket = bucket(5, 10, 1, -1);
        assertThat(bucket.pays(3, 1_000, UNLUCKY)).isTrue();
        assertThat(bucket.pays(3, 1_000, UNLUCKY)).isFalse();
        assertThat(bucket.pays(2, 1_000, UNLUCKY)).isTrue();
        assertThat(bucket.pays(1, 1_000, UNLUCKY)).isFalse();
        assertThat(bucket.deficit()).isEqualTo(5);
    }

    @Test
    void isFilledAsTimePassesAndNeverBeyondItsSize() {
        TokenBucket bucket = bucket(4, 10, 2, -1);
        assertThat(bucket.pays(4, 1_000, UNLUCKY)).isTrue();
        assertThat(bucket.pays(1, 1_009, UNLUCKY)).isFalse();
        assertThat(bucket.pays(2, 1_010, UNLUCKY)).isTrue();
        assertThat(bucket.pays(1, 1_010, UNLUCKY)).isFalse();
        assertThat(bucket.pays(4, 9_000, UNLUCKY)).isTrue();
        assertThat(bucket.pays(1, 9_000, UNLUCKY)).isFalse();
    }

    @Test
    void aShareIsRefusedByLotWhileItRunsEmpty() {
        TokenBucket bucket = bucket(4, 1_000_000, 1, 100);
        assertThat(bucket.pays(4, 1_000, UNLUCKY)).isTrue();
        assertThat(bucket.pays(1, 1_101, LUCKY)).isFalse();
        assertThat(bucket.refusedShare()).isEqualTo(0.3);
        // Not again before the next change is due, and never above one.
        assertThat(bucket.pays(1, 1_150, LUCKY)).isFalse();
        assertThat(bucket.refusedShare()).isEqualTo(0.3);
        for (int i = 1; i <= 5; i++) {
            bucket.pays(1, 1_101 + 101 * i, LUCKY);
        }
        assertThat(bucket.refusedShare()).isEqualTo(1);
    }

    @Test
    void theShareShrinksWhileItIsFullEnough() {
        TokenBucket empty = bucket(4, 150, 4, 100);
        assertThat(empty.pays(4, 1_000, UNLUCKY)).isTrue();
        assertThat(empty.pays(1, 1_101, LUCKY)).isFalse();
        assertThat(empty.refusedShare()).isEqualTo(0.3);
        // Filled again at 1150: the lot still decides, over a smaller share.
        assertThat(empty.pays(1, 1_205, 0.05)).isFalse();
        assertThat(empty.refusedShare()).isCloseTo(0.1, Offset.offset(1e-9));
        assertThat(empty.pays(1, 1_205, 0.15)).isTrue();
        assertThat(empty.pays(1, 1_310, UNLUCKY)).isTrue();
        assertThat(empty.refusedShare()).isZero();
    }
}
