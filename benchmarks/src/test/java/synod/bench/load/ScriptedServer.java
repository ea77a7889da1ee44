package synod.bench.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Answers the generator's requests without keeping anything; from some request on it misbehaves in one chosen way. */
public final class ScriptedServer implements AutoCloseable {
    /** What it does wrong. */
    public enum Fault {
        NONE,
        /** It answers nothing for a while, once, and everything after it. */
        PAUSE,
        WRONG_XID,
        ERROR_CODE,
        SHORT_REPLY,
        HANG_UP
    }

    /**
     * Requests of each connection that are answered properly first: the generator's preparations and a few more. The
     * generator sends more than that at once, so every run meets the fault.
     */
    private static final int SOUND = 5;

    private static final int DATA_BYTES = 100;

    /** How long it pauses. */
    public static final int PAUSE_MILLIS = 400;

    public final AtomicInteger closedSessions = new AtomicInteger();
    public final AtomicInteger creates = new AtomicInteger();
    private final List<DataOutputStream> watchers = new CopyOnWriteArrayList<>();
    private final AtomicInteger pauses = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Fault fault;

    public ScriptedServer(Fault fault) throws IOException {
        this.fault = fault;
        daemon(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            assert listener.isClosed() : closed;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes(in.readInt());
            out.writeInt(37);
            out.writeInt(0);
            out.writeInt(30_000);
            out.writeLong(1);
            out.writeInt(16);
            out.write(new byte[17]);
            out.flush();
            int count = 0;
            boolean goesOn = true;
            while (goesOn) {
                goesOn = answer(in, out, fault != Fault.NONE && ++count > SOUND);
            }
        } catch (EOFException gone) {
            // A client that is done may leave without a word; those that say goodbye are counted.
        } catch (IOException broken) {
            assert fault != Fault.NONE || listener.isClosed() : broken;
        }
    }

    private boolean answer(DataInputStream in, DataOutputStream out, boolean misbehaves) throws IOException {
        byte[] frame = in.readNBytes(in.readInt());
        ByteBuffer request = ByteBuffer.wrap(frame);
        int xid = request.getInt();
        int operation = request.getInt();
        int pathLength = operation == Frames.CLOSE_SESSION || operation == Frames.PING ? 0 : request.getInt();
        int length = Frames.replyLength(operation, pathLength, DATA_BYTES);
        if (misbehaves && fault == Fault.HANG_UP) {
            return false;
        }
        if (misbehaves && fault == Fault.SHORT_REPLY) {
            length -= 1;
        }
        if (misbehaves && fault == Fault.PAUSE && pauses.incrementAndGet() == 1) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        }
        if (operation == Frames.CREATE) {
            creates.incrementAndGet();
        }
        if (operation == Frames.CLOSE_SESSION) {
            closedSessions.incrementAndGet();
        }
        if (operation == Frames.SET_DATA) {
            tellWatchers(request, pathLength);
        }
        if (operation == Frames.GET_DATA && request.get(request.position() + pathLength) == 1) {
            watchers.add(out);
        }
        synchronized (out) {
            reply(out, xid, length, misbehaves);
        }
        return operation != Frames.CLOSE_SESSION;
    }

    private void reply(DataOutputStream out, int xid, int length, boolean misbehaves) throws IOException {
        out.writeInt(length);
        out.writeInt(misbehaves && fault == Fault.WRONG_XID ? xid + 1 : xid);
        out.writeLong(1);
        out.writeInt(misbehaves && fault == Fault.ERROR_CODE ? Frames.NO_NODE : 0);
        out.write(new byte[length - Frames.REPLY_HEADER]);
        out.flush();
    }

    /** Whatever was read with a watch is taken to be what is written now. */
    private void tellWatchers(ByteBuffer request, int pathLength) throws IOException {
        byte[] path = new byte[pathLength];
        request.get(path);
        ByteBuffer event = ByteBuffer.allocate(4 + Frames.REPLY_HEADER + 12 + pathLength);
        event.putInt(Frames.REPLY_HEADER + 12 + pathLength);
        event.putInt(Frames.WATCH_XID).putLong(-1).putInt(0);
        event.putInt(3).putInt(3).putInt(pathLength).put(path);
        for (DataOutputStream each : watchers) {
            synchronized (each) {
                each.write(event.array());
                each.flush();
            }
        }
        watchers.clear();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }
}
