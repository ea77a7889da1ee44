package synod.cli.client;

/**
 * What kind of znode is made.
 *
 * @param isEphemeral goes with the session
 * @param isSequential gets a number behind its name
 * @param isContainer goes when its last child is gone
 * @param ttlMillis goes when it had no children and no new data for so long; 0 for never
 */
public record CreateMode(boolean isEphemeral, boolean isSequential, boolean isContainer, long ttlMillis) {
    /** Stays. */
    public static final CreateMode PERSISTENT = new CreateMode(false, false, false, 0);

    /** @throws IllegalArgumentException with a sentence for the user when the words exclude each other */
    public CreateMode {
        if (ttlMillis < 0) {
            throw new IllegalArgumentException("a time to live is a number of milliseconds above 0");
        }
        if ((isEphemeral ? 1 : 0) + (isContainer ? 1 : 0) + (ttlMillis > 0 ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "a znode is ephemeral, or a container, or has a time to live: one of them");
        }
        if (isContainer && isSequential) {
            throw new IllegalArgumentException("there are no sequential containers");
        }
    }

    int flags() {
        if (isContainer) {
            return 4;
        }
        if (ttlMillis > 0) {
            return isSequential ? 6 : 5;
        }
        return (isEphemeral ? 1 : 0) + (isSequential ? 2 : 0);
    }
}
