package synod.transactions.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** Takes values that {@link ByteWriter} put. Every method throws {@link Unreadable} where there is no such value. */
public final class ByteReader {
    private final Bytes bytes;
    private int at;

    /** Begins with the first byte. */
    public ByteReader(Bytes bytes) {
        this.bytes = bytes;
    }

    /** 0 to 255. */
    public int octet() {
        require(1);
        return bytes.at(at++) & 0xff;
    }

    /** Four bytes. */
    public int number() {
        require(Integer.BYTES);
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << Byte.SIZE) | (bytes.at(at++) & 0xff);
        }
        return value;
    }

    /** Eight bytes. */
    public long longNumber() {
        long high = number();
        return (high << Integer.SIZE) | (number() & 0xffff_ffffL);
    }

    /** True or false. */
    public boolean flag() {
        int value = octet();
        if (value > 1) {
            throw new Unreadable(value + " is neither true nor false");
        }
        return value == 1;
    }

    /** Bytes, or null. They are a slice of what is read. */
    public @Nullable Bytes bytes() {
        int length = number();
        if (length == -1) {
            return null;
        }
        if (length < 0) {
            throw new Unreadable("a length of " + length);
        }
        require(length);
        Bytes slice = bytes.slice(at, length);
        at += length;
        return slice;
    }

    /** Bytes that are there. */
    public Bytes someBytes() {
        Bytes value = bytes();
        if (value == null) {
            throw new Unreadable("something is missing");
        }
        return value;
    }

    /** Text in UTF-8. */
    public String text() {
        return new String(someBytes().toArray(), StandardCharsets.UTF_8);
    }

    /** 1 to 255. */
    public NodeId node() {
        int value = octet();
        if (value == 0) {
            throw new Unreadable("a process without a number");
        }
        return NodeId.of(value);
    }

    /** Any number of processes. */
    public List<NodeId> nodes() {
        return list(ByteReader::node);
    }

    /** The name of a transaction. */
    public TransactionId transaction() {
        NodeId origin = node();
        long life = longNumber();
        long number = longNumber();
        if (life < 1 || number < 1) {
            throw new Unreadable("a transaction " + number + " of life " + life);
        }
        return new TransactionId(origin, life, number);
    }

    /** Any number of values, each of at least one byte. */
    public <T> List<T> list(Function<ByteReader, T> each) {
        int size = number();
        if (size < 0 || size > bytes.length() - at) {
            throw new Unreadable("a list of " + size);
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(each.apply(this));
        }
        return values;
    }

    /** One of {@code values}, by its place among them. */
    public <E extends Enum<E>> E oneOf(E[] values) {
        int index = octet();
        if (index >= values.length) {
            throw new Unreadable("number " + index + " of " + values.length);
        }
        return values[index];
    }

    /** How many bytes are left. */
    public int left() {
        return bytes.length() - at;
    }

    /** Nothing may be left. */
    public void end() {
        if (at != bytes.length()) {
            throw new Unreadable((bytes.length() - at) + " bytes too many");
        }
    }

    private void require(int count) {
        if (count > bytes.length() - at) {
            throw new Unreadable("it ends too early");
        }
    }
}
