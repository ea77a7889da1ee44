package synod.it.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A relay between the one server that dials and the one that accepts. In each direction bytes can be held up, as a network
 * does that loses every packet, or delayed; connections can be reset at random.
 */
final class Link implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int QUEUED_CHUNKS = 1024;
    private static final int CONNECT_MILLIS = 1_000;

    private final ServerSocket listener;
    private final int target;
    private final Direction outward = new Direction();
    private final Direction backward = new Direction();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile long delayMillis;
    private volatile int resetsPerThousand;
    private volatile boolean isClosed;

    /** One way of the link: bytes pass, or wait. */
    static final class Direction {
        private boolean isHeld;

        synchronized void hold(boolean on) {
            isHeld = on;
            notifyAll();
        }

        synchronized void awaitOpen() throws InterruptedException {
            while (isHeld) {
                wait();
            }
        }
    }

    private static final class Chunk {
        final long dueNanos;
        final byte[] bytes;

        Chunk(long dueNanos, byte[] bytes) {
            this.dueNanos = dueNanos;
            this.bytes = bytes;
        }
    }

    /** @param target the port of the server that accepts */
    Link(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    /** Where the dialling server has to be told that the other one is. */
    int port() {
        return listener.getLocalPort();
    }

    /** From the server that dials to the one that accepts. */
    Direction outward() {
        return outward;
    }

    Direction backward() {
        return backward;
    }

    void delay(long millis) {
        delayMillis = millis;
    }

    /** How many of a thousand chunks of bytes end their connection instead of arriving. */
    void resets(int perThousand) {
        resetsPerThousand = perThousand;
    }

    private void start(String what, Runnable work) {
        Thread thread = new Thread(work, "link-" + target + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        long number = 0;
        while (!isClosed) {
            try {
                Socket dialling = listener.accept();
                Socket accepting = new Socket();
                keep(dialling, accepting);
                try {
                    accepting.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
                } catch (IOException refused) {
                    // The other server is down: the dialling one finds that out as it would without a relay.
                    end(dialling, accepting);
                    continue;
                }
                dialling.setTcpNoDelay(true);
                accepting.setTcpNoDelay(true);
                relay(dialling, accepting, outward, 2 * number);
                relay(accepting, dialling, backward, 2 * number + 1);
                number++;
            } catch (IOException e) {
                if (!isClosed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private synchronized void keep(Socket one, Socket other) {
        sockets.removeIf(Socket::isClosed);
        sockets.add(one);
        sockets.add(other);
    }

    private void relay(Socket from, Socket to, Direction direction, long seed) {
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
        start("read", () -> read(from, to, queue));
        start("write", () -> write(from, to, queue, direction, new SplittableRandom(seed)));
    }

    private void read(Socket from, Socket to, BlockingQueue<Chunk> queue) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                queue.put(new Chunk(System.nanoTime() + delayMillis * 1_000_000L, Arrays.copyOf(buffer, count)));
            }
            queue.put(new Chunk(System.nanoTime(), new byte[0]));
        } catch (IOException e) {
            end(from, to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(
            Socket from, Socket to, BlockingQueue<Chunk> queue, Direction direction, SplittableRandom random) {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                Chunk chunk = queue.take();
                // The delay itself.
                Waiting.until(chunk.dueNanos);
                direction.awaitOpen();
                boolean isReset = resetsPerThousand > 0 && random.nextInt(1_000) < resetsPerThousand;
                if (chunk.bytes.length == 0 || isReset) {
                    end(from, to);
                    return;
                }
                out.write(chunk.bytes);
                out.flush();
            }
        } catch (IOException e) {
            end(from, to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Socket one, Socket other) {
        try {
            one.close();
            other.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        outward.hold(false);
        backward.hold(false);
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            for (Socket socket : sockets) {
                end(socket, socket);
            }
        }
    }
}
