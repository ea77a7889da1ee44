package synod.replica;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Identity;

/**
 * What a connection's client is known to be, and the same as it stands in its requests.
 *
 * @param encoded by {@link Identities#encode}
 */
record Claims(List<Identity> identities, Bytes encoded) {
    private static Claims of(List<Identity> identities) {
        return new Claims(identities, Identities.encode(identities));
    }

    /** With one identity more; the same twice counts once. Null when there are too many. */
    @Nullable
    Claims with(Identity identity) {
        if (identities.contains(identity)) {
            return this;
        }
        if (!Identities.hasRoom(identities)) {
            return null;
        }
        List<Identity> more = new ArrayList<>(identities);
        more.add(identity);
        return of(List.copyOf(more));
    }

    /** Those of clients that have proved nothing yet, who are known by their address; one for many from one address. */
    static final class ByAddress {
        private static final int CACHE = 256;

        private final @Nullable Bytes[] addresses = new @Nullable Bytes[CACHE];
        private final @Nullable Claims[] claims = new @Nullable Claims[CACHE];
        private final List<Identity> everybody;

        /** @param everybody what each of them is besides */
        ByAddress(List<Identity> everybody) {
            this.everybody = everybody;
        }

        Claims of(Bytes address) {
            int at = address.hashCode() & (CACHE - 1);
            Claims known = claims[at];
            if (known != null && address.equals(addresses[at])) {
                return known;
            }
            List<Identity> identities = new ArrayList<>(1 + everybody.size());
            identities.add(new Identity(Schemes.IP, address));
            identities.addAll(everybody);
            Claims made = Claims.of(List.copyOf(identities));
            addresses[at] = address;
            claims[at] = made;
            return made;
        }
    }
}
