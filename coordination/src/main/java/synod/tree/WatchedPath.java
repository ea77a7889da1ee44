package synod.tree;

import java.util.Arrays;
import synod.kernel.Bytes;

/**
 * A path that is watched, with its watchers in both tables. Also used to look one up, pointed at a range of bytes;
 * therefore it can be compared, which keeps the map fast when hashes collide.
 */
final class WatchedPath implements Comparable<WatchedPath> {
    final WatcherSet data = new WatcherSet();
    final WatcherSet children = new WatcherSet();
    /** The last clean-up of a connection's list that came by. */
    long mark;

    private byte[] array;
    private int offset;
    private int length;
    private int hash;

    WatchedPath(byte[] array) {
        this.array = array;
        point(array, 0, array.length);
    }

    /** Makes this the key for a range of bytes. */
    void point(byte[] newArray, int newOffset, int newLength) {
        point(newArray, newOffset, newLength, Paths.hash(newArray, newOffset, newLength));
    }

    /** As {@link #point(byte[], int, int)}, with the hash of the range known. */
    void point(byte[] newArray, int newOffset, int newLength, int newHash) {
        array = newArray;
        offset = newOffset;
        length = newLength;
        hash = newHash;
    }

    Bytes path() {
        return Bytes.wrap(array, offset, length);
    }

    /** A copy of its own, without watchers, to be kept. */
    WatchedPath kept() {
        return new WatchedPath(Arrays.copyOfRange(array, offset, offset + length));
    }

    boolean isWatchedBy(long connection) {
        return data.modesOf(connection) != 0 || children.modesOf(connection) != 0;
    }

    boolean isUnwatched() {
        return data.size() == 0 && children.size() == 0;
    }

    @Override
    public int compareTo(WatchedPath other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WatchedPath path && hash == path.hash && compareTo(path) == 0;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
