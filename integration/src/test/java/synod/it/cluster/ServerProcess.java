package synod.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One server in a process of its own. Not for several threads at once, but for {@link #ask} and {@link #mode}. */
public final class ServerProcess {
    private static final Duration STOPPING = Duration.ofSeconds(30);
    private static final Pattern MODE = Pattern.compile("^Mode: (\\S+)$", Pattern.MULTILINE);

    private final Product product;
    private final int id;
    private final Path folder;
    private final int clientPort;
    private volatile @Nullable Process process;
    private boolean paused;
    private boolean wanted;
    private List<String> javaOptions = List.of("-Xmx256m");
    private boolean isLogRead = true;

    ServerProcess(Product product, int id, Path folder, int clientPort) {
        this.product = product;
        this.id = id;
        this.folder = folder;
        this.clientPort = clientPort;
    }

    /** Its number in the ensemble. */
    public int id() {
        return id;
    }

    /** Where its clients connect, on the loopback address. */
    public int clientPort() {
        return clientPort;
    }

    /** The address for a client's connect string. */
    public String address() {
        return "127.0.0.1:" + clientPort;
    }

    /** Its folder: {@code zoo.cfg}, {@code server.log} and {@code data}. */
    public Path folder() {
        return folder;
    }

    /** Starts the process, which must not run; when it serves is another question. */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("server " + id + " runs already");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        if (isLogRead) {
            command.add("-Dlogback.configurationFile="
                    + folder.resolveSibling("logback.xml").toUri());
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(product.mainClass());
        command.add(folder.resolve("zoo.cfg").toString());
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            isLogRead ? ProcessBuilder.Redirect.appendTo(log().toFile()) : ProcessBuilder.Redirect.PIPE)
                    .start();
            wanted = true;
        } catch (IOException e) {
            throw new UncheckedIOException("server " + id + " does not start", e);
        }
    }

    /** Options of the Java machine from the next start on, in place of a small heap. */
    public void javaOptions(String... options) {
        javaOptions = List.of(options);
    }

    /** Further options of the Java machine, from the next start on. */
    void addJavaOptions(List<String> options) {
        List<String> all = new ArrayList<>(javaOptions);
        all.addAll(options);
        javaOptions = all;
    }

    /** From the next start on it has the production log, to a pipe that nobody reads. */
    public void leaveLogUnread() {
        isLogRead = false;
    }

    /** Tells a faulty server what goes wrong now. */
    public void tell(String fault) {
        try {
            running().getOutputStream().write((fault + "\n").getBytes(StandardCharsets.UTF_8));
            running().getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("server " + id + " cannot be told '" + fault + "'", e);
        }
    }

    /** From now on it may end by itself. */
    public void expectEnd() {
        wanted = false;
    }

    /** Waits until it has ended by itself, and gives its exit code. */
    public int awaitEnd() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("server " + id + " was never started");
        }
        awaitEnd(running);
        return running.exitValue();
    }

    /** kill -9, and waits until the process is gone. */
    public void kill() {
        Process running = process;
        if (running != null) {
            wanted = false;
            running.destroyForcibly();
            awaitEnd(running);
            paused = false;
        }
    }

    /**
     * Asks it to end, and waits until it has.
     *
     * @return its exit code
     */
    public int stop() {
        Process running = running();
        wanted = false;
        running.destroy();
        awaitEnd(running);
        return running.exitValue();
    }

    /** Stops the process where it stands; its sockets stay open and say nothing. */
    public void pause() {
        signal("-STOP");
        paused = true;
        Awaitility.await("server " + id + " stands still").atMost(STOPPING).until(this::isStopped);
    }

    /** Lets a paused process go on, as if nothing had happened. */
    public void resume() {
        signal("-CONT");
        paused = false;
    }

    /** Whether the process is there, paused or not. */
    public boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Whether the process is gone although nobody has killed or stopped it. */
    public boolean hasEndedByItself() {
        return wanted && !isAlive();
    }

    /** Whether it was paused and not let go. */
    public boolean isPaused() {
        return paused;
    }

    /** The answer to a four-letter word, if there is one. */
    public Optional<String> ask(String word) {
        return FourLetters.ask(clientPort, word);
    }

    /** The answer to a four-letter word with bytes behind it, if there is one. */
    public Optional<String> ask(byte[] word) {
        return FourLetters.ask(clientPort, word);
    }

    /** What it says of itself when it serves: standalone, leader, follower, observer; empty when it does not serve. */
    public String mode() {
        Matcher mode = MODE.matcher(ask("srvr").orElse(""));
        return mode.find() ? mode.group(1) : "";
    }

    /** The last lines of what it wrote to its standard output and error. */
    public String logTail(int lines) {
        try {
            List<String> all = Files.exists(log()) ? Files.readAllLines(log(), StandardCharsets.UTF_8) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** How many lines of its log contain a text. */
    public long countInLog(String text) {
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything it has on disk but its number. It must not run. */
    public void wipe() {
        Path data = folder.resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(data) && !file.endsWith("myid")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a copy of everything it has on disk, in place of an earlier copy. It must not run. */
    public void backUp() {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy");
        try {
            if (Files.exists(copy)) {
                delete(copy);
            }
            copy(data, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the copy in the place of what it has on disk. It must not run. */
    public void putBack() {
        try {
            delete(folder.resolve("data"));
            copy(folder.resolve("copy"), folder.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private Process running() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException("server " + id + " does not run\n" + logTail(50));
        }
        return running;
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", signal, Long.toString(running().pid()))
                    .inheritIO()
                    .start();
            awaitEnd(kill);
            if (kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " ended with code " + kill.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state letter behind the parenthesised name in Linux's account of a process: T is stopped. */
    private boolean isStopped() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(running().pid()), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("server " + id + " does not end\n" + logTail(50));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while server " + id + " ends", e);
        }
    }
}
