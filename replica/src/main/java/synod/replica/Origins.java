package synod.replica;

import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;

/**
 * The replicated memory that makes each parcel count once and in order: for every server, whose life's parcels are being
 * accepted and which number comes next.
 */
final class Origins {
    /** What becomes of a parcel that arrives in the log. */
    enum Verdict {
        /** It is the next of its stream: its requests are carried out. */
        NEXT,
        /** It has been carried out before. */
        REPEATED,
        /** An earlier one of its stream is missing; its server sends them again, in order. */
        EARLY,
        /** An earlier life of its server sent it. */
        PAST_LIFE
    }

    private final @Nullable Incarnation[] incarnations = new @Nullable Incarnation[NodeId.MAX_VALUE + 1];
    private final long[] next = new long[NodeId.MAX_VALUE + 1];

    /** Whose parcels are accepted from {@code origin}. */
    Incarnation incarnation(NodeId origin) {
        Incarnation known = incarnations[origin.value()];
        return known == null ? Incarnation.NONE : known;
    }

    /** The number of the parcel that is accepted next from {@code origin}; 0 when none was ever accepted. */
    long next(NodeId origin) {
        return next[origin.value()];
    }

    /** Judges a parcel and, when it is the next one, moves on. */
    Verdict offer(NodeId origin, Incarnation incarnation, long sequence) {
        Incarnation known = incarnation(origin);
        if (!incarnation.equals(known)) {
            if (!incarnation.succeeds(known)) {
                return Verdict.PAST_LIFE;
            }
            if (sequence != 1) {
                return Verdict.EARLY;
            }
            set(origin, incarnation, 2);
            return Verdict.NEXT;
        }
        long expected = next[origin.value()];
        if (sequence < expected) {
            return Verdict.REPEATED;
        }
        if (sequence > expected) {
            return Verdict.EARLY;
        }
        next[origin.value()] = expected + 1;
        return Verdict.NEXT;
    }

    /** Restores one stream from an image. */
    void set(NodeId origin, Incarnation incarnation, long nextSequence) {
        incarnations[origin.value()] = incarnation;
        next[origin.value()] = nextSequence;
    }
}
