package synod.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadGeneratorTest {
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void countsRepliesOfEveryScenarioAndClosesItsSessions(Scenario scenario) throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            LoadResult result = LoadGenerator.run(plan(server, scenario, 0));
            // The measured time may fall into a pause of the machine, so only what was drained is sure to be more.
            assertThat(result.operations()).isNotNegative();
            assertThat(result.allOperations()).isGreaterThanOrEqualTo(result.operations() + scenario.outstanding);
            assertThat(result.seconds()).isGreaterThanOrEqualTo(0.05);
            assertThat(result.p50Micros()).isLessThanOrEqualTo(result.p99Micros());
            assertThat(result.p99Micros()).isLessThanOrEqualTo(result.maxMicros());
            int makers = scenario == Scenario.CREATE ? 0 : 1;
            assertThat(server.closedSessions).hasValue(scenario.connections + makers);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300})
    void anyNumberOfConnectionsSharesTheOutstandingRequests(int connections) throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            LoadResult result = LoadGenerator.run(plan(server, Scenario.CREATE, connections));
            assertThat(result.allOperations()).isGreaterThanOrEqualTo(Scenario.CREATE.outstanding);
            assertThat(server.closedSessions).hasValue(connections);
        }
    }

    @Test
    void refusesRepliesOutOfOrder() throws IOException {
        assertFails(ScriptedServer.Fault.WRONG_XID, "was due");
    }

    @Test
    void refusesErrors() throws IOException {
        assertFails(ScriptedServer.Fault.ERROR_CODE, "with error -101");
    }

    @Test
    void refusesRepliesOfTheWrongSize() throws IOException {
        assertFails(ScriptedServer.Fault.SHORT_REPLY, "bytes where");
    }

    @Test
    void noticesThatAServerHungUp() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.HANG_UP)) {
            assertThatThrownBy(() -> LoadGenerator.run(plan(server, Scenario.GET, 0)))
                    .isInstanceOf(IOException.class);
        }
    }

    private static void assertFails(ScriptedServer.Fault fault, String message) throws IOException {
        try (ScriptedServer server = new ScriptedServer(fault)) {
            assertThatThrownBy(() -> LoadGenerator.run(plan(server, Scenario.GET, 0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(message);
        }
    }

    private static LoadPlan plan(ScriptedServer server, Scenario scenario, int connections) {
        return new LoadPlan(
                List.of(server.address()),
                scenario,
                "test",
                10,
                connections,
                100,
                10,
                50,
                List.of(ProcessHandle.current().pid()),
                "");
    }
}
