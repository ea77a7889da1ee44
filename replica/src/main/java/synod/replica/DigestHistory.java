package synod.replica;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Digests of the state at some of the zxids of the past, so that an operator can compare the servers. A point is kept
 * each time the zxid has passed a multiple of {@link #INTERVAL}, at the end of that slot; so all servers that carried
 * out the same slots have the same points.
 */
final class DigestHistory {
    /** How many zxids lie between two points, about. */
    static final int INTERVAL = 128;

    /** How many points are kept. */
    static final int KEPT = 1024;

    private final ArrayDeque<Figures.Point> points = new ArrayDeque<>();

    /** A slot was carried out, which took the state from one zxid to another; {@code digest} is the state's behind it. */
    void onApplied(long before, long zxid, long digest) {
        if (zxid / INTERVAL != before / INTERVAL) {
            if (points.size() == KEPT) {
                points.removeFirst();
            }
            points.addLast(new Figures.Point(zxid, digest));
        }
    }

    /** The points that are kept, oldest first. */
    List<Figures.Point> points() {
        return List.copyOf(points);
    }
}
