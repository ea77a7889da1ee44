package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import synod.bench.load.ScriptedServer;

class WritersTest {
    @Test
    void clientsWriteOnWhereverAServerAnswers() throws IOException {
        try (ScriptedServer sound = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            try (Writers writers = Writers.open(List.of(sound.address(), nobody()))) {
                long begin = System.nanoTime();
                // As long as it takes, but the clients of the one that is gone have to come over.
                while (writers.successes().count() < 50) {
                    writers.runUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
                }
                assertThat(writers.successes().longestGap(begin, System.nanoTime()))
                        .isPositive();
                assertThat(writers.expired()).isZero();
            }
        }
    }

    @Test
    void oneThatLosesItsConnectionGoesToTheNextServer() throws IOException {
        try (ScriptedServer sound = new ScriptedServer(ScriptedServer.Fault.NONE);
                ScriptedServer hangsUp = new ScriptedServer(ScriptedServer.Fault.HANG_UP)) {
            try (Writers writers = Writers.open(List.of(sound.address(), hangsUp.address()))) {
                while (writers.successes().count() < 100) {
                    writers.runUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
                }
                assertThat(writers.expired()).isZero();
            }
        }
    }

    /** An address at which somebody listened a moment ago. */
    private static InetSocketAddress nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
