package synod.bench.micro;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;

/**
 * Files in memory, so that what is measured is our own work and not the kernel's. The memory of a deleted file is used
 * for the next one: what a benchmark allocates is then what the code under it allocates.
 */
final class HeapDisk implements Disk {
    private final Map<String, Content> files = new TreeMap<>();
    private final Deque<byte[]> unused = new ArrayDeque<>();
    private final int fileBytes;

    /**
     * An empty folder.
     *
     * @param fileBytes how large most files become
     */
    HeapDisk(int fileBytes) {
        this.fileBytes = fileBytes;
    }

    private static final class Content implements DiskFile {
        private byte[] bytes;
        private int size;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            int end = Math.toIntExact(position + from.remaining());
            preallocate(end);
            from.get(bytes, (int) position, from.remaining());
        }

        @Override
        public void preallocate(long wanted) {
            int end = Math.toIntExact(wanted);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * end);
            }
            size = Math.max(size, end);
        }

        @Override
        public void force() {
            // Memory is as durable as a benchmark needs it.
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void truncate(long wanted) {
            size = (int) Math.min(size, wanted);
            Arrays.fill(bytes, size, bytes.length, (byte) 0);
        }

        @Override
        public void close() {
            // The content stays, as a file's does.
        }
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public DiskFile open(String name) {
        return files.computeIfAbsent(name, absent -> new Content(memory()));
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public void rename(String from, String to) {
        Content content = files.remove(from);
        if (content == null) {
            throw new DiskFailure("no file " + from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(String name) {
        Content content = files.remove(name);
        if (content != null) {
            unused.push(content.bytes);
        }
    }

    private byte[] memory() {
        byte[] bytes = unused.poll();
        if (bytes == null) {
            return new byte[fileBytes];
        }
        Arrays.fill(bytes, (byte) 0);
        return bytes;
    }

    @Override
    public void forceDirectory() {
        // Nothing outlives the process anyway.
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }
}
