package synod.it.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Four-letter words, asked as an operator's script does. */
final class FourLetters {
    private static final int TIMEOUT_MILLIS = 2_000;

    private FourLetters() {}

    /** The answer, or nothing when there is none: no such server, or one that is paused or starting. */
    static Optional<String> ask(int port, String word) {
        return ask(port, word.getBytes(StandardCharsets.US_ASCII));
    }

    /** The same for a word with bytes behind it. */
    static Optional<String> ask(int port, byte[] word) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(word);
            socket.getOutputStream().flush();
            return Optional.of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
