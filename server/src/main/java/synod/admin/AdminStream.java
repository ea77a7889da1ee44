package synod.admin;

import java.util.function.Consumer;
import synod.kernel.Bytes;

/** Bytes that are too many to be held: read piece by piece, as fast as the asker takes them. On the loop. */
public interface AdminStream extends AutoCloseable {
    /** How many there are. */
    long length();

    /**
     * Reads the next piece.
     *
     * @param offset where it begins
     * @param max how many bytes at most
     * @param then takes the piece, later, on the loop; empty when there is no more to be had, or not any more
     */
    void read(long offset, int max, Consumer<Bytes> then);

    /** They are needed no more; called once, at the end or when the asker is gone. */
    @Override
    void close();
}
