package synod.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.wire.Output;

/** Writes what a request consists of. */
final class Encoder {
    private static final int USUAL_BYTES = 128;

    private final Output out = new Output(USUAL_BYTES);

    Encoder writeBoolean(boolean value) {
        out.writeBoolean(value);
        return this;
    }

    Encoder writeInt(int value) {
        out.writeInt(value);
        return this;
    }

    Encoder writeLong(long value) {
        out.writeLong(value);
        return this;
    }

    Encoder writeBuffer(byte @Nullable [] bytes) {
        if (bytes == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes, 0, bytes.length);
        }
        return this;
    }

    Encoder writeString(String text) {
        return writeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    Encoder writeStrings(Collection<String> list) {
        out.writeInt(list.size());
        list.forEach(this::writeString);
        return this;
    }

    Encoder writeAcl(List<Acl> list) {
        out.writeInt(list.size());
        for (Acl acl : list) {
            out.writeInt(acl.permissions());
            writeString(acl.scheme());
            writeString(acl.id());
        }
        return this;
    }

    Encoder write(byte[] raw) {
        out.write(raw, 0, raw.length);
        return this;
    }

    byte[] bytes() {
        return java.util.Arrays.copyOf(out.array(), out.length());
    }
}
