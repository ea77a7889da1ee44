package synod.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How clients log in with SASL.
 *
 * @param file where the JAAS configuration is: a path, or a URL that begins with {@code file:}
 * @param section the section of it that is this server's
 * @param isDemanded whether the server must not start without that section
 * @param toleratesFailure whether clients that try in vain go on as nobody
 * @param removesHost whether {@code service/host@REALM} becomes {@code service@REALM}
 * @param removesRealm whether names of this realm lose it
 * @param superUsers who may do everything
 * @param superPassword of the user {@code super}, in place of what the section says; null for what it says
 * @param anybody the name that stands for everybody who has logged in; null for none
 */
public record SaslSettings(
        String file,
        String section,
        boolean isDemanded,
        boolean toleratesFailure,
        boolean removesHost,
        boolean removesRealm,
        Set<String> superUsers,
        @Nullable Password superPassword,
        @Nullable String anybody) {
    /** The section that is read unless another is named. */
    public static final String DEFAULT_SECTION = "Server";

    public SaslSettings {
        superUsers = Set.copyOf(superUsers);
    }
}
