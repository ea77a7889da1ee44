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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import synod.runtime.HostPort;
import synod.runtime.Sockets;

/** Commands over HTTP, spoken by hand. */
@Timeout(60)
final class AdminServerTest {
    private final Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
    private final List<Socket> opened = new ArrayList<>();
    private volatile boolean isServing = true;
    private int port;
    private @Nullable AdminServer server;

    private void start(long idleMillis) {
        List<AdminCommand> commands = List.of(
                new AdminCommand(
                        List.of("echo", "e"),
                        false,
                        (arguments, then) -> then.accept(AdminAnswer.of(Map.of("said", arguments)))),
                new AdminCommand(List.of("always"), true, (arguments, then) -> then.accept(AdminAnswer.of(Map.of()))),
                new AdminCommand(
                        List.of("refused"),
                        true,
                        (arguments, then) -> then.accept(new AdminAnswer(503, Map.of(), "not today"))));
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
