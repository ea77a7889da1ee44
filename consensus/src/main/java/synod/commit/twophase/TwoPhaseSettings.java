package synod.commit.twophase;

/**
 * How a process takes part. All processes of one transaction must use the same presumption.
 *
 * @param presumption what need not be written
 * @param patienceNanos how long a participant at work waits to be asked, and a coordinator for votes, before either
 *     aborts; above 0
 * @param resendNanos how long to wait for an answer that must come before asking again, above 0; doubled with each time up
 *     to eight-fold
 */
public record TwoPhaseSettings(Presumption presumption, long patienceNanos, long resendNanos) {
    private static final int MOST_DOUBLINGS = 3;

    /** @throws IllegalArgumentException when a time is not above 0 */
    public TwoPhaseSettings {
        if (patienceNanos <= 0 || resendNanos <= 0) {
            throw new IllegalArgumentException("times must be above 0: " + patienceNanos + ", " + resendNanos);
        }
    }

    /** How long to wait after the {@code tries}-th time of asking. */
    long pauseNanos(int tries) {
        return resendNanos << Math.min(tries, MOST_DOUBLINGS);
    }
}
