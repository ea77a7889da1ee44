package synod.replica;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import synod.journal.Disk;
import synod.journal.DiskFile;

/** A disk in memory on which every write holds at once. What crashes do to a disk is the simulator's subject. */
final class MemoryDisk implements Disk {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public DiskFile open(String name) {
        return files.computeIfAbsent(name, absent -> new MemoryFile());
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public void rename(String from, String to) {
        MemoryFile file = files.remove(from);
        if (file != null) {
            files.put(to, file);
        }
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public void forceDirectory() {}

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    private static final class MemoryFile implements DiskFile {
        private byte[] bytes = new byte[0];

        @Override
        public int read(long position, ByteBuffer into) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(into.remaining(), bytes.length - (int) position);
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            int end = (int) position + from.remaining();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, end);
            }
            from.get(bytes, (int) position, from.remaining());
        }

        @Override
        public void force() {}

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void truncate(long size) {
            bytes = Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public void preallocate(long size) {
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) size);
            }
        }

        @Override
        public void close() {}
    }
}
