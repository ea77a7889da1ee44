package synod.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.DiskFull;

/**
 * A disk of the simulated world: a page cache that a process sees, and a platter that a power loss leaves. The same
 * calls with the same chance do the same.
 *
 * <p>{@link #restart()} is the end of a process: its files are closed, what it wrote is still seen. {@link #crash} is the
 * end of the power: of what was not forced, the platter has what the style and the chance decide.
 */
public final class SimDisk implements Disk {
    private final Chance chance;
    private final TreeMap<String, SimFile> files = new TreeMap<>();
    private final TreeMap<String, SimFile> durableNames = new TreeMap<>();
    private final List<Naming> namings = new ArrayList<>();
    private final DiskMeter meter = new DiskMeter();
    private DiskFaults faults = DiskFaults.NONE;
    private long capacityBytes = Long.MAX_VALUE;
    private @Nullable Probe probe;
    private boolean isNextForceFailing;
    private boolean isNextWriteFailing;
    private boolean remembersNewest;
    private @Nullable String newestName;
    private int @Nullable [] newestSectors;
    private long operations;
    private int life;

    /** Is told of each call that changes something, before it is done; may throw to be in its place. */
    @FunctionalInterface
    public interface Probe {
        /** @param what the call, in words */
        void onCall(String what);
    }

    /** A change of names that is not durable. {@code from} is null for a creation, {@code to} for a removal. */
    private record Naming(
            long operation, @Nullable String from, @Nullable String to, SimFile file) {}

    /** An empty disk whose faults and losses are decided by {@code chance}. */
    public SimDisk(Chance chance) {
        this.chance = chance;
    }

    /** A disk in the same state, whose further fate is decided by another chance. Shares memory with this one. */
    public SimDisk copy(Chance otherChance) {
        SimDisk copy = new SimDisk(otherChance);
        IdentityHashMap<SimFile, SimFile> copies = new IdentityHashMap<>();
        files.forEach((name, file) -> copy.files.put(name, copies.computeIfAbsent(file, SimFile::copy)));
        durableNames.forEach((name, file) -> copy.durableNames.put(name, copies.computeIfAbsent(file, SimFile::copy)));
        for (Naming naming : namings) {
            copy.namings.add(new Naming(
                    naming.operation(),
                    naming.from(),
                    naming.to(),
                    copies.computeIfAbsent(naming.file(), SimFile::copy)));
        }
        copy.faults = faults;
        copy.capacityBytes = capacityBytes;
        copy.operations = operations;
        return copy;
    }

