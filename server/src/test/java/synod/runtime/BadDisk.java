package synod.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.DiskFull;

/** A disk in memory whose forces can be held up or made to fail. */
final class BadDisk implements Disk {
    private final Map<String, MemoryFile> files = new TreeMap<>();
    private final AtomicBoolean isBroken = new AtomicBoolean();
    private final AtomicBoolean isFull = new AtomicBoolean();
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Every force from now on fails. */
    void breakForces() {
        isBroken.set(true);
    }

    /** Whether a force waits. */
    boolean isHolding() {
        return held.get() > 0;
    }

    /** From now on there is no room for more, or there is again. */
    void fill(boolean full) {
        isFull.set(full);
    }

    /** Every force from now on waits until the latch that is returned is counted down. */
    CountDownLatch holdForces() {
        CountDownLatch held = new CountDownLatch(1);
        gate = held;
        return held;
    }

    @Override
    public synchronized List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) {
        return files.computeIfAbsent(name, MemoryFile::new);
    }

    @Override
    public synchronized boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public synchronized void rename(String from, String to) {
        MemoryFile file = files.remove(from);
        if (file == null) {
            throw new DiskFailure("no file " + from);
        }
        files.put(to, file);
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public void forceDirectory() {}

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    private final class MemoryFile implements DiskFile {
        private final String name;
        private byte[] bytes = new byte[0];

        MemoryFile(String name) {
            this.name = name;
        }

        @Override
        public synchronized int read(long position, ByteBuffer into) {
            int count = (int) Math.max(0, Math.min(into.remaining(), bytes.length - position));
            into.put(bytes, (int) Math.min(position, bytes.length), count);
            return count;
        }

        @Override
        public synchronized void write(long position, ByteBuffer from) {
            preallocate(position + from.remaining());
            from.get(bytes, (int) position, from.remaining());
        }

        @Override
        public synchronized void preallocate(long size) {
            if (size > bytes.length) {
                if (isFull.get()) {
                    throw new DiskFull("no room for " + name);
                }
                bytes = Arrays.copyOf(bytes, (int) size);
            }
        }

        @Override
        public void force() {
            held.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new DiskFailure("interrupted while forcing " + name, e);
            } finally {
                held.decrementAndGet();
            }
            if (isBroken.get()) {
                throw new DiskFailure("cannot force " + name + ": Input/output error");
            }
        }

        @Override
        public synchronized long size() {
            return bytes.length;
        }

        @Override
        public synchronized void truncate(long size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(size, bytes.length));
        }

        @Override
        public void close() {}
    }
}
