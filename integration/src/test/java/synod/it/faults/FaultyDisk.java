package synod.it.faults;

import java.nio.ByteBuffer;
import java.util.List;
import synod.journal.Disk;
import synod.journal.DiskFile;

/** A real disk whose calls fail, take long or find no room when a test wants it. */
final class FaultyDisk implements Disk {
    private final Disk disk;
    private final Faults faults;

    FaultyDisk(Disk disk, Faults faults) {
        this.disk = disk;
        this.faults = faults;
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) {
        return new FaultyFile(name, disk.open(name));
    }

    @Override
    public boolean exists(String name) {
        return disk.exists(name);
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() {
        faults.beforeFolderForce();
        disk.forceDirectory();
    }

    @Override
    public long freeBytes() {
        return disk.freeBytes();
    }

    private final class FaultyFile implements DiskFile {
        private final String name;
        private final DiskFile file;

        FaultyFile(String name, DiskFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            return file.read(position, into);
        }

        @Override
        public void write(long position, ByteBuffer from) {
            faults.beforeWrite(name, position + from.remaining() > file.size());
            file.write(position, from);
        }

        @Override
        public void preallocate(long size) {
            faults.beforeWrite(name, size > file.size());
            file.preallocate(size);
        }

        @Override
        public void force() {
            faults.beforeForce(name, !name.contains("snapshot"));
            file.force();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
