package synod.tree;

import synod.kernel.Bytes;

/** Builds a tree from the blocks of an image, cut in any way. */
@SuppressWarnings("DoNotCallSuggester")
public final class TreeLoader {
    /**
     * The next bytes.
     *
     * @return how many were used: all of them, or fewer when the image ended inside
     */
    public int accept(Bytes block) throws MalformedSnapshot {
        throw NotYet.built();
    }

    /** Whether the image has been read to its end. */
    public boolean isComplete() {
        throw NotYet.built();
    }

    /** The tree. */
    public Tree finish() throws MalformedSnapshot {
        throw NotYet.built();
    }
}
