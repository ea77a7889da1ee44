package synod.cli.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A four-letter word with a number behind it, asked without a session. */
public final class Word {
    private static final int MOST_BYTES = 1 << 20;

    private Word() {}

    /**
     * Asks a server and waits for its answer.
     *
     * @param way how it wants to be talked to
     * @param word four letters
     * @param number eight bytes behind them
     * @param timeoutMillis how long to wait for the connection, and for each part of the answer
     * @return what the server said before it closed the connection; empty when it does not know the word
     * @throws IOException when it cannot be reached or does not answer
     */
    public static String ask(Servers.Address server, Way way, String word, long number, int timeoutMillis)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            throw new IOException("the name " + server.host() + " cannot be looked up");
        }
        byte[] question = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .put(word.getBytes(StandardCharsets.US_ASCII))
                .putLong(number)
                .array();
        try (Socket plain = new Socket()) {
            plain.connect(address, timeoutMillis);
            plain.setSoTimeout(timeoutMillis);
            Socket socket = way.over(plain, server);
            socket.getOutputStream().write(question);
            return new String(socket.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }
}
