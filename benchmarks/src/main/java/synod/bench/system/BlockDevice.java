package synod.bench.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The device under a folder, and how much it was given to write, by whomever. What the kernel charges to a process for
 * storage is no use here: it charges whole folios of the page cache, up to hundreds of KiB for a write of a few bytes.
 */
public record BlockDevice(Path statistics) {
    /** The unit of the kernel's block statistics, whatever the device's own sector is. */
    private static final int SECTOR_BYTES = 512;

    private static final int SECTORS_WRITTEN = 6;

    /** Empty when the file system lies on no single device that the kernel keeps statistics of. */
    public static Optional<BlockDevice> of(Path folder) throws IOException {
        long device = ((Number) Files.getAttribute(folder, "unix:dev")).longValue();
        // glibc's packing of a device number: 12 bits of the major and 8 of the minor, the rest above them.
        long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
        long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
        Path statistics = Path.of("/sys/dev/block/" + major + ":" + minor + "/stat");
        return Files.isReadable(statistics) ? Optional.of(new BlockDevice(statistics)) : Optional.empty();
    }

    public long writtenBytes() throws IOException {
        return writtenBytes(Files.readString(statistics, StandardCharsets.US_ASCII));
    }

    public static long writtenBytes(String statistics) {
        return SECTOR_BYTES * Long.parseLong(statistics.strip().split("\\s+", -1)[SECTORS_WRITTEN]);
    }
}
