package synod.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket directly at the loop's epoll, without a channel and its pipeline around it: those take more memory
 * than all else that an idle session needs. It holds no buffer while there is nothing to write.
 *
 * <p>Events are level-triggered: what was not read or written this time is told again. An event alone closes nothing,
 * because it can be the last one of another socket that had the same number; only what the system answers to a read or
 * a write does.
 */
// What a task on the loop came to is told by its effects; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class EpollLine implements Line, EpollIoHandle {
    private static final int READ = EpollIoOps.EPOLLIN.value();
    private static final int WRITE = EpollIoOps.EPOLLOUT.value();
    /** Told in any case. Asked for so that there is always something to ask for, which a registration needs. */
    private static final int ERROR = EpollIoOps.EPOLLERR.value();

    /** So that one client that sends without pause does not keep the others waiting. */
    private static final int READS_AT_ONCE = 16;

    private final EpollLines shared;
    private final ClientConnection connection;
    private final Socket socket;
    private @Nullable IoRegistration registration;
    /** What is to be written, the oldest first in {@link #head}. */
    private @Nullable ByteBuf head;

    private @Nullable ArrayDeque<ByteBuf> rest;
    private int waiting;
    private int interest;
    private boolean isReading = true;
    private boolean isAboveMark;
    private boolean isClosing;
    private boolean isClosed;

    EpollLine(EpollLines shared, ClientConnection connection, Socket socket) {
        this.shared = shared;
        this.connection = connection;
        this.socket = socket;
    }

    /** Is told of events from now on. */
    void start(IoRegistration registered) {
        registration = registered;
        update(false);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public boolean isOpen() {
        return !isClosed;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return shared.allocator().ioBuffer(capacity);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        try {
            if ((ops & (WRITE | ERROR)) != 0 && head != null) {
                flush();
            }
            if ((ops & ~WRITE) != 0) {
                read((ops & ~(WRITE | READ)) != 0);
            }
        } catch (Throwable e) {
            connection.onFailure(e);
        }
    }

    /** @param isBroken whether a read has to tell what happened, also where nothing is to be read now */
    private void read(boolean isBroken) throws IOException {
        for (int i = 0; i < READS_AT_ONCE && !isClosed && (isReading || isBroken); i++) {
            int capacity = shared.readBytes();
            ByteBuf in = buffer(capacity);
            try {
                int count = receive(in, capacity);
                if (count < 0) {
                    close();
                    return;
                }
                if (count > 0) {
                    in.writerIndex(count);
                    shared.onRead(count, capacity);
                    connection.onBytes(in);
                }
                if (count < capacity) {
                    return;
                }
            } finally {
                in.release();
            }
        }
    }

    /** How many bytes came; 0 when there are none now, -1 at the end of what the client sends. */
    private int receive(ByteBuf in, int capacity) throws IOException {
        if (in.hasMemoryAddress()) {
            return socket.recvAddress(in.memoryAddress(), 0, capacity);
        }
        ByteBuffer window = in.internalNioBuffer(0, capacity);
        return socket.recv(window, window.position(), window.limit());
    }

    @Override
    public void write(ByteBuf bytes) {
        if (isClosed) {
            bytes.release();
            return;
        }
        waiting += bytes.readableBytes();
        if (head == null) {
            head = bytes;
        } else {
            if (rest == null) {
                rest = new ArrayDeque<>();
            }
            rest.addLast(bytes);
        }
        if (!isAboveMark && waiting > shared.highWaterBytes()) {
            isAboveMark = true;
            connection.onWritable(false);
        }
    }

    @Override
    public void flush() {
        try {
            ByteBuf next = head;
            while (next != null) {
                int count = send(next);
                waiting -= count;
                next.skipBytes(count);
                if (next.isReadable()) {
                    break;
                }
                next.release();
                next = rest == null ? null : rest.pollFirst();
                head = next;
            }
        } catch (IOException e) {
            connection.onFailure(e);
            return;
        }
        if (head == null) {
            rest = null;
            if (isClosing) {
                close();
                return;
            }
        }
        update(head != null);
        if (isAboveMark && waiting < shared.highWaterBytes() / 2) {
            isAboveMark = false;
            connection.onWritable(true);
        }
    }

    private int send(ByteBuf out) throws IOException {
        if (out.hasMemoryAddress()) {
            return socket.sendAddress(out.memoryAddress(), out.readerIndex(), out.writerIndex());
        }
        ByteBuffer window = out.internalNioBuffer(out.readerIndex(), out.readableBytes());
        return socket.send(window, window.position(), window.limit());
    }

    @Override
    public void closeAfterWriting() {
        if (isClosed || isClosing) {
            return;
        }
        isClosing = true;
        flush();
        if (!isClosed) {
            shared.loop().schedule(this::close, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        releaseAll();
        try {
            // First out of the loop's table: the number may belong to another socket as soon as this one is closed.
            if (registration != null) {
                registration.cancel();
            }
            socket.close();
        } catch (IOException e) {
            connection.onFailure(e);
        }
        if (shared.loop().isShuttingDown()) {
            connection.onClosed();
        } else {
            shared.loop().execute(connection::onClosed);
        }
    }

    private void releaseAll() {
        if (head != null) {
            head.release();
            head = null;
        }
        if (rest != null) {
            rest.forEach(ByteBuf::release);
            rest = null;
        }
        waiting = 0;
    }

    @Override
    public void setReading(boolean on) {
        isReading = on;
        update((interest & WRITE) != 0);
    }

    private void update(boolean isWriting) {
        int wanted = ERROR | (isReading ? READ : 0) | (isWriting ? WRITE : 0);
        if (wanted != interest && !isClosed && registration != null) {
            interest = wanted;
            registration.submit(EpollIoOps.valueOf(wanted));
        }
    }

    @Override
    public boolean isWritable() {
        return !isClosed && !isAboveMark;
    }

    @Override
    public long waitingBytes() {
        return waiting;
    }
}
