package synod.server;

import synod.gateway.Pacing;

/** Reads the keys that say how clients are held back. */
final class PacingKeys {
    private static final int NEW_SESSION_WEIGHT = 3;
    private static final int LOCAL_SESSION_WEIGHT = 1;
    private static final int OLD_SESSION_WEIGHT = 2;

    private final Assignments assignments;

    PacingKeys(Assignments assignments) {
        this.assignments = assignments;
    }

    /**
     * Problems go to the assignments.
     *
     * @param hasLocal whether new sessions are local ones
     */
    Pacing pacing(boolean hasLocal) {
        int threshold = assignments.number("largeRequestThreshold", -1, -1, Integer.MAX_VALUE);
        int most = assignments.number(
                "largeRequestMaxBytes", Math.toIntExact(Pacing.DEFAULT_LARGE_BYTES), 1, Integer.MAX_VALUE);
        int requests = assignments.number("request_throttle_max_requests", 0, 0, Integer.MAX_VALUE);
        int late = assignments.number("throttled_op_wait_time", 0, 0, Integer.MAX_VALUE);
        boolean endsOverdue = assignments.flag("request_stale_latency_check", false);
        if (requests == 0) {
            warnWithoutQueue("throttled_op_wait_time", late > 0);
            warnWithoutQueue("request_stale_latency_check", endsOverdue);
        }
        // Apache takes 0, and whatever is below it, for no threshold.
        return new Pacing(threshold == 0 ? -1 : threshold, most, requests, late, endsOverdue, connects(hasLocal));
    }

    private void warnWithoutQueue(String key, boolean isSet) {
        if (isSet) {
            assignments.warn(key + " has no effect without request_throttle_max_requests: no request waits");
        }
    }

    private Pacing.Connects connects(boolean hasLocal) {
        String prefix = "connection_throttle_";
        int tokens = assignments.number(prefix + "tokens", 0, 0, Integer.MAX_VALUE);
        int fillTime = assignments.number(prefix + "fill_time", 1, 1, Integer.MAX_VALUE);
        int fillCount = assignments.number(prefix + "fill_count", 1, 1, Integer.MAX_VALUE);
        int freezeTime = assignments.number(prefix + "freeze_time", -1, -1, Integer.MAX_VALUE);
        double increase = assignments.share(prefix + "drop_increase", 0.02);
        double decrease = assignments.share(prefix + "drop_decrease", 0.002);
        double ratio = assignments.share(prefix + "decrease_ratio", 0);
        boolean isWeighted = assignments.flag(prefix + "weight_enabled", false);
        int fresh = assignments.number(prefix + "global_session_weight", NEW_SESSION_WEIGHT, 1, Integer.MAX_VALUE);
        int local = assignments.number(prefix + "local_session_weight", LOCAL_SESSION_WEIGHT, 1, Integer.MAX_VALUE);
        int renewed = assignments.number(prefix + "renew_session_weight", OLD_SESSION_WEIGHT, 1, Integer.MAX_VALUE);
        int began = hasLocal ? local : fresh;
        return new Pacing.Connects(
                tokens,
                fillTime,
                fillCount,
                freezeTime,
                increase,
                decrease,
                ratio,
                isWeighted ? began : 1,
                isWeighted ? renewed : 1);
    }
}
