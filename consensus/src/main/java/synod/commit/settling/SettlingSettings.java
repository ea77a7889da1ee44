package synod.commit.settling;

import java.util.List;
import synod.kernel.NodeId;

/**
 * When processes forget.
 *
 * @param everyone all processes that may ever have a part in a transaction, or an acceptor's; the same everywhere
 * @param lag how many numbers behind the newest a name may be and still begin; 0 or more. One that is older may be refused:
 *     its work is undone
 * @param every how many numbers lie between two rounds; 1 or more
 */
public record SettlingSettings(List<NodeId> everyone, long lag, long every) {
    /** @throws IllegalArgumentException when {@code lag} or {@code every} is out of range */
    public SettlingSettings {
        everyone = List.copyOf(everyone);
        if (lag < 0 || every < 1) {
            throw new IllegalArgumentException(
                    "the lag is 0 or more and rounds are 1 or more apart, not " + lag + " and " + every);
        }
    }

    /** A name may be 256 numbers old, and they are settled by the 128. */
    public static SettlingSettings of(List<NodeId> everyone) {
        return new SettlingSettings(everyone, 256, 128);
    }
}
