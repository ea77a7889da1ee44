package synod.bench.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import synod.bench.load.Frames;
import synod.bench.load.LoadConnection;

/** Creates a large tree, pipelined over several connections; one thread. */
final class TreeBuilder implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int OUTSTANDING = 64;
    private static final int FRAME_BYTES = 512;
    private static final long STALL_MILLIS = 60_000;

    /** The part of the tree that one connection makes: every so manieth parent, each followed by its children. */
    private static final class Part {
        final LoadConnection connection;
        int parent;
        int child = -1;

        Part(LoadConnection connection) {
            this.connection = connection;
            this.parent = connection.number;
        }
    }

    private final LargeTree tree;
    private final List<Part> parts = new ArrayList<>();
    private final Selector selector;
    private long unanswered;

    private TreeBuilder(LargeTree tree) throws IOException {
        this.tree = tree;
        this.selector = Selector.open();
    }

    /**
     * Creates all of it.
     *
     * @throws IOException when the server refuses anything, closes a connection or answers nothing for a minute
     */
    static void build(InetSocketAddress server, LargeTree tree) throws IOException {
        try (TreeBuilder builder = new TreeBuilder(tree)) {
            builder.connect(server);
            builder.run();
            builder.leave();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (Part part : parts) {
            part.connection.close();
        }
    }

    private void connect(InetSocketAddress server) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            parts.add(new Part(LoadConnection.open(i, OUTSTANDING, FRAME_BYTES, server)));
        }
        LoadConnection first = parts.get(0).connection;
        Frames.create(first.out(), first.nextXid(), LargeTree.ROOT, new byte[0]);
        int error = first.exchange();
        if (error != 0) {
            throw new IOException("the root of the tree was refused with error " + error);
        }
        for (Part part : parts) {
            part.connection.channel().configureBlocking(false);
            part.connection.channel().register(selector, SelectionKey.OP_READ, part);
        }
    }

    private void run() throws IOException {
        for (Part part : parts) {
            for (int i = 0; i < OUTSTANDING; i++) {
                issue(part);
            }
            flush(part);
        }
        while (unanswered > 0) {
            if (selector.select(STALL_MILLIS) == 0) {
                throw Thread.interrupted()
                        ? new InterruptedIOException("interrupted while building the tree")
                        : new IOException("no answer to " + unanswered + " creates within " + STALL_MILLIS + " ms");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Part part = (Part) key.attachment();
                if (key.isReadable()) {
                    part.connection.read((connection, latencyNanos) -> {
                        unanswered--;
                        issue(part);
                    });
                }
                flush(part);
            }
            selector.selectedKeys().clear();
        }
    }

    /** Writes the part's next create, if there is one left. */
    private void issue(Part part) {
        if (part.parent >= tree.parents()) {
            return;
        }
        LoadConnection connection = part.connection;
        byte[] path;
        if (part.child < 0) {
            path = LargeTree.parent(part.parent);
            Frames.create(connection.out(), connection.nextXid(), path, new byte[0]);
        } else {
            int number = part.parent * LargeTree.CHILDREN + part.child;
            path = LargeTree.path(number);
            Frames.create(connection.out(), connection.nextXid(), path, LargeTree.data(number));
        }
        connection.sent(Frames.replyLength(Frames.CREATE, path.length, 0), System.nanoTime());
        unanswered++;
        part.child++;
        if (part.child == LargeTree.CHILDREN || part.parent * LargeTree.CHILDREN + part.child >= tree.znodes()) {
            part.child = -1;
            part.parent += CONNECTIONS;
        }
    }

    private void flush(Part part) throws IOException {
        SelectionKey key = part.connection.channel().keyFor(selector);
        int interest = part.connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key != null && key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    private void leave() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.cancel();
        }
        selector.selectNow();
        for (Part part : parts) {
            part.connection.channel().configureBlocking(true);
            Frames.closeSession(part.connection.out(), part.connection.nextXid());
            int error = part.connection.exchange();
            if (error != 0) {
                throw new IOException("closing a session was answered with error " + error);
            }
        }
    }
}
