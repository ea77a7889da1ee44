package synod.security;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How certificates and keys are laid down in a file. */
public enum StoreType {
    /** Java's own, of old. */
    JKS,
    /** Text: certificates, and a key in PKCS #8. */
    PEM,
    /** The standard's. */
    PKCS12;

    /** The type that a file's ending tells, as in ZooKeeper; null when it tells none. */
    public static @Nullable StoreType ofEnding(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jks")) {
            return JKS;
        }
        if (name.endsWith(".pem")) {
            return PEM;
        }
        return name.endsWith(".p12") || name.endsWith(".pfx") ? PKCS12 : null;
    }
}
