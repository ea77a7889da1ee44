package synod.journal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Trimmed segments that wait to be used again. Their blocks are there already, so the journal writes each byte once, where
 * a new file is written with zeros first; and neither making nor removing a file holds it up.
 *
 * <p>Only segments of full length are kept, and only so many as come together when a snapshot lets the log be trimmed.
 */
final class Retired {
    private static final int MOST = 5;

    private final Disk disk;
    private final long length;
    private final ArrayDeque<String> names = new ArrayDeque<>();

    /** @param length of the segments that are kept, in bytes */
    Retired(Disk disk, long length) {
        this.disk = disk;
        this.length = length;
    }

    /** Takes over what an earlier life of the journal left, or removes it. */
    void inherit(boolean isToKeep) {
        for (String name : disk.list()) {
            if (name.startsWith(Segment.RETIRED)) {
                keepOrDelete(name, name, isToKeep);
            }
        }
    }

    /** Keeps a segment that nobody needs any more, or removes it; durable with the next {@link Disk#forceDirectory}. */
    void add(String segment) {
        keepOrDelete(segment, Segment.RETIRED + segment, true);
    }

    /** The next segment, made of one of these; null when there is none. */
    @Nullable
    Spare poll() {
        String name = names.pollFirst();
        return name == null ? null : Spare.reused(disk, name, length);
    }

    private void keepOrDelete(String name, String newName, boolean isToKeep) {
        if (!isToKeep || names.size() == MOST || sizeOf(name) != length) {
            disk.delete(name);
            return;
        }
        if (!name.equals(newName)) {
            disk.rename(name, newName);
        }
        names.addLast(newName);
    }

    private long sizeOf(String name) {
        try (DiskFile file = disk.open(name)) {
            return file.size();
        }
    }
}
