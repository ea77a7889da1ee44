package synod.replica;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Output;

/**
 * This server's stream of parcels: the one that is being filled, and those that are sealed and not applied yet, in
 * order. A sealed parcel stays here until this server has applied it, and may be sent any number of times.
 *
 * <p>Bounded by the limits on unanswered requests, which stop the reading of clients.
 */
final class Submissions {
    private static final class Sealed {
        Parcel parcel;
        final @Nullable ClientConnection[] owners;

        Sealed(Parcel parcel, @Nullable ClientConnection[] owners) {
            this.parcel = parcel;
            this.owners = owners;
        }
    }

    private final NodeId self;
    private final long coin;
    private final int parcelBytes;
    private final ArrayDeque<Sealed> sealed = new ArrayDeque<>();
    private final Output open;
    private @Nullable ClientConnection[] openOwners = new @Nullable ClientConnection[16];
    private int openCount;
    private Incarnation incarnation = Incarnation.NONE;
    private long nextSequence = 1;
    private long firstPendingBefore;

    /** @param coin 64 random bits that tell this life of the server from its others */
    Submissions(NodeId self, long coin, int parcelBytes) {
        this.self = self;
        this.coin = coin;
        this.parcelBytes = parcelBytes;
        this.open = new Output(Math.min(parcelBytes, 4096));
    }

    /** Where the next request of the open parcel is to be written; followed by {@link #added}. */
    Output open() {
        return open;
    }

    /** A request was written to {@link #open()}; {@code owner} gets its answer, null when nobody waits for one. */
    void added(@Nullable ClientConnection owner, Origins origins, Consumer<Parcel> onSealed) {
        if (openCount == openOwners.length) {
            openOwners = Arrays.copyOf(openOwners, 2 * openCount);
        }
        openOwners[openCount++] = owner;
        if (open.length() >= parcelBytes) {
            seal(origins, onSealed);
        }
    }

    /** Closes the open parcel, if it holds anything, and hands it over. */
    void seal(Origins origins, Consumer<Parcel> onSealed) {
        if (openCount == 0) {
            return;
        }
        if (incarnation.equals(Incarnation.NONE)) {
            beginLife(origins);
        }
        Bytes requests = open.toBytes();
        Parcel parcel = new Parcel(self, incarnation, nextSequence++, openCount, requests);
        sealed.addLast(new Sealed(parcel, Arrays.copyOf(openOwners, openCount)));
        Arrays.fill(openOwners, 0, openCount, null);
        open.reset();
        openCount = 0;
        onSealed.accept(parcel);
    }

    boolean hasPending() {
        return !sealed.isEmpty();
    }

    /** Every sealed parcel that is not applied yet, in order. */
    void forEachPending(Consumer<Parcel> visitor) {
        for (Sealed next : sealed) {
            visitor.accept(next.parcel);
        }
    }

    /** Whether nothing moved since this was last asked although parcels wait: what was sent may be lost. */
    boolean isStuck() {
        long first = sealed.isEmpty() ? 0 : sealed.getFirst().parcel.sequence();
        boolean isSame = first != 0 && first == firstPendingBefore;
        firstPendingBefore = first;
        return isSame;
    }

    /**
     * The log has reached a parcel that is carried out. Returns who asked for its requests when it is one of this life,
     * null when it is another's.
     */
    @Nullable
    ClientConnection @Nullable [] applied(Parcel parcel) {
        if (!parcel.origin().equals(self) || !parcel.incarnation().equals(incarnation)) {
            return null;
        }
        Sealed first = sealed.getFirst();
        if (first.parcel.sequence() != parcel.sequence()) {
            throw new synod.kernel.InvariantViolation("parcel " + parcel.sequence() + " is carried out while parcel "
                    + first.parcel.sequence() + " is the first that is not");
        }
        sealed.removeFirst();
        return first.owners;
    }

    /**
     * When another life's parcels turn out to be the ones that are accepted, ours can have no effect any more: they get a
     * higher life and new numbers.
     *
     * @return how many parcels were numbered anew; -1 when our life is still good
     */
    int reviewLife(Origins origins) {
        Incarnation known = origins.incarnation(self);
        if (incarnation.equals(Incarnation.NONE) || incarnation.equals(known) || incarnation.succeeds(known)) {
            return -1;
        }
        beginLife(origins);
        for (Sealed next : sealed) {
            next.parcel = next.parcel.renumbered(incarnation, nextSequence++);
        }
        return sealed.size();
    }

    int counter() {
        return incarnation.counter();
    }

    private void beginLife(Origins origins) {
        incarnation = new Incarnation(origins.incarnation(self).counter() + 1, coin);
        nextSequence = 1;
    }
}
