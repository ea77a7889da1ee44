package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import synod.bench.load.ScriptedServer;

class CrowdTest {
    private static final int SESSIONS = 70;
    private static final byte[] PATH = "/watched".getBytes(StandardCharsets.US_ASCII);

    @Test
    void everybodyIsToldEachTime() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE);
                Crowd crowd = Crowd.connect(server.address(), SESSIONS);
                PatientClient writer = PatientClient.open(server.address())) {
            assertThat(crowd.size()).isEqualTo(SESSIONS);
            crowd.ping();
            for (int i = 0; i < 3; i++) {
                crowd.watch(PATH);
                long begin = System.nanoTime();
                assertThat(writer.setData(PATH, LargeTree.data(i))).isZero();
                assertThat(crowd.awaitNotifications() - begin).isPositive();
            }
        }
    }

    @Test
    void errorsAreTold() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.ERROR_CODE);
                Crowd crowd = Crowd.connect(server.address(), 2)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            crowd.watch(PATH);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("error -101");
        }
    }

    @Test
    void aServerThatHangsUpIsTold() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.HANG_UP);
                Crowd crowd = Crowd.connect(server.address(), 2)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            crowd.ping();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