    // What a process may ask.

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public DiskFile open(String name) {
        SimFile file = files.get(name);
        if (file == null) {
            begin("create ", name);
            file = new SimFile();
            files.put(name, file);
            namings.add(new Naming(operations, null, name, file));
        }
        return new Handle(name, file, life);
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public void rename(String from, String to) {
        begin("rename ", from);
        SimFile file = files.remove(from);
        if (file == null) {
            throw new DiskFailure("cannot rename " + from + ": there is no such file");
        }
        files.put(to, file);
        namings.add(new Naming(operations, from, to, file));
    }

    @Override
    public void delete(String name) {
        SimFile file = files.get(name);
        if (file != null) {
            begin("delete ", name);
            files.remove(name);
            namings.add(new Naming(operations, name, null, file));
        }
    }

    @Override
    public void forceDirectory() {
        begin("force the folder", "");
        meter.directoryForces++;
        if (isForceFailing()) {
            throw new DiskFailure("cannot force the folder: simulated");
        }
        durableNames.clear();
        durableNames.putAll(files);
        namings.clear();
    }

    @Override
    public long freeBytes() {
        return capacityBytes - usedBytes();
    }

    // What the world may do to it.

    /** The process ends: its open files are worthless, what it wrote is still in the cache. */
    public void restart() {
        life++;
    }

    /** The power goes, and comes back: what was not forced is decided, and everything left is durable. */
    public void crash(CrashStyle style) {
        life++;
        if (style != CrashStyle.KEPT && isAnythingUnforced()) {
            // What was noted about that force may go now. Were the force undone besides, nothing could ever tell.
            newestSectors = null;
        }
        Survival survival = new Survival(style, chance, openOperations());
        TreeMap<String, SimFile> names = new TreeMap<>(durableNames);
        for (Naming naming : namings) {
            if (survival.happened(naming.operation())) {
                // Named by what it is, not by where it was: that an earlier renaming was lost does not undo a later
                // one.
                names.values().removeIf(file -> file == naming.file());
                if (naming.to() != null) {
                    names.put(naming.to(), naming.file());
                }
            }
        }
        namings.clear();
        files.clear();
        files.putAll(names);
        durableNames.clear();
        durableNames.putAll(names);
        files.values().forEach(file -> file.lose(survival));
    }

    /** How many operations there are whose outcome a crash would decide. */
    public int openOperationCount() {
        return openOperations().length;
    }

    /** From now on the disk does wrong by itself so often. */
    public void faults(DiskFaults newFaults) {
        faults = newFaults;
    }

    /** From now on there is room for so many bytes, the lengths of all files counted. */
    public void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** The next force fails, and so does whatever relies on what it was to write. */
    public void failNextForce() {
        isNextForceFailing = true;
    }

    /** The next write fails; a part of it may have been done. */
    public void failNextWrite() {
        isNextWriteFailing = true;
    }

    /** Tells {@code newProbe} of each call from now on; null for nobody. */
    public void probe(@Nullable Probe newProbe) {
        probe = newProbe;
    }

    /** What was asked of this disk so far. */
    public DiskUsage usage() {
        return meter.read();
    }

    // What a test may do to its content, behind everybody's back.

    /** All bytes of a file, as a process would read them. */
    public byte[] contents(String name) {
        SimFile file = file(name);
        ByteBuffer into = ByteBuffer.allocate(Math.toIntExact(file.size()));
        file.read(0, into);
        return into.array();
    }

    /** Puts a file of these bytes there, durable, in place of what was there. */
    public void put(String name, byte[] bytes) {
        SimFile file = new SimFile();
        file.write(0, 0, ByteBuffer.wrap(bytes));
        file.force();
        files.put(name, file);
        durableNames.put(name, file);
    }

    /** Takes a file away, durably. */
    public void remove(String name) {
        files.remove(name);
        durableNames.remove(name);
    }

    /** Flips one bit of a file. */
    public void flipBit(String name, long bit) {
        SimFile file = file(name);
        int sector = Math.toIntExact(bit / 8 / SimFile.SECTOR_BYTES);
        byte[] old = file.sector(sector);
        byte[] flipped = old == null ? new byte[SimFile.SECTOR_BYTES] : old.clone();
        flipped[(int) (bit / 8 % SimFile.SECTOR_BYTES)] ^= (byte) (1 << (bit % 8));
        file.damage(sector, flipped);
    }

    /** Makes a sector of 512 bytes zeros. */
    public void zeroSector(String name, int sector) {
        file(name).damage(sector, null);
    }

    /** Exchanges two sectors of a file. */
    public void swapSectors(String name, int one, int two) {
        SimFile file = file(name);
        byte[] first = file.sector(one);
        file.damage(one, file.sector(two));
        file.damage(two, first);
    }

    /** Makes a sector unreadable until it is written again. */
    public void makeUnreadable(String name, int sector) {
        file(name).makeUnreadable(sector);
    }

    /** Flips a bit somewhere in the sectors that are not empty; returns the file, or null when there is none. */
    public @Nullable String rot() {
        List<String> names = new ArrayList<>(files.keySet());
        Collections.rotate(names, -chance.below(Math.max(1, names.size())));
        for (String name : names) {
            SimFile file = file(name);
            int count = file.sectorCount();
            int from = chance.below(Math.max(1, count));
            for (int i = 0; i < count; i++) {
                int sector = (from + i) % count;
                if (file.sector(sector) != null) {
                    flipBit(name, 8L * SimFile.SECTOR_BYTES * sector + chance.below(8 * SimFile.SECTOR_BYTES));
                    return name;
                }
            }
        }
        return null;
    }

    /** Remembers from now on what was forced last, for {@link #loseNewest}. */
    public void rememberNewest() {
        remembersNewest = true;
    }

    /** Empties the sectors that were forced last, as a device does that lied; returns the file, or null. */
    public @Nullable String loseNewest() {
        String name = newestName;
        int[] sectors = newestSectors;
        SimFile file = name == null ? null : files.get(name);
        if (file == null || sectors == null) {
            return null;
        }
        for (int sector : sectors) {
            if (sector < file.sectorCount()) {
                file.damage(sector, null);
            }
        }
        newestSectors = null;
        return name;
    }

    private boolean isAnythingUnforced() {
        for (SimFile file : files.values()) {
            if (file.freshSectors() != null) {
                return true;
            }
        }
        return false;
    }

    private SimFile file(String name) {
        SimFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("there is no file " + name);
        }
        return file;
    }

    private void begin(String what, String name) {
        if (probe != null) {
            probe.onCall(what + name);
        }
        operations++;
    }

    private boolean isForceFailing() {
        boolean isFailing = isNextForceFailing || chance.happens(faults.failedForces());
        isNextForceFailing = false;
        return isFailing;
    }

    private long usedBytes() {
        long used = 0;
        for (SimFile file : files.values()) {
            used += file.size();
        }
        return used;
    }

