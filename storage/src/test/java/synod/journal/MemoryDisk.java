package synod.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A disk that never lies and never crashes, whose bytes a test may change behind everybody's back. */
public final class MemoryDisk implements Disk {
    private final TreeMap<String, Content> files = new TreeMap<>();

    private static final class Content {
        private byte[] bytes = new byte[0];
    }

    /** A disk with the same files, to be changed without changing this one. */
    public MemoryDisk copy() {
        MemoryDisk copy = new MemoryDisk();
        files.forEach((name, content) -> copy.put(name, content.bytes.clone()));
        return copy;
    }

    /** All bytes of a file; the array is the file. */
    public byte[] bytes(String name) {
        return content(name).bytes;
    }

    /** Makes a file of these bytes. */
    public void put(String name, byte[] bytes) {
        Content content = new Content();
        content.bytes = bytes;
        files.put(name, content);
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public DiskFile open(String name) {
        return new Handle(files.computeIfAbsent(name, absent -> new Content()));
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public void rename(String from, String to) {
        files.put(to, content(from));
        files.remove(from);
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

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new DiskFailure("no file " + name);
        }
        return content;
    }

    private record Handle(Content content) implements DiskFile {
        @Override
        public int read(long position, ByteBuffer into) {
            int count = (int) Math.max(0, Math.min(into.remaining(), content.bytes.length - position));
            into.put(content.bytes, (int) Math.min(position, content.bytes.length), count);
            return count;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            preallocate(position + from.remaining());
            from.get(content.bytes, (int) position, from.remaining());
        }

        @Override
        public void preallocate(long size) {
            if (size > content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, (int) size);
            }
        }

        @Override
        public void force() {}

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void truncate(long size) {
            if (size < content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, (int) size);
            }
        }

        @Override
        public void close() {}
    }
}
