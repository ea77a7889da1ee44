package synod.tree;

import org.jspecify.annotations.Nullable;

/** The kinds of watch, numbered as removeWatches and checkWatches name them. */
public enum WatchKind {
    /** One-shot, set by getChildren. */
    CHILDREN(1),
    /** One-shot, set by getData and by exists. */
    DATA(2),
    /** Every kind at once; only to ask for or to remove. */
    ANY(3),
    /** Stays; tells of the path itself and of its list of children. */
    PERSISTENT(4),
    /** Stays; tells of the path and everything below it. */
    PERSISTENT_RECURSIVE(5);

    private static final WatchKind[] ALL = values();

    private final int code;

    WatchKind(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The kind with this number, or null when there is none. */
    public static @Nullable WatchKind of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
