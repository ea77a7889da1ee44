package synod.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import synod.kernel.Bytes;
import synod.runtime.HostPort;
import synod.runtime.Sockets;

/** Commands over HTTP, spoken by hand. */
@Timeout(60)
final class AdminServerTest {
    private final Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private final List<Socket> opened = new ArrayList<>();
    private final Source source = new Source();
    private volatile boolean isServing = true;
    private int port;
    private @Nullable AdminServer server;

    /** Bytes that count, of which only so many can be read. */
    private static final class Source implements AdminStream {
        private static final int LENGTH = 20_000_000;
        private final AtomicLong read = new AtomicLong();
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile long there = LENGTH;

        @Override
        public long length() {
            return LENGTH;
        }

        @Override
        public void read(long offset, int max, Consumer<Bytes> then) {
            byte[] piece = new byte[(int) Math.max(0, Math.min(max, there - offset))];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = (byte) ((offset + i) % 251);
            }
            read.addAndGet(piece.length);
            then.accept(Bytes.wrap(piece));
        }

        @Override
        public void close() {
            assertThat(closed.getCount()).isEqualTo(1);
            closed.countDown();
        }
    }

    private void start(long idleMillis) {
        List<AdminCommand> commands = List.of(
                new AdminCommand(
                        List.of("echo", "e"),
                        false,
                        (asked, then) -> then.accept(AdminAnswer.of(Map.of("said", asked.arguments())))),
                new AdminCommand(List.of("always"), true, (asked, then) -> then.accept(AdminAnswer.of(Map.of()))),
                new AdminCommand(
                        List.of("refused"),
                        true,
                        (asked, then) -> then.accept(new AdminAnswer(503, Map.of(), "not today"))),
                new AdminCommand(
                        List.of("upload"), true, true, (asked, then) -> then.accept(AdminAnswer.ofStatus(503))),
                new AdminCommand(
                        List.of("long"),
                        true,
                        (asked, then) -> then.accept(AdminAnswer.ofHeaders(Map.of("last_zxid", "0x1"), source))));
        AdminSettings settings = new AdminSettings(new HostPort("127.0.0.1", 0), "/commands", idleMillis);
        AdminServer made = new AdminServer(sockets, settings, commands, () -> isServing);
        port = made.start();
        server = made;
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : opened) {
            socket.close();
        }
        AdminServer running = server;
        if (running != null) {
            running.close();
        }
        sockets.close();
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        opened.add(socket);
        return socket;
    }

    /** Everything that comes back for these bytes. */
    private String say(String text) throws IOException {
        Socket socket = open();
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private String ask(String method, String path) throws IOException {
        return say(method + " " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aCommandByEachOfItsNames() throws IOException {
        start(10_000);
        String expected = """
                {
                  "said" : {
                    "a" : "b c"
                  },
                  "command" : "echo",
                  "error" : null
                }
                """;
        for (String name : List.of("echo", "e")) {
            String answer = ask("GET", "/commands/" + name + "?a=b%20c");
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("application/json");
            assertThat(body(answer)).isEqualTo(expected);
        }
        assertThat(body(say("POST /commands/e?a=b+c HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nxy")))
                .isEqualTo(expected);
    }

    @Test
    void whatIsNoCommand() throws IOException {
        start(10_000);
        assertThat(ask("GET", "/commands/nothing"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"error\" : \"Unknown command: nothing\"");
        assertThat(ask("GET", "/commands/%22%0a")).contains("\"command\" : \"\\\"\\n\"");
        assertThat(ask("GET", "/other")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("GET", "/commandsecho")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("TRACE", "/commands")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("PUT", "/commands")).startsWith("HTTP/1.1 405 ");
        assertThat(ask("GET", "/commands/refused")).startsWith("HTTP/1.1 503 ").contains("not today");
    }

    @Test
    void theListHasALinkForEach() throws IOException {
        start(10_000);
        for (String path : List.of("/commands", "/commands/")) {
            assertThat(ask("GET", path))
                    .contains("text/html")
                    .contains("href=\"/commands/echo\"")
                    .contains("href=\"/commands/always\"");
        }
    }

    @Test
    void withoutServiceOnlySomeAreAnswered() throws IOException {
        start(10_000);
        isServing = false;
        assertThat(ask("GET", "/commands/e"))
                .contains("not currently serving requests")
                .contains("\"echo\"");
        assertThat(ask("GET", "/commands/always")).contains("\"error\" : null");
    }

    @Test
    void whoeverSaysTooMuchOrTooLittleIsSentAway() throws IOException {
        start(200);
        assertThat(ask("GET", "/commands/" + "x".repeat(20_000))).contains(" 400 ");
        assertThat(say("GET /commands HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n"))
                .contains(" 413 ");
        assertThat(say("\u0016\u0003\u0001 nothing of HTTP\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(say("GET /comm")).isEmpty();
        assertThat(ask("GET", "/commands/always")).contains("\"error\" : null");
    }

    @Test
    void aLongAnswerGoesOutPieceByPiece() throws Exception {
        start(10_000);
        Socket socket = open();
        socket.getOutputStream().write("GET /commands/long HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head.toString().toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.1 200 ")
                .contains("last_zxid: 0x1\r\n", "content-length: 20000000\r\n", "application/octet-stream");
        for (int at = 0; at < Source.LENGTH; ) {
            byte[] bytes = in.readNBytes(Math.min(100_000, Source.LENGTH - at));
            for (byte each : bytes) {
                assertThat(each).isEqualTo((byte) (at++ % 251));
            }
        }
        assertThat(in.read()).isEqualTo(-1);
        source.closed.await();
    }

    @Test
    void whoDoesNotReadIsNotReadFor() throws Exception {
        start(500);
        Socket socket = open();
        socket.getOutputStream().write("GET /commands/long HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // Taking nothing for so long ends it; until then no more was read than the system's buffers take, and one
        // piece.
        source.closed.await();
        assertThat(source.read.get()).isBetween(1L, Source.LENGTH - 1L);
    }

    @Test
    void aLongAnswerWhoseSourceEndsIsCutOff() throws Exception {
        start(10_000);
        source.there = 1_000_000;
        byte[] all = say("GET /commands/long HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        assertThat(new String(all, StandardCharsets.UTF_8)).contains("content-length: 20000000");
        source.closed.await();
    }

    @Test
    void aBodyThatNobodyWantsIsHeardToItsEnd() throws Exception {
        start(10_000);
        Socket socket = open();
        String head = "POST /commands/upload HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[3_000_000]);
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\"command\" : \"upload\"");
    }

    @Test
    void fewTalkAtOnce() throws IOException {
        start(20_000);
        List<Socket> many = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            many.add(open());
        }
        assertThat(open().getInputStream().read()).isEqualTo(-1);
        for (Socket socket : many) {
            socket.close();
        }
        // Their ends are seen on the loop before the next connection that it accepts is asked anything.
        org.assertj.core.api.Assertions.assertThat(untilAnswered()).contains("\"error\" : null");
    }

    private String untilAnswered() throws IOException {
        String answer = "";
        while (answer.isEmpty()) {
            try {
                answer = ask("GET", "/commands/always");
            } catch (java.net.SocketException e) {
                // Still one too many.
                answer = "";
            }
        }
        return answer;
    }

    @Test
    void aPortThatIsTakenCostsTheCommandsAlone() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AdminSettings settings =
                    new AdminSettings(new HostPort("127.0.0.1", taken.getLocalPort()), "/commands", 1_000);
            try (AdminServer without = new AdminServer(sockets, settings, List.of(), () -> true)) {
                assertThat(without.start()).isEqualTo(-1);
            }
        }
    }
}
