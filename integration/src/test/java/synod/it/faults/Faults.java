package synod.it.faults;

import java.util.HashSet;
import java.util.Set;
import synod.journal.DiskFailure;
import synod.journal.DiskFull;

/** What is wrong with one server's disks and clock at present. For any threads. */
final class Faults {
    private static final long NEVER = Long.MAX_VALUE;

    private long forcesUntilFailure = NEVER;
    private long snapshotForcesUntilFailure = NEVER;
    private long folderForcesUntilFailure = NEVER;
    private long writesUntilFailure = NEVER;
    private long slowMillis;
    private boolean isFull;
    private final Set<String> failed = new HashSet<>();
    private volatile long wallOffsetMillis;

    /**
     * One of: {@code fail-force N}, {@code fail-snapshot-force N}, {@code fail-folder-force N}, {@code fail-write N} (the
     * N-th from now on), {@code slow MILLIS} (each force takes so much longer), {@code full}, {@code room}, {@code wall
     * MILLIS} (the clock is off by so much).
     */
    synchronized void obey(String[] words) {
        switch (words[0]) {
            case "fail-force" -> forcesUntilFailure = Long.parseLong(words[1]);
            case "fail-snapshot-force" -> snapshotForcesUntilFailure = Long.parseLong(words[1]);
            case "fail-folder-force" -> folderForcesUntilFailure = Long.parseLong(words[1]);
            case "fail-write" -> writesUntilFailure = Long.parseLong(words[1]);
            case "slow" -> slowMillis = Long.parseLong(words[1]);
            case "full" -> isFull = true;
            case "room" -> isFull = false;
            case "wall" -> wallOffsetMillis = Long.parseLong(words[1]);
            default -> throw new IllegalArgumentException("no such fault: " + words[0]);
        }
    }

    long wallMillis() {
        return System.currentTimeMillis() + wallOffsetMillis;
    }

    void beforeForce(String file, boolean isJournal) {
        long sleep;
        synchronized (this) {
            requireIntact(file);
            if (isJournal) {
                forcesUntilFailure = down(forcesUntilFailure, file);
            } else {
                snapshotForcesUntilFailure = down(snapshotForcesUntilFailure, file);
            }
            sleep = slowMillis;
        }
        // The fault itself: this disk takes so long.
        Waiting.until(System.nanoTime() + sleep * 1_000_000L);
    }

    synchronized void beforeFolderForce() {
        requireIntact("the folder");
        folderForcesUntilFailure = down(folderForcesUntilFailure, "the folder");
    }

    synchronized void beforeWrite(String file, boolean isGrowing) {
        requireIntact(file);
        if (isFull && isGrowing) {
            throw new DiskFull("no room for more of " + file + ": planted");
        }
        writesUntilFailure = down(writesUntilFailure, file);
    }

    private long down(long count, String file) {
        if (count == NEVER) {
            return NEVER;
        }
        if (count > 1) {
            return count - 1;
        }
        failed.add(file);
        throw new DiskFailure("input/output error on " + file + ": planted");
    }

    /** After a failure nothing may be tried again: whoever does is found out by this line. */
    private void requireIntact(String file) {
        if (failed.contains(file)) {
            System.err.println("TRIED AGAIN after a failure: " + file);
        }
    }
}
