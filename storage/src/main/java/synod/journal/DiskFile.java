package synod.journal;

import java.nio.ByteBuffer;

/** One open file of a {@link Disk}. Every method fails with {@link DiskFailure}. Used by one thread at a time. */
public interface DiskFile extends AutoCloseable {
    /**
     * Reads until {@code into} is full or the file ends.
     *
     * @param position where to begin, in bytes from the beginning of the file
     * @return how many bytes were read; less than asked for only at the end of the file
     */
    int read(long position, ByteBuffer into);

    /** Writes all that remains in {@code from}; the file grows if need be. Durable only after {@link #force}. */
    void write(long position, ByteBuffer from);

    /**
     * Makes the file at least {@code size} bytes long, zeros in the new part, such that later writes inside it change
     * nothing but data. Durable only after {@link #force}.
     */
    void preallocate(long size);

    /**
     * Makes every earlier write, preallocation and truncation of this file durable. After a failure nobody knows what
     * is: it must not be tried again.
     */
    void force();

    /** How long the file is, in bytes. */
    long size();

    /** Shortens the file to {@code size} bytes if it is longer. Durable only after {@link #force}. */
    void truncate(long size);

    /** Closes the file; nothing is forced. */
    @Override
    void close();
}
