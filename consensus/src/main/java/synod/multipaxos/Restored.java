package synod.multipaxos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a replica is restored from.
 *
 * @param initial the configuration that the ensemble is formed with; governs until another is chosen
 * @param snapshotSlot the slot of the snapshot that the state machine was restored from, 0 for none
 * @param atSnapshot the configuration as of that slot, or null for the initial one
 * @param records the records of the journal, in the order in which they were persisted; a body that is lost but whose
 *     identity is known appears as {@link Record.Accepted} of {@link Value.Damaged}
 * @param damage what the disk is known to have lost
 * @param seed what tells the state of {@code snapshotSlot} from every other that an ensemble can begin with, when this replica's
 *     disk was prepared with it and did not get it from the ensemble; 0 otherwise
 * @param isBlank true when the disk holds nothing of Synod's at all: a new replica, or one whose disk was replaced
 * @param coin 64 random bits, drawn for this start alone
 */
public record Restored(
        Configuration initial,
        long snapshotSlot,
        @Nullable Configuration atSnapshot,
        List<Record> records,
        Damage damage,
        long seed,
        boolean isBlank,
        long coin) {
    /** Copies the list. */
    public Restored {
        records = List.copyOf(records);
        if (snapshotSlot < 0) {
            throw new IllegalArgumentException("a snapshot's slot must not be negative, but is " + snapshotSlot);
        }
    }

    /** One that began with nothing, like the ensemble. */
    public Restored(
            Configuration initial,
            long snapshotSlot,
            @Nullable Configuration atSnapshot,
            List<Record> records,
            Damage damage,
            boolean isBlank,
            long coin) {
        this(initial, snapshotSlot, atSnapshot, records, damage, 0, isBlank, coin);
    }
}
