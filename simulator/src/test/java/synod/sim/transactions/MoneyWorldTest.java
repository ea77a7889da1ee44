package synod.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No money is lost and none is made, under any protocol. */
final class MoneyWorldTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSumIsKept(long seed) {
        assertThat(MoneyWorld.run(seed)).isNull();
    }
}
