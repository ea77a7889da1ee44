package synod.bench.load;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The least that a server can do which answers a write only when it is on the disk: it reads the request, appends it to a
 * file of zeros, forces it and answers, on one thread that waits in the read. It keeps nothing, serves one connection at a
 * time and knows no failures. What it takes, with the same generator on the same machine in the same minute, is the floor
 * under every system that is compared.
 */
public final class BareServer implements AutoCloseable {
    private static final int FILE_BYTES = 64 << 20;
    private static final int LONGEST_FRAME = 1 << 20;
    private static final long STOP_SECONDS = 5;

    private final Process process;
    private final Path folder;
    private final InetSocketAddress address;

    private BareServer(Process process, Path folder, InetSocketAddress address) {
        this.process = process;
        this.folder = folder;
        this.address = address;
    }

    /**
     * Starts it in a process of its own.
     *
     * @param main the class whose main method hands the word {@code bare} and the file's path to {@link #serve}
     * @param parent where its file is made, on the file system whose forces are measured
     */
    public static BareServer start(String main, Path parent, List<String> javaOptions) throws IOException {
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "bare-");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(javaOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path", ""),
                main,
                "bare",
                folder.resolve("log").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (port == null) {
                throw new IOException("the bare server has ended without a word");
            }
            return new BareServer(
                    process,
                    folder,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.strip())));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            delete(folder);
            throw e;
        }
    }

    /** Where clients connect, one after the other. */
    public InetSocketAddress address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        // It ends when its input does.
        process.getOutputStream().close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process.onExit().join();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("log"));
        Files.deleteIfExists(folder);
    }

    /**
     * The other side: tells its port on {@code out} and serves until {@code in} ends.
     *
     * @param file where requests are written; made anew
     */
    public static int serve(Path file, InputStream in, PrintStream out) throws IOException {
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            fill(log);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread acceptor = new Thread(() -> accept(listener, log), "bare");
            acceptor.setDaemon(true);
            acceptor.start();
            out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
            out.flush();
            while (in.read() >= 0) {
                // Only its end says something.
            }
        }
        return 0;
    }

    private static void fill(FileChannel log) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (long position = 0; position < FILE_BYTES; position += zeros.capacity()) {
            zeros.clear();
            while (zeros.hasRemaining()) {
                log.write(zeros, position + zeros.position());
            }
        }
        log.force(true);
    }

    private static void accept(ServerSocketChannel listener, FileChannel log) {
        while (listener.isOpen()) {
            try (SocketChannel client = listener.accept()) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                new Conversation(client, log).run();
            } catch (IOException e) {
                if (listener.isOpen()) {
                    System.err.println("the bare server lost a client: " + e);
                }
            }
        }
    }

    /** One connection; every request succeeds. */
    private static final class Conversation {
        private final SocketChannel client;
        private final FileChannel log;
        /** Between its position and its limit is what has come and is not answered. */
        private final ByteBuffer in = ByteBuffer.allocateDirect(LONGEST_FRAME).limit(0);

        private final ByteBuffer out = ByteBuffer.allocateDirect(LONGEST_FRAME);
        private long position;
        private long writes;

        Conversation(SocketChannel client, FileChannel log) {
            this.client = client;
            this.log = log;
        }

        void run() throws IOException {
            if (!awaitFrame()) {
                throw new EOFException("a client has gone without a word");
            }
            in.position(in.position() + 4 + in.getInt(in.position()));
            greet();
            while (awaitFrame()) {
                answer();
            }
        }

        private void greet() throws IOException {
            out.putInt(Frames.CONNECT_REPLY).putInt(0).putInt(30_000).putLong(1);
            out.putInt(Frames.PASSWORD).put(new byte[Frames.PASSWORD]).put((byte) 0);
            flush();
        }

        /** All whole frames that have come are one append and one force. */
        private void answer() throws IOException {
            int begin = in.position();
            boolean isWrite = false;
            while (isWhole()) {
                int next = in.position() + 4 + in.getInt(in.position());
                int xid = in.getInt(in.position() + 4);
                int operation = in.getInt(in.position() + 8);
                boolean changes = operation == Frames.SET_DATA || operation == Frames.CREATE;
                isWrite |= changes;
                int length = operation == Frames.SET_DATA ? Frames.replyLength(operation, 0, 0) : Frames.REPLY_HEADER;
                writes += changes ? 1 : 0;
                out.putInt(length).putInt(xid).putLong(writes).putInt(0);
                for (int i = Frames.REPLY_HEADER; i < length; i++) {
                    out.put((byte) 0);
                }
                in.position(next);
            }
            if (isWrite) {
                ByteBuffer record = in.duplicate().flip().position(begin);
                position = position + record.remaining() > FILE_BYTES ? 0 : position;
                while (record.hasRemaining()) {
                    position += log.write(record, position);
                }
                log.force(false);
            }
            flush();
        }

        private boolean isWhole() {
            return in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position());
        }

        /** False when the client has gone. */
        private boolean awaitFrame() throws IOException {
            while (!isWhole()) {
                in.compact();
                int count = client.read(in);
                in.flip();
                if (count < 0) {
                    return false;
                }
            }
            return true;
        }

        private void flush() throws IOException {
            out.flip();
            while (out.hasRemaining()) {
                client.write(out);
            }
            out.clear();
        }
    }
}
