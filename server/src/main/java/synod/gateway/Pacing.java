package synod.gateway;

/**
 * How a gateway holds back clients that together ask for more than it wants to do at once. By default nothing is held
 * back.
 *
 * @param largeRequestBytes requests longer than this are large ones; -1 when none is
 * @param mostLargeBytes how long all large requests in process may be together; a connection that brings more is closed
 * @param requests how many requests may be in process; the others wait in order of arrival. 0 for no limit
 * @param lateMillis an operation that waited longer than this is refused instead of carried out; 0 for never
 * @param endsOverdue whether the connection of a request that waited longer than its session's timeout is closed
 * @param connects what connect requests cost
 */
public record Pacing(
        int largeRequestBytes,
        long mostLargeBytes,
        int requests,
        long lateMillis,
        boolean endsOverdue,
        Connects connects) {
    /** Apache's default for {@code largeRequestMaxBytes}. */
    public static final long DEFAULT_LARGE_BYTES = 100L << 20;

    /** @throws IllegalArgumentException when a value is outside its range */
    public Pacing {
        check(largeRequestBytes >= -1, "largeRequestThreshold must be -1 or more", largeRequestBytes);
        check(mostLargeBytes >= 1, "largeRequestMaxBytes must be positive", mostLargeBytes);
        check(requests >= 0, "request_throttle_max_requests must be 0 or more", requests);
        check(lateMillis >= 0, "throttled_op_wait_time must be 0 or more", lateMillis);
    }

    /** Nothing is held back. */
    public static Pacing none() {
        return new Pacing(-1, DEFAULT_LARGE_BYTES, 0, 0, false, Connects.free());
    }

    /**
     * A bucket of tokens that connect requests are paid from; one that cannot be paid is answered by closing its
     * connection. While the bucket runs empty again and again, a growing share is refused by lot besides, so that
     * clients that come all at once are spread over time.
     *
     * @param tokens how many the bucket holds; 0 when connecting costs nothing
     * @param fillMillis how often it is filled up
     * @param fillTokens with how many
     * @param freezeMillis how often the share refused by lot may change; -1 when none is
     * @param increase by how much that share grows when the bucket is found empty, from 0 to 1
     * @param decrease by how much it shrinks when the bucket is found full enough, from 0 to 1
     * @param fullShare the bucket is full enough when no more than this share of it is missing, from 0 to 1
     * @param newSessionTokens what a new session costs
     * @param oldSessionTokens what it costs to take up an old one
     */
    public record Connects(
            int tokens,
            long fillMillis,
            int fillTokens,
            long freezeMillis,
            double increase,
            double decrease,
            double fullShare,
            int newSessionTokens,
            int oldSessionTokens) {
        /** @throws IllegalArgumentException when a value is outside its range */
        public Connects {
            check(tokens >= 0, "connection_throttle_tokens must be 0 or more", tokens);
            check(fillMillis >= 1, "connection_throttle_fill_time must be positive", fillMillis);
            check(fillTokens >= 1, "connection_throttle_fill_count must be positive", fillTokens);
            check(freezeMillis >= -1, "connection_throttle_freeze_time must be -1 or more", freezeMillis);
            checkShare("connection_throttle_drop_increase", increase);
            checkShare("connection_throttle_drop_decrease", decrease);
            checkShare("connection_throttle_decrease_ratio", fullShare);
            check(
                    newSessionTokens >= 1,
                    "connection_throttle_global_session_weight must be positive",
                    newSessionTokens);
            check(oldSessionTokens >= 1, "connection_throttle_renew_session_weight must be positive", oldSessionTokens);
        }

        /** Connecting costs nothing. */
        public static Connects free() {
            return new Connects(0, 1, 1, -1, 0.02, 0.002, 0, 1, 1);
        }

        private static void checkShare(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value);
            }
        }
    }

    private static void check(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }
}
