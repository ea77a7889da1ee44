package synod.cli.client;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.tree.Stat;

/**
 * Reads one frame from a server. What does not fit into the frame ends in {@link BufferUnderflowException} or {@link
 * IllegalArgumentException}, before anything is allocated for it; the connection ends then.
 */
final class Decoder {
    private final ByteBuffer in;
    private long zxid;

    Decoder(byte[] frame) {
        in = ByteBuffer.wrap(frame);
    }

    /** The zxid of the header before the record. */
    long zxid() {
        return zxid;
    }

    void zxid(long value) {
        zxid = value;
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    boolean readBoolean() {
        return in.get() != 0;
    }

    int readInt() {
        return in.getInt();
    }

    Stat readStat() {
        return new Stat(
                readLong(),
                readLong(),
                readLong(),
                readLong(),
                readInt(),
                readInt(),
                readInt(),
                readLong(),
                readInt(),
                readInt(),
                readLong());
    }

    long readLong() {
        return in.getLong();
    }

    byte @Nullable [] readBuffer() {
        int length = in.getInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a length of " + length + " with " + in.remaining() + " bytes left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** A string; null reads as empty. */
    String readString() {
        byte[] bytes = readBuffer();
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    interface Element<T> {
        T read(Decoder in);
    }

    /** A vector; null reads as empty. */
    <T> List<T> readList(Element<T> element) {
        int count = in.getInt();
        if (count > in.remaining()) {
            throw new IllegalArgumentException(count + " elements with " + in.remaining() + " bytes left");
        }
        List<T> list = new ArrayList<>(Math.max(count, 0));
        for (int i = 0; i < count; i++) {
            list.add(element.read(this));
        }
        return list;
    }
}
