package synod.gateway;

import java.util.ArrayList;
import java.util.List;

/** Queues of arrivals that no connection needs now: one without requests in process has none. */
final class ArrivalPool {
    private static final int KEPT = 64;
    private static final int LARGEST_KEPT = 1024;

    private final List<ArrivalTimes> kept = new ArrayList<>();

    ArrivalTimes take() {
        return kept.isEmpty() ? new ArrivalTimes() : kept.remove(kept.size() - 1);
    }

    /** @param empty a queue that has become empty */
    void giveBack(ArrivalTimes empty) {
        if (kept.size() < KEPT && empty.capacity() <= LARGEST_KEPT) {
            kept.add(empty);
        }
    }
}
