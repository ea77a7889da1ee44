package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import synod.gateway.Wire;
import synod.runtime.Endings;
import synod.runtime.Surroundings;

/** Whole servers in this process, spoken to over raw sockets. */
@Timeout(180)
final class ServerTest {
    private static final int CREATE = 1;
    private static final int GET_DATA = 4;
    private static final int OK = 0;
    private static final int NO_NODE = -101;

    @TempDir
    Path folder;

    private final Endings endings = new Endings();
    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        for (Server server : servers) {
            server.close();
        }
        assertThat(endings.isEmpty()).isTrue();
    }

    private Server start(String text) throws IOException {
        ServerConfiguration configuration = ZooConfig.parse(text, "test", new TreeMap<>(), DataFolder::readMyId);
        Server server = Server.start(configuration, endings, Surroundings.real());
        servers.add(server);
        return server;
    }

    private Server alone(String more) throws IOException {
        return start(
                "dataDir=" + folder + "\nclientPort=0\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n" + more);
    }

    private void restart(Server server) {
        server.close();
        servers.remove(server);
    }

    /** A session, taken up as soon as the server serves. */
    private static Wire session(int port) throws IOException {
        long until = System.nanoTime() + 60_000_000_000L;
        while (true) {
            Wire wire = new Wire(port);
            try {
                wire.frame(ByteBuffer.allocate(45).putInt(12, 10_000).array());
                byte[] answer = wire.frame();
                assertThat(answer).hasSize(37);
                assertThat(ByteBuffer.wrap(answer).getLong(8)).isNotZero();
                return wire;
            } catch (EOFException | SocketException e) {
                // Not serving yet; it says so by closing.
                wire.close();
                assertThat(System.nanoTime()).isLessThan(until);
            }
        }
    }

    private static byte[] create(int xid, String path, byte[] data) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + 4 + name.length + 4 + data.length + 4 + 4 + 9 + 10 + 4);
        out.putInt(xid)
                .putInt(CREATE)
                .putInt(name.length)
                .put(name)
                .putInt(data.length)
                .put(data);
        out.putInt(1).putInt(31).putInt(5).put("world".getBytes(StandardCharsets.US_ASCII));
        out.putInt(6).put("anyone".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        return out.array();
    }

    private static byte[] get(int xid, String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + 4 + name.length + 1)
                .putInt(xid)
                .putInt(GET_DATA)
                .putInt(name.length)
                .put(name)
                .array();
    }

    private static int errorOf(byte[] reply) {
        return ByteBuffer.wrap(reply).getInt(12);
    }

    private static String dataOf(byte[] reply) {
        int length = ByteBuffer.wrap(reply).getInt(16);
        return new String(reply, 20, length, StandardCharsets.UTF_8);
    }

    @Test
    void keepsWhatItAcknowledgedOverARestart() throws IOException {
        Server server = alone("");
        try (Wire wire = session(server.clientPort())) {
            wire.frame(create(1, "/a", "kept".getBytes(StandardCharsets.UTF_8)));
            assertThat(errorOf(wire.frame())).isEqualTo(OK);
            wire.frame(get(2, "/missing"));
            assertThat(errorOf(wire.frame())).isEqualTo(NO_NODE);
        }
        restart(server);
        try (Wire wire = session(alone("").clientPort())) {
            wire.frame(get(1, "/a"));
            byte[] reply = wire.frame();
            assertThat(errorOf(reply)).isEqualTo(OK);
            assertThat(dataOf(reply)).isEqualTo("kept");
        }
    }

    @Test
    void restoresFromSnapshotsAndTheJournalBehindThem() throws IOException {
        Server server = alone("snapCount=40\n");
        int count = 300;
        try (Wire wire = session(server.clientPort())) {
            for (int i = 1; i <= count; i++) {
                wire.frame(create(i, "/n" + i, new byte[100]));
            }
            for (int i = 1; i <= count; i++) {
                assertThat(errorOf(wire.frame())).isEqualTo(OK);
            }
        }
        restart(server);
        assertThat(folder.resolve("synod/snapshots")).isNotEmptyDirectory();
        try (Wire wire = session(alone("snapCount=40\n").clientPort())) {
            for (int i = 1; i <= count; i++) {
                wire.frame(get(i, "/n" + i));
            }
            for (int i = 1; i <= count; i++) {
                assertThat(errorOf(wire.frame())).as("/n%d", i).isEqualTo(OK);
            }
        }
    }

    @Test
    void answersSrvr() throws IOException {
        Server server = alone("4lw.commands.whitelist=*\n");
        session(server.clientPort()).close();
        assertThat(Wire.word(server.clientPort(), "srvr"))
                .startsWith("Zookeeper version: 3.9.5-synod-")
                .contains("Mode: standalone\n", "Node count: 5\n");
        assertThat(Wire.word(server.clientPort(), "mntr"))
                .contains("zk_server_state\tstandalone\n", "zk_cnt_fsynctime\t");
        assertThat(Wire.word(server.clientPort(), "conf")).contains("dataDir=" + folder, "serverId=0");
        assertThat(Wire.word(server.clientPort(), "dump")).contains("Session Sets (1)/(1):\n1 expire at ");
    }

    @Test
    void refusesATakenPortAndLetsGoOfItsFolder() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text = "admin.enableServer=false\ndataDir=" + folder + "\nclientPortAddress=127.0.0.1\nclientPort="
                    + taken.getLocalPort() + "\n";
            assertThatThrownBy(() -> start(text))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen for clients at 127.0.0.1:" + taken.getLocalPort());
        }
        session(alone("").clientPort()).close();
    }

    @Test
    void refusesASecondServerOnTheSameFolder() throws IOException {
        alone("");
        assertThatThrownBy(() -> alone(""))
                .isInstanceOf(DataFolderProblem.class)
                .hasMessageContaining("in use");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket free = new ServerSocket(0);
            sockets.add(free);
            ports.add(free.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private Server member(int number, List<Integer> ports, String more) throws IOException {
        Path home = Files.createDirectories(folder.resolve(Integer.toString(number)));
        Files.writeString(home.resolve("myid"), Integer.toString(number));
        StringBuilder text = new StringBuilder("clientPort=0\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
        // Generous: this machine may be busy with other things.
        text.append("synod.heartbeatMillis=300\nsynod.electionTimeoutMillis=3000\n");
        text.append("dataDir=").append(home).append('\n').append(more);
        for (int other = 1; other <= ports.size(); other++) {
            text.append("server." + other + "=127.0.0.1:" + ports.get(other - 1) + ":1\n");
        }
        return start(text.toString());
    }

    @Test
    void threeServersAgree() throws IOException {
        List<Integer> ports = freePorts(3);
        List<Server> three = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            three.add(member(number, ports, ""));
        }
        try (Wire writer = session(three.get(0).clientPort())) {
            writer.frame(create(1, "/shared", "seen".getBytes(StandardCharsets.UTF_8)));
            assertThat(errorOf(writer.frame())).isEqualTo(OK);
        }
        for (Server server : three) {
            try (Wire reader = session(server.clientPort())) {
                // A session of its own is younger than the write, so its server has it.
                reader.frame(get(1, "/shared"));
                assertThat(dataOf(reader.frame())).isEqualTo("seen");
            }
        }
    }

    @Test
    void aServerFarBehindFetchesAnImageAndStartsOverFromIt() throws IOException {
        String often = "snapCount=40\n";
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger log = (Logger) LoggerFactory.getLogger("synod");
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(lines);
        List<Integer> ports = freePorts(3);
        List<Server> three = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            three.add(member(number, ports, often));
        }
        session(three.get(2).clientPort()).close();
        restart(three.get(2));
        int count = 400;
        try (Wire writer = session(three.get(0).clientPort())) {
            for (int i = 1; i <= count; i++) {
                writer.frame(create(i, "/n" + i, new byte[50]));
                assertThat(errorOf(writer.frame())).isEqualTo(OK);
            }
        }
        // What they keep in memory for those that lag is gone with them; the images are not.
        restart(three.get(0));
        restart(three.get(1));
        Server first = member(1, ports, often);
        member(2, ports, often);
        session(first.clientPort()).close();
        Server late = member(3, ports, often);
        try (Wire reader = session(late.clientPort())) {
            for (int i = 1; i <= count; i++) {
                reader.frame(get(i, "/n" + i));
                assertThat(errorOf(reader.frame())).as("/n%d", i).isEqualTo(OK);
            }
        }
        log.detachAppender(lines);
        log.setAdditive(true);
        log.setLevel(null);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("fetched an image of slot "))
                .contains("restoring the replica from its disk");
    }
}
