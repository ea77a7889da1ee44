package synod.replica;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Identity;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/**
 * The identities of a connection as they stand in each of its requests: {@code count:1 (scheme:sized id:sized)*}.
 * Decoding keeps the last results, because a busy connection's bytes are the same each time.
 */
final class Identities {
    private static final int CACHE = 256;

    private static final int MAX_COUNT = 255;

    private final @Nullable Bytes[] keys = new @Nullable Bytes[CACHE];

    @SuppressWarnings({"rawtypes", "unchecked"})
    private final @Nullable List<Identity>[] values = new List[CACHE];

    static Bytes encode(List<Identity> identities) {
        Output out = new Output(64);
        out.writeByte(identities.size());
        for (Identity identity : identities) {
            out.writeSized(identity.scheme());
            out.writeSized(identity.id());
        }
        return out.toBytes();
    }

    /** Whether a connection with so many identities may have one more. */
    static boolean hasRoom(List<Identity> identities) {
        return identities.size() < MAX_COUNT;
    }

    List<Identity> decode(Bytes encoded) throws Malformed {
        int at = encoded.hashCode() & (CACHE - 1);
        List<Identity> known = values[at];
        if (known != null && encoded.equals(keys[at])) {
            return known;
        }
        // The cache must not keep alive the whole command that the slice is cut from.
        Bytes own = encoded.compact();
        Input in = new Input(own);
        int count = in.readByte();
        List<Identity> identities = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            identities.add(new Identity(in.readSized(), in.readSized()));
        }
        in.end();
        List<Identity> decoded = List.copyOf(identities);
        keys[at] = own;
        values[at] = decoded;
        return decoded;
    }
}
