package synod.replica;

/** What the clients need from the node around them. */
interface ClientHost {
    /** Whether clients are served at all. */
    boolean isServing();

    /** Whether those are served who only read: there is no leader. Never while all are served. */
    boolean isReadOnly();

    /** Monotonic nanoseconds. */
    long now();

    /** The barrier that all share who ask for one in this batch of inputs. */
    Barrier openBarrier();

    /** A parcel is full. */
    void onSealed(Parcel parcel);

    /** A session began, or goes on over another connection, somewhere in the ensemble. */
    void onSessionActive(long session, int timeoutMillis);

    /** A session has ended. */
    void onSessionEnded(long session, boolean expired);
}
