package synod.sim.world;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How one world went.
 *
 * @param seed it is a function of this alone
 * @param failure what rule was broken, null when none was
 * @param simulatedNanos how long it lived
 * @param events how many events it had
 * @param operations how many operations of clients were answered
 * @param effects what happened to it, by kind
 * @param fingerprint 64 bits that depend on everything that happened
 */
public record WorldResult(
        long seed,
        @Nullable String failure,
        long simulatedNanos,
        long events,
        long operations,
        SortedMap<String, Integer> effects,
        long fingerprint) {
    /** Whether no rule was broken. */
    public boolean isGood() {
        return failure == null;
    }
}
