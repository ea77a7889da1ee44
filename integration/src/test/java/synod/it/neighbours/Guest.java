package synod.it.neighbours;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;

/**
 * A program in a process of its own that does its work on the servers of a cluster. Line by line it tells on its standard
 * output what it has done ({@code done: NAME}), and what it would like ({@code please: stop PORT}, {@code please: start},
 * {@code please: freeze PATH}), which is answered with {@code ok} on its standard input. All other lines are its own
 * business. It has succeeded when it ends with code 0.
 */
final class Guest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int LINES = 60;
    private static final String ERRORS = "stderr.log";

    private final Cluster cluster;
    private final Process process;
    private final Path folder;
    private final List<String> steps = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    private Guest(Cluster cluster, Process process, Path folder) {
        this.cluster = cluster;
        this.process = process;
        this.folder = folder;
    }

    /**
     * Runs a program to its end, and leaves the cluster with all its servers.
     *
     * @param name for its folder, in which it runs
     * @return the names of the steps that it has done, in order
     */
    static List<String> visit(Cluster cluster, String name, List<String> command) {
        Path folder = Path.of("target", "guests", name).toAbsolutePath();
        try {
            clear(folder);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(
                            ProcessBuilder.Redirect.to(folder.resolve(ERRORS).toFile()));
            Guest guest = new Guest(cluster, builder.start(), folder);
            try {
                guest.serve();
            } finally {
                guest.process.destroyForcibly();
                cluster.startAll();
                cluster.awaitServing();
            }
            return guest.steps;
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " is here", e);
        }
    }

    /** An empty folder, whatever an earlier visit has left there. */
    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void serve() throws IOException, InterruptedException {
        CompletableFuture<Process> end = process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly());
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("done: ")) {
                    steps.add(line.substring(6));
                } else if (line.startsWith("please: ")) {
                    grant(line.substring(8).split(" ", 2));
                    process.getOutputStream().write("ok\n".getBytes(StandardCharsets.UTF_8));
                    process.getOutputStream().flush();
                }
            }
        }
        int code = end.join().waitFor();
        if (code != 0) {
            Files.write(folder.resolve("stdout.log"), said);
            throw new AssertionError("ended with code " + code + ", see " + folder + "\n" + tail(said) + "\n----\n"
                    + tail(Files.readAllLines(folder.resolve(ERRORS), StandardCharsets.ISO_8859_1)));
        }
    }

    private static String tail(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private void grant(String[] words) throws IOException, InterruptedException {
        switch (words[0]) {
            case "stop" -> server(Integer.parseInt(words[1])).kill();
            case "start" -> {
                cluster.startAll();
                cluster.awaitServing();
            }
            case "freeze" -> freeze(words[1]);
            default -> throw new AssertionError("a guest asks for " + String.join(" ", words));
        }
    }

    private ServerProcess server(int clientPort) {
        return cluster.servers().stream()
                .filter(server -> server.clientPort() == clientPort)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no server has port " + clientPort));
    }

    @SuppressWarnings("try") // That closing may be interrupted is what the caller knows.
    private void freeze(String path) throws IOException, InterruptedException {
        try (ZooKeeper client = Clients.connect(cluster.connectString())) {
            signal("-STOP");
            Awaitility.await("the session that " + path + " belongs to has expired")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> client.exists(path, false) == null);
        } finally {
            signal("-CONT");
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill " + signal + " ended with code " + code);
        }
    }
}
