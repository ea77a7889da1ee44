package synod.tree;

import org.jspecify.annotations.Nullable;

/** The kinds of znode a client may ask for, by the flag that says so on the wire. */
public enum CreateMode {
    /** Stays until it is deleted. */
    PERSISTENT(0),
    /** Goes with the session that created it; never has children. */
    EPHEMERAL(1),
    /** Stays; its name ends in its parent's counter. */
    PERSISTENT_SEQUENTIAL(2),
    /** Goes with its session; its name ends in its parent's counter. */
    EPHEMERAL_SEQUENTIAL(3),
    /** May be removed some time after its last child went; stays for now. */
    CONTAINER(4),
    /** Removed when it has no children and was not written to for its time to live. */
    PERSISTENT_WITH_TTL(5),
    /** As {@link #PERSISTENT_WITH_TTL}; its name ends in its parent's counter. */
    PERSISTENT_SEQUENTIAL_WITH_TTL(6);

    private static final CreateMode[] ALL = values();

    private final int flag;

    CreateMode(int flag) {
        this.flag = flag;
    }

    /** The flag on the wire, 0 to 6. */
    public int flag() {
        return flag;
    }

    /** The mode with this flag, or null when there is none. */
    public static @Nullable CreateMode of(int flag) {
        return flag >= 0 && flag < ALL.length ? ALL[flag] : null;
    }

    /** Whether the znode belongs to the session that creates it. */
    public boolean isEphemeral() {
        return this == EPHEMERAL || this == EPHEMERAL_SEQUENTIAL;
    }

    /** Whether the server completes the name. */
    public boolean isSequential() {
        return this == PERSISTENT_SEQUENTIAL || this == EPHEMERAL_SEQUENTIAL || this == PERSISTENT_SEQUENTIAL_WITH_TTL;
    }

    /** Whether the znode has a time to live. */
    public boolean hasTtl() {
        return this == PERSISTENT_WITH_TTL || this == PERSISTENT_SEQUENTIAL_WITH_TTL;
    }
}
