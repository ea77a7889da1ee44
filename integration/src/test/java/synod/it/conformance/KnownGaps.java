package synod.it.conformance;

import java.util.Map;
import java.util.Optional;

/** Items that Synod is known not to keep, each with the reason. A closed gap has to leave the list. */
final class KnownGaps {
    private static final String RECONFIG = "the membership cannot be changed while the ensemble runs";

    private static final Map<Integer, String> REASONS = Map.of(218, RECONFIG, 219, RECONFIG, 229, RECONFIG);

    private KnownGaps() {}

    /** Why Synod does not keep this item, if it is known not to. */
    static Optional<String> reason(int item) {
        return Optional.ofNullable(REASONS.get(item));
    }

    /** All items listed, with their reasons. */
    static Map<Integer, String> all() {
        return REASONS;
    }
}
