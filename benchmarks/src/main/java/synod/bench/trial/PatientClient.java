package synod.bench.trial;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import synod.bench.load.Frames;

/** A session with one request at a time, whose every answer is waited for only so long. */
final class PatientClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int SESSION_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 512;

    private final Socket socket = new Socket();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private int xid;

    private PatientClient() {}

    /**
     * Connects and opens a session.
     *
     * @throws IOException when there is none to be had now
     */
    static PatientClient open(InetSocketAddress server) throws IOException {
        PatientClient client = new PatientClient();
        try {
            client.socket.connect(server, PATIENCE_MILLIS);
            client.socket.setSoTimeout(PATIENCE_MILLIS);
            client.socket.setTcpNoDelay(true);
            Frames.connect(client.out, SESSION_MILLIS);
            ByteBuffer greeting = client.exchange();
            if (greeting.remaining() != Frames.CONNECT_REPLY || greeting.getInt(4) <= 0) {
                throw new IOException("it granted no session");
            }
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Reads a znode; returns the error code. */
    int getData(byte[] path) throws IOException {
        xid++;
        Frames.getData(out, xid, path);
        return error();
    }

    /** Writes a znode; returns the error code. */
    int setData(byte[] path, byte[] data) throws IOException {
        xid++;
        Frames.setData(out, xid, path, data);
        return error();
    }

    /** Closes the connection; the session is left to expire. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int error() throws IOException {
        ByteBuffer reply = exchange();
        int answered = reply.getInt();
        if (answered != xid) {
            throw new IOException("xid " + answered + " was answered where " + xid + " was due");
        }
        reply.getLong();
        return reply.getInt();
    }

    private ByteBuffer exchange() throws IOException {
        socket.getOutputStream().write(out.array(), 0, out.position());
        out.clear();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }
}
