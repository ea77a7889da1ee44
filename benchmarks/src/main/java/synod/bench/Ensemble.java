package synod.bench;

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
import java.util.stream.Stream;

/**
 * The processes of one system in a fresh folder, on loopback ports that were free a moment ago. Closing it ends the
 * processes and deletes the folder.
 */
final class Ensemble implements AutoCloseable {
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
    }

    private final Contender contender;
    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private List<InetSocketAddress> leaderFirst = List.of();

    private Ensemble(Contender contender, Path folder) {
        this.contender = contender;
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
    static Ensemble start(Contender contender, int size, Path home, Path parent, List<String> javaOptions)
            throws IOException, InterruptedException {
        Files.createDirectories(parent);
        Ensemble ensemble = new Ensemble(contender, Files.createTempDirectory(parent, contender.id + "-"));
        try {
            ensemble.lay(size);
            ensemble.launch(home, javaOptions);
            ensemble.awaitReady();
            return ensemble;
        } catch (IOException | InterruptedException | RuntimeException e) {
            ensemble.close();
            throw e;
        }
    }

    /** Client addresses, the leader's first. */
    List<InetSocketAddress> servers() {
        return leaderFirst;
    }

    List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    /** Forced writes of all servers since their start, when the system counts them. */
    OptionalLong forcedWrites() throws IOException {
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

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroy();
        }
        try {
            for (Process process : processes) {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
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
            Path data = Files.createDirectory(member.folder.resolve("data"));
            Files.writeString(data.resolve("myid"), member.id + "\n");
            Files.writeString(member.folder.resolve("zoo.cfg"), configuration(member, data));
        }
    }

    /** The keys every ZooKeeper has; everything else is each system's default, forced writes among it. */
    private String configuration(Member member, Path data) {
        StringBuilder text = new StringBuilder("tickTime=2000\ninitLimit=10\nsyncLimit=5\n");
        text.append("dataDir=").append(data).append('\n');
        text.append("clientPortAddress=127.0.0.1\n");
        text.append("clientPort=").append(member.client.getPort()).append('\n');
        text.append("4lw.commands.whitelist=srvr,mntr\n");
        if (members.size() > 1) {
            for (Member each : members) {
                text.append("server.").append(each.id).append("=127.0.0.1:");
                text.append(each.peerPort).append(':').append(each.electionPort).append('\n');
            }
        }
        return text.toString();
    }

    private void launch(Path home, List<String> javaOptions) throws IOException {
        Path library = contender.library(home);
        if (!Files.isDirectory(library)) {
            throw new IOException("no jars of " + contender.title + " in " + library
                    + "; \"mvn -DskipTests package\" in the project's folder puts them there");
        }
        for (Member member : members) {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(javaOptions);
            command.addAll(contender.ownOptions());
            command.add("-Dlogback.configurationFile=" + folder.resolve("logback.xml"));
            command.add("-cp");
            command.add(library.resolve("*").toString());
            command.add(contender.main());
            command.add(member.folder.resolve("zoo.cfg").toString());
            processes.add(new ProcessBuilder(command)
                    .directory(member.folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(member.log().toFile())
                    .start());
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
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
                        + TimeUnit.NANOSECONDS.toSeconds(READY_NANOS) + " s\n" + logTail(members.get(0)));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isReady() {
        List<InetSocketAddress> leaders = new ArrayList<>();
        List<InetSocketAddress> others = new ArrayList<>();
        for (Member member : members) {
            String mode = FourLetters.mode(member.client).orElse("");
            switch (mode) {
                case "leader", "standalone" -> leaders.add(member.client);
                case "follower" -> others.add(member.client);
                default -> {
                    return false;
                }
            }
        }
        leaderFirst = Stream.concat(leaders.stream(), others.stream()).toList();
        return leaders.size() == 1;
    }

    private static String logTail(Member member) {
        try {
            List<String> lines = Files.readAllLines(member.log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
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
