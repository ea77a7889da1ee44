package synod.commit.threephase;

/**
 * How a process takes part. All processes of one transaction must use the same form.
 *
 * @param form what happens when somebody is silent
 * @param patienceNanos how long to wait for the next phase before somebody is silent, above 0; with <i>quorum</i> and
 *     <i>e3pc</i> up to as much again is added at random
 */
public record ThreePhaseSettings(Form form, long patienceNanos) {
    /** @throws IllegalArgumentException when the time is not above 0 */
    public ThreePhaseSettings {
        if (patienceNanos <= 0) {
            throw new IllegalArgumentException("the time must be above 0: " + patienceNanos);
        }
    }

    /** A majority of {@code members}: any two quorums have a participant in common, whatever they try. */
    static int quorum(int members) {
        return members / 2 + 1;
    }
}