    private void requireRoom(String name, long growth) {
        if (growth > 0 && capacityBytes != Long.MAX_VALUE && growth > freeBytes()) {
            throw new DiskFull("no room for " + growth + " more bytes in " + name + ": simulated");
        }
    }

    private long[] openOperations() {
        TreeSet<Long> open = new TreeSet<>();
        for (Naming naming : namings) {
            open.add(naming.operation());
        }
        files.values().forEach(file -> file.openOperations(open));
        durableNames.values().forEach(file -> file.openOperations(open));
        return open.stream().mapToLong(Long::longValue).toArray();
    }

    /** One open file of one life of the process. */
    private final class Handle implements DiskFile {
        private final String name;
        private final SimFile file;
        private final int bornIn;
        private boolean isClosed;

        Handle(String name, SimFile file, int bornIn) {
            this.name = name;
            this.file = file;
            this.bornIn = bornIn;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            requireAlive();
            if (chance.happens(faults.readErrors()) && file.sectorCount() > 0) {
                file.makeUnreadable(chance.below(file.sectorCount()));
            }
            int length = (int) Math.max(0, Math.min(into.remaining(), file.size() - position));
            int bad = file.unreadableIn(position, length);
            if (bad >= 0) {
                throw new DiskFailure("cannot read sector " + bad + " of " + name + ": simulated");
            }
            int count = file.read(position, into);
            meter.reads++;
            meter.readBytes += count;
            return count;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            requireAlive();
            begin("write ", name);
            requireRoom(name, position + from.remaining() - file.size());
            meter.writes++;
            meter.writtenBytes += from.remaining();
            if (isNextWriteFailing || chance.happens(faults.failedWrites())) {
                isNextWriteFailing = false;
                from.limit(from.position() + chance.below(from.remaining() + 1));
                file.write(operations, position, from);
                throw new DiskFailure("cannot write to " + name + ": simulated");
            }
            if (chance.happens(faults.vanished())) {
                from.position(from.limit());
            } else if (chance.happens(faults.misdirected())) {
                misdirect(from);
            } else {
                file.write(operations, position, from);
            }
        }

        private void misdirect(ByteBuffer from) {
            List<SimFile> targets = new ArrayList<>(files.values());
            SimFile target = targets.isEmpty() ? file : targets.get(chance.below(targets.size()));
            long sector = chance.below(Math.max(1, target.sectorCount()));
            // The platter knows no files and no ends of files: what does not fit is lost.
            long room = Math.max(0, target.size() - sector * SimFile.SECTOR_BYTES);
            int end = from.limit();
            from.limit((int) Math.min(end, from.position() + room));
            target.write(operations, sector * SimFile.SECTOR_BYTES, from);
            from.limit(end).position(end);
        }

        @Override
        public void preallocate(long size) {
            requireAlive();
            if (size <= file.size()) {
                return;
            }
            begin("preallocate ", name);
            requireRoom(name, size - file.size());
            meter.writes++;
            meter.writtenBytes += size - file.size();
            file.grow(operations, size);
        }

        @Override
        public void force() {
            requireAlive();
            begin("force ", name);
            meter.forces++;
            if (isForceFailing()) {
                file.failForce();
                throw new DiskFailure("cannot force " + name + ": simulated");
            }
            int[] fresh = remembersNewest || faults.rot() > 0 || faults.zeroed() > 0 ? file.freshSectors() : null;
            if (remembersNewest && fresh != null) {
                newestName = name;
                newestSectors = fresh;
            }
            meter.forcedBytes += (long) SimFile.SECTOR_BYTES * file.force();
            if (fresh != null && chance.happens(faults.rot())) {
                int sector = fresh[chance.below(fresh.length)];
                byte[] old = file.sector(sector);
                byte[] flipped = old == null ? new byte[SimFile.SECTOR_BYTES] : old.clone();
                flipped[chance.below(SimFile.SECTOR_BYTES)] ^= (byte) (1 << chance.below(8));
                file.damage(sector, flipped);
            }
            if (fresh != null && chance.happens(faults.zeroed())) {
                file.damage(fresh[chance.below(fresh.length)], null);
            }
        }

        @Override
        public long size() {
            requireAlive();
            return file.size();
        }

        @Override
        public void truncate(long size) {
            requireAlive();
            begin("truncate ", name);
            file.truncate(operations, size);
        }

        @Override
        public void close() {
            isClosed = true;
        }

        private void requireAlive() {
            if (bornIn != life) {
                throw new PowerLoss("the process that opened " + name + " is gone");
            }
            if (isClosed) {
                throw new DiskFailure(name + " was closed");
            }
        }
    }
}
