package synod.replica;

import java.nio.charset.StandardCharsets;
import synod.kernel.Bytes;

/** The names of the authentication schemes that a connection can hold here. */
final class Schemes {
    static final Bytes IP = text("ip");
    static final Bytes DIGEST = text("digest");
    static final Bytes X509 = text("x509");
    static final Bytes SASL = text("sasl");
    static final Bytes ENSEMBLE = text("ensemble");
    static final Bytes SUPER = text("super");

    private Schemes() {}

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
