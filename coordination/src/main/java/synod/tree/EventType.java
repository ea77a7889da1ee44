package synod.tree;

/** What a watch tells, with the number on the wire. */
public enum EventType {
    /** The znode has appeared. */
    CREATED(1),
    /** The znode is gone. */
    DELETED(2),
    /** Its data were set. */
    DATA_CHANGED(3),
    /** A child was created or deleted. */
    CHILDREN_CHANGED(4);

    private static final EventType[] ALL = values();

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The type with this number, which must be one of them. */
    static EventType of(int code) {
        return ALL[code - 1];
    }
}
