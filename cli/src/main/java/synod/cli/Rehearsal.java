package synod.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * Runs some verbs against something that answers like a server: for the launcher, which lets Java keep what it learnt about
 * our classes so that the next command is quick.
 */
public final class Rehearsal {
    private static final int SESSION_MILLIS = 10_000;
    /** Zeros are an empty list, no data, and a Stat in which nothing ever happened. */
    private static final int BODY_BYTES = 128;

    private static final int CLOSE_SESSION = -11;

    private Rehearsal() {}

    /** Plays it through once. */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answerAll(server), "synod-rehearsal");
            thread.setDaemon(true);
            thread.start();
            String address = "127.0.0.1:" + server.getLocalPort();
            for (String verb : List.of("get", "ls", "stat", "set", "create", "delete", "acl", "tree")) {
                if (verb.equals("set") || verb.equals("create")) {
                    Main.run(verb, "--server", address, "/rehearsal", "data");
                } else {
                    Main.run(verb, "--server", address, "/rehearsal");
                }
            }
            Main.run("get", "--json", "--stat", "--server", address, "/rehearsal");
            Main.run("get", "--help");
            Main.run("--version");
        }
    }

    private static void answerAll(ServerSocket server) {
        boolean isOver = false;
        while (!isOver) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                answer(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
            } catch (IOException e) {
                // The end of one verb, or of the rehearsal.
                isOver = server.isClosed();
            }
        }
    }

    private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
        readFrame(in);
        out.writeInt(37);
        out.writeInt(0);
        out.writeInt(SESSION_MILLIS);
        out.writeLong(1);
        out.writeInt(16);
        out.write(new byte[17]);
        out.flush();
        while (true) {
            DataInputStream request = new DataInputStream(new java.io.ByteArrayInputStream(readFrame(in)));
            int xid = request.readInt();
            boolean isLast = request.readInt() == CLOSE_SESSION;
            out.writeInt(16 + BODY_BYTES);
            out.writeInt(xid);
            out.writeLong(1);
            out.writeInt(0);
            out.write(new byte[BODY_BYTES]);
            out.flush();
            if (isLast) {
                return;
            }
        }
    }

    private static byte[] readFrame(DataInputStream in) throws IOException {
        byte[] frame = new byte[in.readInt()];
        if (in.readNBytes(frame, 0, frame.length) < frame.length) {
            throw new EOFException("half a frame");
        }
        return frame;
    }
}
