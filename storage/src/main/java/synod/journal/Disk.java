package synod.journal;

import java.util.List;

/**
 * One folder of files, as the journal and the snapshots see it. Names are plain, without directories. The real one
 * forces to a device; the simulated one tears, loses, rots and fills.
 *
 * <p>Every method fails with {@link DiskFailure}. An instance may be shared by threads that touch different files.
 */
public interface Disk {
    /** The names of all files, in ascending order. */
    List<String> list();

    /** Opens a file for reading and writing; creates it, empty, if it is absent. */
    DiskFile open(String name);

    /** Whether there is a file of that name. */
    boolean exists(String name);

    /** Gives a file another name; a file that has that name already is replaced in one step. */
    void rename(String from, String to);

    /** Removes a file; nothing happens if it is absent. */
    void delete(String name);

    /** Makes every creation, renaming and removal so far durable. */
    void forceDirectory();

    /** How many more bytes fit. */
    long freeBytes();
}
