package synod.it.conformance;

import java.util.Map;
import java.util.Optional;

/** Items that Synod is known not to keep, each with the reason. A closed gap has to leave the list. */
final class KnownGaps {
    private static final Map<Integer, String> REASONS = Map.of();

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
