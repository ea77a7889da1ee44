package synod.check;

import org.jspecify.annotations.Nullable;

/** What a client was told. */
public sealed interface Answer {
    /** A zxid that is not known. */
    long NO_ZXID = 0;

    /**
     * It happened.
     *
     * @param zxid the zxid in the header of the reply, {@link #NO_ZXID} when there was none
     * @param data what a read returned, else null
     * @param version the version in the stat that came back; {@link Operation#ANY_VERSION} when none did
     * @param mzxid the {@code mzxid} in the stat that came back, else {@link #NO_ZXID}
     */
    record Done(long zxid, @Nullable String data, int version, long mzxid) implements Answer {
        /** An answer that says nothing but that it happened. */
        public static Done at(long zxid) {
            return new Done(zxid, null, Operation.ANY_VERSION, NO_ZXID);
        }
    }

    /** It did not happen, for this reason, which was true at the time. */
    record Refused(long zxid, Reason reason) implements Answer {}

    /** Nobody knows: the connection broke, or the wait was too long. */
    record Unknown() implements Answer {}

    /** Why a znode operation is refused. */
    enum Reason {
        NO_NODE,
        NODE_EXISTS,
        BAD_VERSION,
        /** Something that the model does not know; never right for it. */
        OTHER
    }
}
