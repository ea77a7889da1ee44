package synod.server;

/** What the libraries are told before the first of their classes is loaded. */
final class Libraries {
    private static final String FLIGHT_EVENTS = "io.netty.jfr.enabled";

    private Libraries() {}

    /**
     * Sets what the operator has not set. Netty's events for the flight recorder are off: with them its first buffer, and
     * so a restarted server's first client, waits 150 to 200 ms until the recorder's classes are ready.
     */
    static void settle() {
        if (System.getProperty(FLIGHT_EVENTS) == null) {
            System.setProperty(FLIGHT_EVENTS, "false");
        }
    }
}
