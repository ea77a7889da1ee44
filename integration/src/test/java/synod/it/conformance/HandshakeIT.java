package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** How a session begins: items 1 to 8, 24 and 25. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class HandshakeIT extends Conformance {
    HandshakeIT(Shape shape) {
        super(shape);
    }

    private ServerProcess server() {
        return cluster.servers().get(0);
    }

    @Test
    void item001TimeoutsAreClampedToTicks() throws IOException {
        int[][] askedAndGiven = {
            {0, 2 * TICK_MILLIS},
            {1, 2 * TICK_MILLIS},
            {2 * TICK_MILLIS, 2 * TICK_MILLIS},
            {3_210, 3_210},
            {20 * TICK_MILLIS, 20 * TICK_MILLIS},
            {20 * TICK_MILLIS + 1, 20 * TICK_MILLIS},
            {Integer.MAX_VALUE, 20 * TICK_MILLIS},
            {-1, 2 * TICK_MILLIS}
        };
        for (int[] each : askedAndGiven) {
            try (RawClient client = new RawClient(server())) {
                assertThat(client.handshake(each[0]).getTimeOut())
                        .as("asked for %d", each[0])
                        .isEqualTo(each[1]);
            }
        }
    }
}
