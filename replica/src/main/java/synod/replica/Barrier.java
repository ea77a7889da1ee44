package synod.replica;

import java.util.ArrayList;
import java.util.List;

/**
 * A question to the leader: up to which slot must the state be applied so that it shows everything chosen before now?
 * All that asks within one batch of inputs shares one barrier; nothing that comes later joins it.
 */
final class Barrier {
    private static final long UNKNOWN = -1;

    /** The connections with requests behind it. */
    final List<ClientConnection> waiting = new ArrayList<>(1);

    /** Whether this node waits for it to serve clients at all. */
    boolean opensService;

    /** When it was last put to the leader. */
    long askedAtNanos;

    private long slot = UNKNOWN;

    void confirm(long confirmedSlot) {
        slot = confirmedSlot;
    }

    boolean isConfirmed() {
        return slot != UNKNOWN;
    }

    boolean isPassedBy(long appliedSlot) {
        return slot != UNKNOWN && appliedSlot >= slot;
    }

    long slot() {
        return slot;
    }
}
