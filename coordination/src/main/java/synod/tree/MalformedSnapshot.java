package synod.tree;

/** An image of replicated state does not decode. The message says where and why. */
public final class MalformedSnapshot extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, with the position */
    public MalformedSnapshot(String message) {
        super(message);
    }
}
