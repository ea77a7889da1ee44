package synod.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LibrariesTest {
    private static final String FLIGHT_EVENTS = "io.netty.jfr.enabled";
    private final String before = System.getProperty(FLIGHT_EVENTS, "");

    @AfterEach
    void putBack() {
        if (before.isEmpty()) {
            System.clearProperty(FLIGHT_EVENTS);
        } else {
            System.setProperty(FLIGHT_EVENTS, before);
        }
    }

    @Test
    void nettyTellsTheFlightRecorderNothingUnlessItIsAskedTo() {
        System.clearProperty(FLIGHT_EVENTS);
        Libraries.settle();
        assertThat(System.getProperty(FLIGHT_EVENTS)).isEqualTo("false");
        System.setProperty(FLIGHT_EVENTS, "true");
        Libraries.settle();
        assertThat(System.getProperty(FLIGHT_EVENTS)).isEqualTo("true");
    }
}
