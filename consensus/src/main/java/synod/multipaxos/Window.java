package synod.multipaxos;

/**
 * The slots a leader has proposed in and not yet counted a quorum for: for each a mask of the voters that accepted it,
 * and when it was last sent. A ring of two arrays; nothing is allocated per slot.
 */
final class Window {
    private long[] votes = new long[64];
    private long[] sentAt = new long[64];

    /** The lowest slot that is open. */
    private long low;

    /** The next slot to propose in. */
    private long next;

    private long weight;

    Window(long low) {
        this.low = low;
        this.next = low;
    }

    long low() {
        return low;
    }

    long next() {
        return next;
    }

    boolean isEmpty() {
        return low == next;
    }

    int size() {
        return (int) (next - low);
    }

    /** About how many bytes the open slots' values take. */
    long weight() {
        return weight;
    }

    /** Opens the next slot and returns it. */
    long open(int itsWeight, long now) {
        reserve();
        long slot = next++;
        votes[index(slot)] = 0;
        sentAt[index(slot)] = now;
        weight += itsWeight;
        return slot;
    }

    /** Closes the lowest open slot. */
    void close(int itsWeight) {
        low++;
        weight -= itsWeight;
    }

    /** Counts a voter for the open slots among {@code first} to {@code last}. Counting it again changes nothing. */
    void vote(long first, long last, long bit) {
        for (long slot = Math.max(first, low); slot <= Math.min(last, next - 1); slot++) {
            votes[index(slot)] |= bit;
        }
    }

    long votes(long slot) {
        return votes[index(slot)];
    }

    long sentAt(long slot) {
        return sentAt[index(slot)];
    }

    void sentAgain(long slot, long now) {
        sentAt[index(slot)] = now;
    }

    /** What these voters said no longer counts. */
    void forget(long voters) {
        for (long slot = low; slot < next; slot++) {
            votes[index(slot)] &= ~voters;
        }
    }

    private int index(long slot) {
        return (int) (slot & (votes.length - 1));
    }

    private void reserve() {
        if (size() < votes.length) {
            return;
        }
        long[] newVotes = new long[votes.length * 2];
        long[] newSentAt = new long[votes.length * 2];
        for (long slot = low; slot < next; slot++) {
            newVotes[(int) (slot & (newVotes.length - 1))] = votes[index(slot)];
            newSentAt[(int) (slot & (newVotes.length - 1))] = sentAt[index(slot)];
        }
        votes = newVotes;
        sentAt = newSentAt;
    }
}
