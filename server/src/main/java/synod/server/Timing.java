package synod.server;

/**
 * The durations of one server.
 *
 * @param tickMillis ZooKeeper's basic unit: session deadlines are rounded up to it
 * @param minSessionMillis the shortest session timeout a client is given
 * @param maxSessionMillis the longest session timeout a client is given
 * @param heartbeatMillis how often a leader says that it is there
 * @param electionTimeoutMillis how long a follower hears nothing before it asks the others, at the least
 */
record Timing(
        int tickMillis, int minSessionMillis, int maxSessionMillis, int heartbeatMillis, int electionTimeoutMillis) {
    static final int DEFAULT_HEARTBEAT_MILLIS = 50;
    static final int DEFAULT_ELECTION_TIMEOUT_MILLIS = 300;

    Timing {
        check(tickMillis >= 1, "tickTime must be at least 1 ms, not " + tickMillis);
        check(minSessionMillis >= 1, "minSessionTimeout must be at least 1 ms, not " + minSessionMillis);
        check(
                minSessionMillis <= maxSessionMillis,
                "minSessionTimeout (" + minSessionMillis + " ms) must not be above maxSessionTimeout ("
                        + maxSessionMillis + " ms)");
        check(heartbeatMillis >= 1, "synod.heartbeatMillis must be at least 1, not " + heartbeatMillis);
        check(
                electionTimeoutMillis >= 3L * heartbeatMillis,
                "synod.electionTimeoutMillis (" + electionTimeoutMillis
                        + ") must be at least three times synod.heartbeatMillis (" + heartbeatMillis
                        + "), or one lost heartbeat deposes a healthy leader");
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new ConfigurationProblem(problem);
        }
    }
}
