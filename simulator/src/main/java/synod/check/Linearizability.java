package synod.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a history could have come from one znode store that does one thing at a time: there is an order of the
 * operations in which each takes effect between its question and its answer, and every answer is right.
 *
 * <p>Linearizability is local (Herlihy and Wing, 1990, theorem 1), so keys are checked apart from each other; keys that
 * occur together in a multi are checked together.
 */
public final class Linearizability {
    /** Steps that suffice for some thousand operations on a key unless the history is very unlucky. */
    public static final long USUAL_STEPS = 5_000_000;

    private Linearizability() {}

    /**
     * Checks every key.
     *
     * @param steps how many times in all an operation may be tried in a state
     */
    public static Verdict check(History history, long steps) {
        long left = steps;
        for (List<History.Entry> part : parts(history.entries())) {
            LinearizabilitySearch search = new LinearizabilitySearch(part, left);
            Verdict verdict = search.run();
            if (!verdict.isGood()) {
                return verdict;
            }
            left -= search.stepsTaken();
        }
        return new Verdict.Good();
    }

    /** The operations in groups that have no key in common, each in the order of asking. */
    private static List<List<History.Entry>> parts(List<History.Entry> entries) {
        Map<String, String> parents = new TreeMap<>();
        for (History.Entry entry : entries) {
            List<String> keys = entry.operation().keys();
            for (String key : keys) {
                parents.put(root(parents, key), root(parents, keys.get(0)));
            }
        }
        Map<String, List<History.Entry>> parts = new TreeMap<>();
        for (History.Entry entry : entries) {
            List<String> keys = entry.operation().keys();
            if (!keys.isEmpty()) {
                parts.computeIfAbsent(root(parents, keys.get(0)), key -> new ArrayList<>())
                        .add(entry);
            }
        }
        return List.copyOf(parts.values());
    }

    private static String root(Map<String, String> parents, String key) {
        String at = key;
        String parent = parents.getOrDefault(at, at);
        while (!parent.equals(at)) {
            at = parent;
            parent = parents.getOrDefault(at, at);
        }
        return at;
    }
}
