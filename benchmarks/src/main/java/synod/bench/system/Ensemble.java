package synod.bench.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The processes of one system in a fresh folder, on loopback ports that were free a moment ago. Servers are named by their
 * place, 0 and up. Closing it ends the processes and deletes the folder.
 */
public final class Ensemble implements AutoCloseable {
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long POLL_MILLIS = 20;
    private static final long STOP_SECONDS = 10;
    private static final int LOG_TAIL_LINES = 30;

    private static final String LOGBACK = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{ISO8601} [%t] %-5p %c{0} - %m%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private record Member(int id, Path folder, InetSocketAddress client, int peerPort, int electionPort) {
        Path log() {
            return folder.resolve("server.log");
        }

        Path data() {
            return folder.resolve("data");
        }
    }

    private final Contender contender;
    private final Path home;
    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final Thread atExit = new Thread(this::destroyAll, "ensemble-at-exit");
    private int leader;

    private Ensemble(Contender contender, Path home, Path folder) {
        this.contender = contender;
        this.home = home;
        this.folder = folder;
    }

    /**
     * Starts {@code size} servers and waits until each of them serves.
     *
     * @param home the built project
     * @param parent where the fresh folder is made; its file system is what the measured writes are forced to
     * @param javaOptions flags of the Java machine, the same for every system
     * @throws IOException when they do not come up; the message ends with what they logged
     */
    public static Ensemble start(Contender contender, int size, Path home, Path parent, List<String> javaOptions)
            throws IOException, InterruptedException {
        Files.createDirectories(parent);
        Ensemble ensemble = new Ensemble(contender, home, Files.createTempDirectory(parent, contender.id + "-"));
        Runtime.getRuntime().addShutdownHook(ensemble.atExit);
        try {
            ensemble.lay(size);
            for (Member member : ensemble.members) {
                ensemble.processes.add(ensemble.launch(member, javaOptions));
            }
            ensemble.awaitReady();
            return ensemble;
        } catch (IOException | InterruptedException | RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    public Contender contender() {
        return contender;
    }

    public int size() {
        return members.size();
    }

    /** Place of the leader, or of the server that is alone, when all of them were last seen serving. */
    public int leader() {
        return leader;
    }

    /** Where clients of one server connect. */
    public InetSocketAddress address(int place) {
        return members.get(place).client;
    }

    /** Client addresses, the leader's first. */
    public List<InetSocketAddress> servers() {
        return IntStream.range(0, members.size())
                .mapToObj(i -> members.get((leader + i) % members.size()).client)
                .toList();
    }

    public long pid(int place) {
        return processes.get(place).pid();
    }

    /** All servers' processes. */
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    /** Where one server keeps its state. */
    public Path data(int place) {
        return members.get(place).data();
    }

    /** Forced writes of all servers since their start, when the system counts them. */
    public OptionalLong forcedWrites() throws IOException {
        long sum = 0;
        for (Member member : members) {
            OptionalLong forces = FourLetters.metric(FourLetters.ask(member.client, "mntr"), contender.forcesMetric);
            if (forces.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += forces.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** Ends one server as a failing machine would, by SIGKILL, and waits until its process is gone. */
    public void kill(int place) throws InterruptedException {
        processes.get(place).destroyForcibly().waitFor();
    }

    /** Ends one server as an operator would, and waits until its process is gone. */
    public void stop(int place) throws InterruptedException {
        Process process = processes.get(place);
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * Sends a signal to one server.
     *
     * @param signal its name without SIG, such as STOP
     */
    public void signal(int place, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid(place)))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("SIG" + signal + " could not be sent to server " + (place + 1) + ", code " + code);
        }
    }

    /** Starts a server that has ended again, in the same folder; does not wait until it serves. */
    public void launchAgain(int place, List<String> javaOptions) throws IOException {
        if (processes.get(place).isAlive()) {
            throw new IllegalStateException("server " + (place + 1) + " has not ended");
        }
        processes.set(place, launch(members.get(place), javaOptions));
    }

    /**
     * Waits until every server serves and one of them leads.
     *
     * @throws IOException when that takes longer than two minutes; the message ends with what the server logged
     */
    public void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (!isReady()) {
            for (int i = 0; i < members.size(); i++) {
                if (!processes.get(i).isAlive()) {
                    throw new IOException(contender.title + " ended with code "
                            + processes.get(i).exitValue() + " while starting\n" + logTail(members.get(i)));
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(contender.title + " does not serve after "
                        + TimeUnit.NANOSECONDS.toSeconds(READY_NANOS) + " s\n" + logTails());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The last lines that each server logged. */
    public String logTails() {
        return members.stream().map(Ensemble::logTail).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroy);
        boolean isInterrupted = false;
        for (Process process : processes) {
            try {
                if (isInterrupted || !process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                isInterrupted = true;
                process.destroyForcibly();
            }
            // What was killed is gone at once; only then may its folder go.
            process.onExit().join();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This process is ending already, and the hook does, or has done, the same.
            return;
        }
        deleteFolder();
    }

    /** For the end of this process: nothing may stay behind, and there is no time to be polite. */
    private void destroyAll() {
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
        try {
            deleteFolder();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void lay(int size) throws IOException {
        List<Integer> ports = freePorts(size * 3);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < size; i++) {
            members.add(new Member(
                    i + 1,
                    Files.createDirectory(folder.resolve("server" + (i + 1))),
                    new InetSocketAddress(loopback, ports.get(3 * i)),
                    ports.get(3 * i + 1),
                    ports.get(3 * i + 2)));
        }
        Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        for (Member member : members) {
            Files.createDirectory(member.data());
            Files.writeString(member.data().resolve("myid"), member.id + "\n");
            Files.writeString(member.folder.resolve("zoo.cfg"), configuration(member));
        }
    }

    /**
     * The keys every ZooKeeper has, and no limit to the connections from one address; everything else is each system's
     * default, forced writes among it.
     */
    private String configuration(Member member) {
        StringBuilder text = new StringBuilder("tickTime=2000\ninitLimit=10\nsyncLimit=5\n");
        text.append("dataDir=").append(member.data()).append('\n');
        text.append("clientPortAddress=127.0.0.1\n");
        text.append("admin.enableServer=false\n");
        text.append("clientPort=").append(member.client.getPort()).append('\n');
        text.append("maxClientCnxns=0\n");
        text.append("4lw.commands.whitelist=srvr,mntr\n");
        if (members.size() > 1) {
            for (Member each : members) {
                text.append("server.").append(each.id).append("=127.0.0.1:");
                text.append(each.peerPort).append(':').append(each.electionPort).append('\n');
            }
        }
        return text.toString();
    }

    private Process launch(Member member, List<String> javaOptions) throws IOException {
        Path library = contender.library(home);
        if (!Files.isDirectory(library)) {
            throw new IOException("no jars of " + contender.title + " in " + library
                    + "; \"mvn -DskipTests package\" in the project's folder puts them there");
        }
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(javaOptions);
        command.addAll(contender.ownOptions());
        command.add("-Dlogback.configurationFile=" + folder.resolve("logback.xml"));
        command.add("-cp");
        command.add(library.resolve("*").toString());
        command.add(contender.main());
        command.add(member.folder.resolve("zoo.cfg").toString());
        return new ProcessBuilder(command)
                .directory(member.folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(member.log().toFile()))
                .start();
    }

    private boolean isReady() {
        int leaders = 0;
        for (int i = 0; i < members.size(); i++) {
            switch (FourLetters.mode(members.get(i).client).orElse("")) {
                case "leader", "standalone" -> {
                    leaders++;
                    leader = i;
                }
                case "follower" -> {}
                default -> {
                    return false;
                }
            }
        }
        return leaders == 1;
    }

    private static String logTail(Member member) {
        try {
            List<String> lines = Files.readAllLines(member.log(), StandardCharsets.UTF_8);
            return "--- last lines of server " + member.id + "\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + member.log(), e);
        }
    }

    /** All are held open until the last one is known, so that no two are the same. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
