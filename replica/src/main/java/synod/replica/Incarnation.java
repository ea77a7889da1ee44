package synod.replica;

/**
 * Which life of a server numbered its parcels. A server that starts takes a counter one above the one it finds in the
 * state and draws a coin, so that a parcel which an earlier life sent late is never taken for its own.
 *
 * @param counter grows with each life whose parcels were accepted; at least 1 for a real one
 * @param coin 64 random bits; two lives that chose the same counter differ here
 */
record Incarnation(int counter, long coin) {
    /** What the state holds for a server that never sent a parcel. */
    static final Incarnation NONE = new Incarnation(0, 0);

    /** A life that this state has not heard of yet and will accept. */
    boolean succeeds(Incarnation known) {
        return counter > known.counter;
    }
}
