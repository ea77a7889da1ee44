package synod.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import synod.bench.system.ProcessUsage;

/**
 * Where and with what a result was made.
 *
 * @param fileSystem type of the file system that the servers wrote to
 * @param commit of the sources, with a word when they were changed since
 */
record Machine(String processor, String kernel, String memory, String fileSystem, String java, String commit) {
    static Machine describe(Path home, Path folder) throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors() + " x " + readProcessor(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                readMemory(),
                Files.getFileStore(folder).type(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                readCommit(home));
    }

    private static String readProcessor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String readMemory() throws IOException {
        long kibibytes =
                ProcessUsage.value(Files.readString(Path.of("/proc/meminfo"), StandardCharsets.UTF_8), "MemTotal:");
        return Math.round(kibibytes / 1024.0 / 1024.0) + " GiB";
    }

    private static String readCommit(Path home) throws IOException {
        String commit = output(home, "git", "rev-parse", "--short=12", "HEAD");
        String changes = output(home, "git", "status", "--porcelain", "--untracked-files=no");
        return commit + (changes.isEmpty() ? "" : " with changes");
    }

    private static String output(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            boolean hasEnded = process.waitFor(10, TimeUnit.SECONDS);
            return hasEnded && process.exitValue() == 0 ? output : "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
