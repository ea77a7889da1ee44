package synod.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import synod.wire.Output;

/**
 * What is to be written to the clients at the end of a batch of inputs, gathered per connection in buffers that are lent
 * for that time, so that a connection is written to once however many requests were answered.
 */
final class Answers {
    private static final int BUFFER_BYTES = 512;
    private static final int LARGEST_KEPT_BUFFER_BYTES = 256 << 10;
    private static final int KEPT_BUFFERS = 64;

    /** When so much is gathered for one connection it is handed out before the next answer is added. */
    private static final int GATHERED_BYTES = 64 << 10;

    private final Ports ports;
    private final List<ClientConnection> dirty = new ArrayList<>();
    private final ArrayDeque<Output> buffers = new ArrayDeque<>();

    Answers(Ports ports) {
        this.ports = ports;
    }

    /** Where the next frame for a connection is to be written. */
    Output to(ClientConnection connection) {
        Output out = connection.out;
        if (out == null) {
            Output kept = buffers.pollLast();
            out = kept == null ? new Output(BUFFER_BYTES) : kept;
            connection.out = out;
            dirty.add(connection);
        } else if (out.length() >= GATHERED_BYTES) {
            ports.reply(connection.id, out.array(), 0, out.length());
            out.reset();
        }
        return out;
    }

    /** How many connections have something to be written. */
    int connections() {
        return dirty.size();
    }

    /** Hands out what was gathered for all. */
    void handOut() {
        for (int i = 0; i < dirty.size(); i++) {
            handOut(dirty.get(i));
        }
        dirty.clear();
    }

    /** Hands out what was gathered for one. */
    void handOut(ClientConnection connection) {
        Output out = connection.out;
        if (out == null) {
            return;
        }
        if (out.length() > 0) {
            ports.reply(connection.id, out.array(), 0, out.length());
        }
        connection.out = null;
        out.reset();
        if (buffers.size() < KEPT_BUFFERS && out.array().length <= LARGEST_KEPT_BUFFER_BYTES) {
            buffers.addLast(out);
        }
    }
}
