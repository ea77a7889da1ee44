package synod.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel has charged to a process so far. Linux only: it is read from {@code /proc}.
 *
 * @param cpuSeconds user and system time of all its threads, in steps of a hundredth
 * @param writtenBytes what it caused to be sent to storage
 */
record ProcessUsage(double cpuSeconds, long writtenBytes) {
    /** Linux reports processor time to user space in hundredths of a second on every architecture Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    static ProcessUsage of(long pid) {
        Path folder = Path.of("/proc", String.valueOf(pid));
        return new ProcessUsage(
                cpuSeconds(read(folder.resolve("stat"))), value(read(folder.resolve("io")), "write_bytes:"));
    }

    static ProcessUsage ofAll(List<Long> pids) {
        ProcessUsage sum = new ProcessUsage(0, 0);
        for (long pid : pids) {
            sum = sum.plus(of(pid));
        }
        return sum;
    }

    ProcessUsage plus(ProcessUsage other) {
        return new ProcessUsage(cpuSeconds + other.cpuSeconds, writtenBytes + other.writtenBytes);
    }

    ProcessUsage minus(ProcessUsage earlier) {
        return new ProcessUsage(cpuSeconds - earlier.cpuSeconds, writtenBytes - earlier.writtenBytes);
    }

    /** The memory of a process that is in main memory now, in bytes. */
    static long residentBytes(long pid) {
        return 1024 * value(read(Path.of("/proc", String.valueOf(pid), "status")), "VmRSS:");
    }

    /** Fields 14 and 15, counted behind the command's name, which is in brackets and may hold anything. */
    static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** The first number behind {@code name} at the beginning of a line. */
    static long value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+", -1)[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in: " + text));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": has the process ended?", e);
        }
    }
}
