package synod.runtime;

/**
 * An image of the state that this server has saved.
 *
 * @param zxid of the last change in it; 0 when none was saved since the start
 * @param wallMillis when it was saved, in milliseconds since 1970; 0 as above
 */
public record SavedSnapshot(long zxid, long wallMillis) {
    static final SavedSnapshot NONE = new SavedSnapshot(0, 0);
}
