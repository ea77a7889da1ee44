package synod.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import synod.it.faults.PeerNet;

/** The servers of one ensemble, or one standalone server, in a fresh folder. */
public final class Cluster implements AutoCloseable {
    /** How long anything may take on a small machine that does other things as well. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final String LOGBACK = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} [%t] %-5p %c{0} - %m%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    private final Shape shape;
    private final Path folder;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<Integer> peerPorts = new ArrayList<>();
    private final List<Integer> electionPorts = new ArrayList<>();
    private @Nullable PeerNet net;

    private Cluster(Shape shape, Path folder) {
        this.shape = shape;
        this.folder = folder;
    }

    /** Starts the servers with a tick of half a second and waits until all of them serve. */
    public static Cluster start(Shape shape) {
        return start(shape, 500, List.of());
    }

    /**
     * Starts the servers and waits until all of them serve.
     *
     * @param tickMillis sessions may time out after 2 to 20 of these
     * @param settings further lines of each server's configuration
     */
    public static Cluster start(Shape shape, int tickMillis, List<String> settings) {
        return start(shape, tickMillis, settings, List.of());
    }

    /**
     * Starts the servers and waits until all of them serve.
     *
     * @param tickMillis sessions may time out after 2 to 20 of these
     * @param settings further lines of each server's configuration
     * @param javaOptions further options of each server's Java machine, such as {@code -Dname=value}
     */
    public static Cluster start(Shape shape, int tickMillis, List<String> settings, List<String> javaOptions) {
        return start(shape, tickMillis, settings, javaOptions, false);
    }

    /**
     * Lays the servers' folders and starts none.
     *
     * @param settings further lines of each server's configuration
     */
    public static Cluster lay(Shape shape, List<String> settings) {
        return laid(shape, 500, settings, List.of(), false);
    }

    /** The same, with a network between the servers that can be broken. */
    public static Cluster startOnPeerNet(Shape shape, int tickMillis) {
        return start(shape, tickMillis, List.of(), List.of(), true);
    }

