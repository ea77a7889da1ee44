package synod.tree;

/**
 * The tree as it will be: what was prepared and is not applied yet. The primary of a protocol that orders changes of
 * state prepares on it; where requests are ordered it stays empty.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Pending {
    /** Nothing outstanding on {@code tree}. */
    public Pending(Tree tree) {
        throw NotYet.built();
    }

    /** Whether the tree is as it will be. */
    public boolean isEmpty() {
        throw NotYet.built();
    }

    /** Adds a transaction that was prepared on this and is on its way. */
    public void push(Txn txn) {
        throw NotYet.built();
    }

    /** The transaction with this zxid, and all before it, were applied to the tree. */
    public void confirm(long zxid) {
        throw NotYet.built();
    }

    /** Nothing of what is outstanding will come. */
    public void drop() {
        throw NotYet.built();
    }
}
