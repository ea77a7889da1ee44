package synod.multipaxos;

/** What the disk is known to have lost when a replica is restored from it. */
public enum Damage {
    /** Everything that was ever forced is there. */
    NONE,
    /** The identity of every record is there; the records with lost bodies appear with {@link Value.Damaged}. */
    BODIES,
    /**
     * Records are lost of which nobody can say what they were: a promise may be among them. To be reported at every
     * restore until a {@link Record.Identified} that does not vote is durable behind the hole; from then on the records
     * themselves say how far the recovery got.
     */
    FORGOTTEN
}