    /**
     * The same as {@link #start(Shape)}, but the last server is an observer: three servers are a leader, a follower and
     * one that observes.
     */
    public static Cluster startWithObserver(Shape shape) {
        Cluster cluster = laid(shape, 500, List.of(), List.of(), false);
        ServerProcess observer = cluster.servers.get(shape.size() - 1);
        try {
            for (ServerProcess server : cluster.servers) {
                Path file = server.folder().resolve("zoo.cfg");
                List<String> lines = new ArrayList<>(Files.readAllLines(file));
                lines.replaceAll(line -> line.startsWith("server." + observer.id() + "=") ? line + ":observer" : line);
                if (server == observer) {
                    lines.add("peerType=observer");
                }
                Files.write(file, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cluster.started();
    }

    private static Cluster start(
            Shape shape, int tickMillis, List<String> settings, List<String> javaOptions, boolean hasNet) {
        return laid(shape, tickMillis, settings, javaOptions, hasNet).started();
    }

    private static Cluster laid(
            Shape shape, int tickMillis, List<String> settings, List<String> javaOptions, boolean hasNet) {
        Path folder = Path.of("target", "it", NUMBER.incrementAndGet() + "-" + shape.product() + "-" + shape.size())
                .toAbsolutePath();
        Cluster cluster = new Cluster(shape, folder);
        ClusterLogs.opened(cluster);
        try {
            delete(folder);
            cluster.lay(tickMillis, settings, hasNet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.servers.forEach(server -> server.addJavaOptions(javaOptions));
        return cluster;
    }

    private Cluster started() {
        servers.forEach(ServerProcess::start);
        awaitServing();
        return this;
    }

    /** What this is. */
    public Shape shape() {
        return shape;
    }

    /** All servers, in the order of their numbers. */
    public List<ServerProcess> servers() {
        return List.copyOf(servers);
    }

    /** All addresses, for a client. */
    public String connectString() {
        return String.join(",", servers.stream().map(ServerProcess::address).toList());
    }

    /** The network between the servers. */
    public PeerNet net() {
        return Objects.requireNonNull(net, "this cluster has none that can be broken");
    }

    /** Waits for a server that leads, alone or an ensemble, and gives it. */
    public ServerProcess awaitLeader() {
        await("a leader", () -> !leaders().isEmpty());
        return leaders().get(0);
    }

    /** Waits for a server that follows, and gives it. */
    public ServerProcess awaitFollower() {
        await("a follower", () -> !followers().isEmpty());
        return followers().get(0);
    }

    /** Waits until every server that runs serves clients, one of them as the leader. */
    public void awaitServing() {
        await("every server serves", () -> {
            boolean led = false;
            for (ServerProcess server : servers) {
                if (server.isAlive() && !server.isPaused()) {
                    String mode = server.mode();
                    if (mode.isEmpty()) {
                        return false;
                    }
                    led |= isLeading(mode);
                }
            }
            return led;
        });
    }

    /** Starts every server that does not run. */
    public void startAll() {
        for (ServerProcess server : servers) {
            if (!server.isAlive()) {
                server.start();
            }
        }
    }

    /** The last lines of every server's log. */
    public String logTails(int lines) {
        StringBuilder text = new StringBuilder();
        for (ServerProcess server : servers) {
            text.append("---- ").append(shape).append(", server ").append(server.id());
            text.append(", ").append(server.folder()).append('\n');
            text.append(server.logTail(lines)).append('\n');
        }
        return text.toString();
    }

    /** Kills every server. The folder stays until {@link ClusterLogs} has judged the test. */
    @Override
    public void close() {
        servers.forEach(ServerProcess::kill);
        if (net != null) {
            net.close();
        }
    }

    void discard() {
        close();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ServerProcess> leaders() {
        return servers.stream()
                .filter(server -> server.isAlive() && !server.isPaused() && isLeading(server.mode()))
                .toList();
    }

    private List<ServerProcess> followers() {
        return servers.stream()
                .filter(server ->
                        server.isAlive() && !server.isPaused() && server.mode().equals("follower"))
                .toList();
    }

    private static boolean isLeading(String mode) {
        return mode.equals("leader") || mode.equals("standalone");
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .pollDelay(Duration.ZERO)
                    .until(() -> {
                        for (ServerProcess server : servers) {
                            if (server.hasEndedByItself()) {
                                throw new IllegalStateException("server " + server.id() + " has ended by itself");
                            }
                        }
                        return condition.holds();
                    });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(shape + ": waited in vain for " + what + "\n" + logTails(40), e);
        }
    }

    private void lay(int tickMillis, List<String> settings, boolean hasNet) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        for (int id = 1; id <= shape.size(); id++) {
            Path home = Files.createDirectories(folder.resolve("server" + id));
            servers.add(new ServerProcess(shape.product(), id, home, Ports.free()));
            peerPorts.add(Ports.free());
            electionPorts.add(Ports.free());
        }
        if (hasNet) {
            net = new PeerNet(peerPorts);
        }
        for (ServerProcess server : servers) {
            Path data = Files.createDirectories(server.folder().resolve("data"));
            List<String> lines = new ArrayList<>(List.of(
                    "tickTime=" + tickMillis,
                    "initLimit=40",
                    "syncLimit=20",
                    "dataDir=" + data,
                    "clientPortAddress=127.0.0.1",
                    "clientPort=" + server.clientPort(),
                    "maxClientCnxns=0",
                    "admin.enableServer=false",
                    "4lw.commands.whitelist=*"));
            lines.addAll(settings);
            if (shape.size() > 1) {
                Files.writeString(data.resolve("myid"), server.id() + "\n");
                lines.addAll(members(server.id()));
            }
            Files.write(server.folder().resolve("zoo.cfg"), lines);
        }
    }

    /** The ensemble as one server is told of it. */
    private List<String> members(int self) {
        List<String> members = new ArrayList<>();
        for (int id = 1; id <= shape.size(); id++) {
            int port = net == null || id == self ? peerPorts.get(id - 1) : net.port(self, id);
            members.add("server." + id + "=127.0.0.1:" + port + ":" + electionPorts.get(id - 1));
        }
        return members;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
