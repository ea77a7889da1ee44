package synod.it.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.proto.ConnectRequest;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.ReplyHeader;
import org.apache.zookeeper.proto.RequestHeader;
import synod.kernel.Bytes;

/**
 * A client that does what it is told and nothing by itself: no pings, no reconnecting. It can say what no well-behaved
 * client would.
 */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * One reply or event.
     *
     * @param body the bytes behind the header
     */
    public record Frame(ReplyHeader header, Bytes body) {
        /** Reads the record that the body begins with. */
        public <R extends Record> R read(R record) throws IOException {
            record.deserialize(BinaryInputArchive.getArchive(new ByteArrayInputStream(body.toArray())), "record");
            return record;
        }
    }

    /** Connects to a server and says nothing. */
    public RawClient(ServerProcess server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.clientPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Asks for a session, or for an old one when {@code sessionId} is not 0. */
    public ConnectResponse handshake(int timeoutMillis, long sessionId, byte[] password) throws IOException {
        return handshake(new ConnectRequest(0, 0, timeoutMillis, sessionId, password, false));
    }

    /** Asks for a session in any words. */
    public ConnectResponse handshake(ConnectRequest request) throws IOException {
        sendFrame(bytes(request));
        ConnectResponse response = new ConnectResponse();
        response.deserialize(BinaryInputArchive.getArchive(new ByteArrayInputStream(receiveFrame())), "connect");
        return response;
    }

    /** Asks for a new session. */
    public ConnectResponse handshake(int timeoutMillis) throws IOException {
        return handshake(timeoutMillis, 0, new byte[16]);
    }

    /** Sends a request without waiting for anything. */
    public void send(int xid, int type, Record... body) throws IOException {
        Record[] records = new Record[body.length + 1];
        records[0] = new RequestHeader(xid, type);
        System.arraycopy(body, 0, records, 1, body.length);
        sendFrame(bytes(records));
    }

    /** Sends bytes as one frame. */
    public void sendFrame(byte[] body) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(whole);
        frame.writeInt(body.length);
        frame.write(body);
        sendRaw(whole.toByteArray());
    }

    /** Sends bytes as they are. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next reply or event. */
    public Frame receive() throws IOException {
        byte[] bytes = receiveFrame();
        ByteArrayInputStream rest = new ByteArrayInputStream(bytes);
        ReplyHeader header = new ReplyHeader();
        header.deserialize(BinaryInputArchive.getArchive(rest), "header");
        return new Frame(header, Bytes.wrap(rest.readAllBytes()));
    }

    /** Sends a request and gives the next thing that comes. */
    public Frame call(int xid, int type, Record... body) throws IOException {
        send(xid, type, body);
        return receive();
    }

    /** The next frame without its length. */
    public byte[] receiveFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    /** Waits until the server has closed the connection, and tells how many bytes it still said. */
    public int bytesUntilClosed() throws IOException {
        int bytes = 0;
        try {
            while (in.read() >= 0) {
                bytes++;
            }
        } catch (EOFException | SocketException e) {
            // A reset is a close too, when bytes of ours were still unread.
            return bytes;
        }
        return bytes;
    }

    /** Breaks the connection without a word. */
    public void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }

    /** Records one after the other. */
    public static byte[] bytes(Record... records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(bytes);
        for (Record record : records) {
            record.serialize(archive, "record");
        }
        return bytes.toByteArray();
    }
}
