package synod.transactions.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** Puts values one after the other, big-endian. */
public final class ByteWriter {
    private byte[] bytes = new byte[64];
    private int length;

    /** The lowest eight bits of {@code value}. */
    public ByteWriter octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Four bytes. */
    public ByteWriter number(int value) {
        room(Integer.BYTES);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Eight bytes. */
    public ByteWriter number(long value) {
        return number((int) (value >>> Integer.SIZE)).number((int) value);
    }

    /** One byte. */
    public ByteWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** Its length, -1 for null, and the bytes. */
    public ByteWriter bytes(@Nullable Bytes value) {
        if (value == null) {
            return number(-1);
        }
        number(value.length());
        room(value.length());
        System.arraycopy(value.array(), value.offset(), bytes, length, value.length());
        length += value.length();
        return this;
    }

    /** In UTF-8. */
    public ByteWriter text(String value) {
        return bytes(Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** One byte. */
    public ByteWriter node(NodeId value) {
        return octet(value.value());
    }

    /** How many there are, and a byte for each. */
    public ByteWriter nodes(List<NodeId> values) {
        return list(values, ByteWriter::node);
    }

    /** Seventeen bytes. */
    public ByteWriter transaction(TransactionId value) {
        return node(value.origin()).number(value.life()).number(value.number());
    }

    /** How many there are, and each. */
    public <T> ByteWriter list(List<T> values, BiConsumer<ByteWriter, T> each) {
        number(values.size());
        for (T value : values) {
            each.accept(this, value);
        }
        return this;
    }

    /** Everything so far. The writer must not be used any more. */
    public Bytes done() {
        return Bytes.wrap(bytes, 0, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
