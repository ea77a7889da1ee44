package synod.multipaxos;

import java.util.Arrays;
import synod.kernel.NodeId;

/** An immutable number for each of some nodes, and zero for every other: lives, or generations. */
public final class NodeNumbers {
    /** Zero for every node. */
    public static final NodeNumbers NONE = new NodeNumbers(new int[0], new long[0]);

    /** The nodes with a number other than zero, ascending. */
    private final int[] nodes;

    private final long[] numbers;

    private NodeNumbers(int[] nodes, long[] numbers) {
        this.nodes = nodes;
        this.numbers = numbers;
    }

    /** True when every node's number is zero. */
    public boolean isEmpty() {
        return nodes.length == 0;
    }

    /** How many nodes have a number other than zero. */
    public int size() {
        return nodes.length;
    }

    /** The node at a position in ascending order, from 0 to {@link #size()} - 1. */
    public NodeId nodeAt(int position) {
        return NodeId.of(nodes[position]);
    }

    /** The number at a position in ascending order of nodes. */
    public long numberAt(int position) {
        return numbers[position];
    }

    /** The number of a node, zero when there is none. */
    public long of(NodeId node) {
        int position = Arrays.binarySearch(nodes, node.value());
        return position < 0 ? 0 : numbers[position];
    }

    /** The same numbers but for one node. */
    public NodeNumbers with(NodeId node, long number) {
        if (of(node) == number) {
            return this;
        }
        int position = Arrays.binarySearch(nodes, node.value());
        int at = position < 0 ? -position - 1 : position;
        int skipped = position < 0 ? 0 : 1;
        int added = number == 0 ? 0 : 1;
        int[] newNodes = new int[nodes.length - skipped + added];
        long[] newNumbers = new long[newNodes.length];
        System.arraycopy(nodes, 0, newNodes, 0, at);
        System.arraycopy(numbers, 0, newNumbers, 0, at);
        if (added == 1) {
            newNodes[at] = node.value();
            newNumbers[at] = number;
        }
        int rest = nodes.length - at - skipped;
        System.arraycopy(nodes, at + skipped, newNodes, at + added, rest);
        System.arraycopy(numbers, at + skipped, newNumbers, at + added, rest);
        return newNodes.length == 0 ? NONE : new NodeNumbers(newNodes, newNumbers);
    }

    /** For each node the greater of the two numbers; one of the two objects itself when it is nowhere smaller. */
    public NodeNumbers max(NodeNumbers other) {
        NodeNumbers result = this;
        for (int i = 0; i < other.nodes.length; i++) {
            if (other.numbers[i] > result.of(other.nodeAt(i))) {
                result = result.with(other.nodeAt(i), other.numbers[i]);
            }
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeNumbers that
                && Arrays.equals(nodes, that.nodes)
                && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(nodes) + Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < nodes.length; i++) {
            text.append(i == 0 ? "n" : ", n").append(nodes[i]).append('=').append(numbers[i]);
        }
        return text.append('}').toString();
    }
}
