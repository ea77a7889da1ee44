package synod.bench.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What a Java process holds on to: its heap after a full collection, asked with the {@code jcmd} of this JDK. */
public final class LiveHeap {
    private static final String TOTAL = "Total ";

    private LiveHeap() {}

    /**
     * Bytes of all objects that can be reached. The process stands still meanwhile.
     *
     * @throws IOException when there is no {@code jcmd} here, or the process does not answer it
     */
    public static long bytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home", ""), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new IOException("heap cannot be measured without " + jcmd + ", which comes with a JDK");
        }
        // The histogram counts what is left after a full collection, which it asks for itself.
        Process process = new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return total(histogram)
                .orElseThrow(() -> new IOException("jcmd of process " + pid + " ended with code " + code
                        + " and told no" + " total: " + histogram.substring(0, Math.min(200, histogram.length()))));
    }

    /** The last line of a histogram: the word, the number of objects, and their bytes. */
    static OptionalLong total(String histogram) {
        return histogram
                .lines()
                .filter(line -> line.startsWith(TOTAL))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                .findFirst();
    }
}
