package synod.bench.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks a server one of ZooKeeper's four-letter words on its client port. */
public final class FourLetters {
    private static final int TIMEOUT_MILLIS = 10_000;

    private FourLetters() {}

    /** The whole answer. */
    public static String ask(InetSocketAddress server, String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, TIMEOUT_MILLIS);
            if (socket.getLocalPort() == server.getPort()) {
                // Nobody listens, and the kernel gave this end of the connection the very port it was to reach.
                throw new IOException("no server at " + server);
            }
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The role a serving server states in {@code srvr}: leader, follower, observer or standalone. */
    public static Optional<String> mode(InetSocketAddress server) {
        try {
            return mode(ask(server, "srvr"));
        } catch (IOException e) {
            // A server that is still starting refuses connections or does not answer; both mean "not yet".
            return Optional.empty();
        }
    }

    /** The role in an answer to {@code srvr}. */
    public static Optional<String> mode(String srvr) {
        return srvr.lines()
                .filter(line -> line.startsWith("Mode: "))
                .map(line -> line.substring("Mode: ".length()).strip())
                .findFirst();
    }

    /** A number of {@code mntr}, when the server tells it. */
    public static OptionalLong metric(String mntr, String name) {
        return mntr.lines()
                .filter(line -> line.startsWith(name + "\t"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst();
    }
}
