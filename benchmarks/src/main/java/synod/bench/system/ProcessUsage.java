package synod.bench.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel has charged to processes. Linux only: it is read from {@code /proc}.
 */
public final class ProcessUsage {
    /** Linux reports processor time to user space in hundredths of a second on every architecture Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long KIBIBYTE = 1024;

    private ProcessUsage() {}

    /** User and system time of all threads of a process so far, in steps of a hundredth. */
    public static double cpuSeconds(long pid) {
        return cpuSeconds(read(Path.of("/proc", String.valueOf(pid), "stat")));
    }

    /** The same of several processes together. */
    public static double cpuSeconds(List<Long> pids) {
        return pids.stream().mapToDouble(ProcessUsage::cpuSeconds).sum();
    }

    /** Fields 14 and 15, counted behind the command's name, which is in brackets and may hold anything. */
    public static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** The first number behind {@code name} at the beginning of a line. */
    public static long value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+", -1)[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in: " + text));
    }

    /** Memory of a process that is in RAM, in bytes. */
    public static long residentBytes(long pid) {
        return value(read(Path.of("/proc", String.valueOf(pid), "status")), "VmRSS:") * KIBIBYTE;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": has the process ended?", e);
        }
    }
}
