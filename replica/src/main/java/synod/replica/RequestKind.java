package synod.replica;

import synod.wire.Malformed;

/** What sort of request stands in a parcel. The codes are part of the journal's format. */
enum RequestKind {
    /** An operation of a client on the tree. */
    OPERATION(1),
    /** A new session. */
    CREATE_SESSION(2),
    /** A session that goes on over a new connection. */
    ATTACH_SESSION(3),
    /** The client ends its session. */
    CLOSE_SESSION(4),
    /** The leader ends a session that it has not heard of for its timeout. */
    EXPIRE_SESSION(5),
    /** The leader has found that a container was left empty, or that a znode's time to live has passed. */
    REMOVE_LAPSED(6),
    /** As {@link #OPERATION}, and the hard limits of quotas hold for it. */
    BOUNDED_OPERATION(7),
    /** A session that one server knew alone becomes one of all. */
    UPGRADE_SESSION(8);

    private static final RequestKind[] BY_CODE = byCode();

    private final int code;

    RequestKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static RequestKind of(int code) throws Malformed {
        if (code < 1 || code >= BY_CODE.length) {
            throw new Malformed("unknown kind of request " + code);
        }
        return BY_CODE[code];
    }

    private static RequestKind[] byCode() {
        RequestKind[] kinds = new RequestKind[values().length + 1];
        for (RequestKind kind : values()) {
            kinds[kind.code] = kind;
        }
        kinds[0] = OPERATION;
        return kinds;
    }
}
