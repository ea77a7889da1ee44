package synod.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import synod.runtime.Surroundings;

/**
 * Starts a server in a scratch folder, does with it what clients do, stops it and starts it again: for the launcher, which
 * lets Java keep what it learnt about our classes so that the next start is quick.
 */
public final class Rehearsal {
    /** The second one finds a journal to read. */
    private static final int STARTS = 2;

    private static final int CONNECT_BYTES = 45;
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int EXISTS = 3;
    private static final int GET_DATA = 4;
    private static final int SET_DATA = 5;
    private static final int GET_CHILDREN = 8;
    private static final int CLOSE_SESSION = -11;
    private static final int ALL_RIGHTS = 31;
    private static final int ANY_VERSION = -1;
    private static final int PATIENCE_MILLIS = 20_000;

    private interface Body {
        void writeTo(DataOutputStream body) throws IOException;
    }

    private Rehearsal() {}

    /** Plays it through once. */
    public static void main(String[] args) throws IOException {
        Libraries.settle();
        Logs.install();
        Path folder = Files.createTempDirectory("synod-rehearsal");
        try {
            String text = "dataDir=" + folder.toString().replace("\\", "\\\\")
                    + "\nclientPort=0\nclientPortAddress=127.0.0.1\n";
            ServerConfiguration configuration = ZooConfig.parse(text, "rehearsal", new TreeMap<>(), path -> null);
            for (int start = 0; start < STARTS; start++) {
                try (Server server = Server.start(configuration, new ProcessEnd(), Surroundings.real())) {
                    play(server.clientPort());
                }
            }
        } finally {
            delete(folder);
            Logs.flush();
        }
    }

    private static void play(int port) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(socket.getInputStream());
                frame(out, body -> body.write(new byte[CONNECT_BYTES]));
                if (!skipFrame(in)) {
                    // Not serving yet; the server closes, and another attempt finds it ready.
                    continue;
                }
                for (Body request : requests()) {
                    frame(out, request);
                    skipFrame(in);
                }
                return;
            }
        }
    }

    private static List<Body> requests() {
        return List.of(
                body -> {
                    header(body, CREATE, "/rehearsal");
                    text(body, "data");
                    body.writeInt(1);
                    body.writeInt(ALL_RIGHTS);
                    text(body, "world");
                    text(body, "anyone");
                    body.writeInt(0);
                },
                body -> {
                    header(body, SET_DATA, "/rehearsal");
                    text(body, "more data");
                    body.writeInt(ANY_VERSION);
                },
                body -> {
                    header(body, GET_DATA, "/rehearsal");
                    body.write(1);
                },
                body -> {
                    header(body, GET_CHILDREN, "/");
                    body.write(1);
                },
                body -> {
                    header(body, EXISTS, "/rehearsal");
                    body.write(0);
                },
                body -> {
                    header(body, DELETE, "/rehearsal");
                    body.writeInt(ANY_VERSION);
                },
                body -> {
                    body.writeInt(1);
                    body.writeInt(CLOSE_SESSION);
                });
    }

    private static void header(DataOutputStream body, int operation, String path) throws IOException {
        body.writeInt(1);
        body.writeInt(operation);
        text(body, path);
    }

    private static void text(DataOutputStream body, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        body.writeInt(bytes.length);
        body.write(bytes);
    }

    private static void frame(DataOutputStream out, Body content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        content.writeTo(new DataOutputStream(body));
        out.writeInt(body.size());
        body.writeTo(out);
        out.flush();
    }

    private static boolean skipFrame(DataInputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) {
            return false;
        }
        in.skipNBytes(java.nio.ByteBuffer.wrap(length).getInt());
        return true;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
