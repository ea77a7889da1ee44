package synod.kernel;

/**
 * The identity of one server of an ensemble: the number in its {@code myid} file.
 *
 * @param value 1 to 255, as ZooKeeper allows it
 */
public record NodeId(int value) implements Comparable<NodeId> {
    /** The highest number a server may have. */
    public static final int MAX_VALUE = 255;

    private static final NodeId[] ALL = new NodeId[MAX_VALUE + 1];

    static {
        for (int value = 1; value <= MAX_VALUE; value++) {
            ALL[value] = new NodeId(value);
        }
    }

    /** @throws IllegalArgumentException when {@code value} is outside 1 to 255 */
    public NodeId {
        if (value < 1 || value > MAX_VALUE) {
            throw new IllegalArgumentException("a server's number must be 1 to 255, not " + value);
        }
    }

    /** The one shared instance for {@code value}; nothing is allocated. */
    public static NodeId of(int value) {
        if (value < 1 || value > MAX_VALUE) {
            throw new IllegalArgumentException("a server's number must be 1 to 255, not " + value);
        }
        return ALL[value];
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "n" + value;
    }
}
