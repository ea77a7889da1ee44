package synod.cli.tx;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import synod.kernel.NodeId;

/** A process of the demonstration as the demonstration sees it: a process of the system and a control connection. */
final class DemoChild {
    /** A line from a process; an empty one when its connection is gone. */
    record Line(NodeId from, DemoChild child, String text) {}

    private final NodeId node;
    private final Process process;
    private final Frames frames;

    DemoChild(NodeId node, Process process, SocketChannel channel) {
        this.node = node;
        this.process = process;
        this.frames = new Frames(channel);
    }

    NodeId node() {
        return node;
    }

    Process process() {
        return process;
    }

    /** Puts everything it says into {@code lines}, from a thread of its own, until it is gone. */
    void listen(BlockingQueue<Line> lines) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (true) {
                            for (byte[] content : frames.read()) {
                                lines.add(new Line(node, this, new String(content, StandardCharsets.UTF_8)));
                            }
                        }
                    } catch (IOException gone) {
                        lines.add(new Line(node, this, ""));
                    }
                },
                "synod-tx-" + node.value());
        reader.setDaemon(true);
        reader.start();
    }

    /** Tells it something. One that is gone hears nothing; its reader tells of that. */
    boolean tell(String line) {
        try {
            frames.add(line.getBytes(StandardCharsets.UTF_8));
            return frames.write();
        } catch (IOException gone) {
            return false;
        }
    }

    /** Ends its control connection, whereupon it ends. */
    void close() throws IOException {
        frames.channel().close();
    }
}
