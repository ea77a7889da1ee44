package synod.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Stream;
import synod.runtime.Surroundings;

/**
 * Starts a server in a scratch folder, does with it what clients do, and stops it: for the launcher, which lets Java keep
 * what it learnt about our classes so that the next start is quick.
 */
public final class Rehearsal {
    private static final int CONNECT_BYTES = 45;
    private static final int CREATE = 1;
    private static final int EXISTS = 3;
    private static final int PATIENCE_MILLIS = 20_000;

    private Rehearsal() {}

    /** Plays it through once. */
    public static void main(String[] args) throws IOException {
        Logs.install();
        Path folder = Files.createTempDirectory("synod-rehearsal");
        try {
            String text = "dataDir=" + folder.toString().replace("\\", "\\\\")
                    + "\nclientPort=0\nclientPortAddress=127.0.0.1\n";
            ServerConfiguration configuration = ZooConfig.parse(text, "rehearsal", new TreeMap<>(), path -> null);
            try (Server server = Server.start(configuration, new ProcessEnd(), Surroundings.real())) {
                play(server.clientPort());
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
                frame(out, new byte[CONNECT_BYTES]);
                if (!skipFrame(in)) {
                    // Not serving yet; the server closes, and another attempt finds it ready.
                    continue;
                }
                byte[] path = "/rehearsal".getBytes(StandardCharsets.US_ASCII);
                out.writeInt(8 + 4 + path.length + 4 + 4 + 4);
                out.writeInt(1);
                out.writeInt(CREATE);
                out.writeInt(path.length);
                out.write(path);
                // No data, no rights, persistent: refused for want of rights, which is answer enough.
                out.writeInt(-1);
                out.writeInt(0);
                out.writeInt(0);
                out.flush();
                skipFrame(in);
                out.writeInt(8 + 4 + 1 + 1);
                out.writeInt(2);
                out.writeInt(EXISTS);
                out.writeInt(1);
                out.write('/');
                out.write(0);
                out.flush();
                skipFrame(in);
                return;
            }
        }
    }

    private static void frame(DataOutputStream out, byte[] body) throws IOException {
        out.writeInt(body.length);
        out.write(body);
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
