package synod.tree;

import java.nio.charset.StandardCharsets;
import synod.kernel.Bytes;

/**
 * Who a connection has proved to be, in one scheme: {@code (ip, address)}, {@code (digest, user:hash)},
 * {@code (super, "")}. Proving is the gateway's business; here identities are only compared.
 *
 * @param scheme the scheme, UTF-8
 * @param id the identity within the scheme, UTF-8; for {@code ip} a literal address
 */
public record Identity(Bytes scheme, Bytes id) {
    /**
     * The scheme of the name that stands for everybody who has logged in with SASL, where an operator has chosen one. Whoever
     * has logged in has this identity besides; it is shown to nobody and no list can hold it.
     */
    public static final String ANY_SASL = "any-sasl";

    /** An identity from text. */
    public static Identity of(String scheme, String id) {
        return new Identity(
                Bytes.wrap(scheme.getBytes(StandardCharsets.UTF_8)), Bytes.wrap(id.getBytes(StandardCharsets.UTF_8)));
    }
}
