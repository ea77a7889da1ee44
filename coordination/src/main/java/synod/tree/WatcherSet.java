package synod.tree;

import java.util.Arrays;

/** The connections that watch one path in one table, ascending, each with its modes: nine bytes a watch. */
final class WatcherSet {
    static final int ONE_SHOT = 1;
    static final int PERSISTENT = 2;
    static final int RECURSIVE = 4;

    private static final long[] NO_CONNECTIONS = {};
    private static final byte[] NO_MODES = {};

    private long[] connections = NO_CONNECTIONS;
    private byte[] modes = NO_MODES;
    private int size;

    int size() {
        return size;
    }

    long connection(int index) {
        return connections[index];
    }

    int modes(int index) {
        return modes[index];
    }

    /** The modes of a connection; 0 when it does not watch. */
    int modesOf(long connection) {
        int index = find(connection);
        return index < 0 ? 0 : modes[index];
    }

    /** Adds modes; whether the connection did not watch before. */
    boolean add(long connection, int added) {
        int index = find(connection);
        if (index >= 0) {
            modes[index] |= (byte) added;
            return false;
        }
        int at = -1 - index;
        if (size == connections.length) {
            int capacity = size + Math.max(1, size >> 1);
            connections = Arrays.copyOf(connections, capacity);
            modes = Arrays.copyOf(modes, capacity);
        }
        System.arraycopy(connections, at, connections, at + 1, size - at);
        System.arraycopy(modes, at, modes, at + 1, size - at);
        connections[at] = connection;
        modes[at] = (byte) added;
        size++;
        return true;
    }

    /** Takes modes away; whether the connection does not watch any more, but did. */
    boolean remove(long connection, int removed) {
        int index = find(connection);
        if (index < 0) {
            return false;
        }
        modes[index] &= (byte) ~removed;
        if (modes[index] != 0) {
            return false;
        }
        size--;
        System.arraycopy(connections, index + 1, connections, index, size - index);
        System.arraycopy(modes, index + 1, modes, index, size - index);
        shrink();
        return true;
    }

    /** Takes the one-shot mode from everyone and adds who is left without any to {@code gone}. */
    void consume(LongList gone) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int left = modes[i] & ~ONE_SHOT;
            if (left == 0) {
                gone.add(connections[i]);
            } else {
                connections[kept] = connections[i];
                modes[kept] = (byte) left;
                kept++;
            }
        }
        size = kept;
        shrink();
    }

    private void shrink() {
        if (size == 0) {
            connections = NO_CONNECTIONS;
            modes = NO_MODES;
        } else if (size < connections.length / 4) {
            int capacity = 2 * size;
            connections = Arrays.copyOf(connections, capacity);
            modes = Arrays.copyOf(modes, capacity);
        }
    }

    private int find(long connection) {
        return Arrays.binarySearch(connections, 0, size, connection);
    }
}
