package synod.snapshot;

import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFile;
import synod.kernel.Bytes;

/** Receives one snapshot into a file of its own, which stays when the process ends. */
final class SnapshotReceiver implements Receiver {
    private final Disk disk;
    private final long slot;
    private final String name;
    private final UnaryOperator<SnapshotInfo> installed;
    private final ByteBuffer pending = ByteBuffer.allocate(SnapshotFormat.BLOCK_BYTES);
    private BlockChecker checker;
    private @Nullable DiskFile file;
    private long forced;

    /** @param installed is told of the snapshot once it is durable under its own name */
    SnapshotReceiver(Disk disk, long slot, UnaryOperator<SnapshotInfo> installed) {
        this.disk = disk;
        this.slot = slot;
        this.name = SnapshotFormat.receivingName(slot);
        this.installed = installed;
        this.checker = new BlockChecker(name, slot);
        DiskFile opened = disk.open(name);
        file = opened;
        // Only what was checked counts: the end may be torn by a crash.
        SnapshotReader.walk(opened, opened.size(), checker, new SnapshotReader.Pieces(null));
        opened.truncate(checker.offset());
        forced = checker.offset();
    }

    @Override
    public long slot() {
        return slot;
    }

    @Override
    public long nextOffset() {
        return checker.offset() + pending.position();
    }

    @Override
    public Verdict accept(long offset, Bytes chunk) {
        if (offset != nextOffset()) {
            return Verdict.OUT_OF_PLACE;
        }
        int done = 0;
        while (done < chunk.length()) {
            int count = Math.min(pending.remaining(), chunk.length() - done);
            pending.put(chunk.array(), chunk.offset() + done, count);
            done += count;
            if (!drain()) {
                startOver();
                return Verdict.DAMAGED;
            }
        }
        return Verdict.TAKEN;
    }

    /** Checks and stores the blocks that are whole by now. */
    private boolean drain() {
        pending.flip();
        while (true) {
            int at = pending.position();
            long offset = checker.offset();
            switch (checker.next(pending)) {
                case GOOD -> {
                    open().write(offset, pending.duplicate().position(at).limit(pending.position()));
                    if (checker.offset() - forced >= SnapshotFormat.FORCED_BYTES) {
                        open().force();
                        forced = checker.offset();
                    }
                }
                case NEEDS_MORE -> {
                    pending.compact();
                    return true;
                }
                case BAD -> {
                    return false;
                }
            }
        }
    }

    private void startOver() {
        open().truncate(0);
        pending.clear();
        checker = new BlockChecker(name, slot);
        forced = 0;
    }

    @Override
    public boolean isComplete() {
        return checker.isComplete();
    }

    @Override
    public SnapshotInfo install(long journalPosition) {
        Bytes header = checker.header();
        if (!checker.isComplete() || header == null) {
            throw new IllegalStateException(name + " is not complete");
        }
        DiskFile complete = open();
        complete.force();
        complete.close();
        file = null;
        disk.rename(name, new SnapshotFormat.Name(slot, journalPosition).toString());
        disk.forceDirectory();
        return installed.apply(new SnapshotInfo(slot, journalPosition, checker.offset(), header));
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private DiskFile open() {
        DiskFile opened = file;
        if (opened == null) {
            throw new IllegalStateException(name + " was installed or closed");
        }
        return opened;
    }
}
