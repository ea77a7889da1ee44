package synod.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.runtime.HostPort;
import synod.security.Tls;
import synod.tree.Identity;

/**
 * How clients reach this server with TLS.
 *
 * @param tls whose certificates, and how they are judged
 * @param address the port that speaks nothing else; null for none
 * @param isUnified whether the plain port takes TLS as well
 * @param superUser whose certificate may do everything; null for nobody's
 */
public record SecurePort(
        Tls tls,
        @Nullable HostPort address,
        boolean isUnified,
        @Nullable String superUser) {
    private static final String SCHEME = "x509";

    /** What a client is known to be by its certificate. */
    List<Identity> identities(String subject) {
        Identity named = Identity.of(SCHEME, subject);
        return subject.equals(superUser) ? List.of(named, Identity.of("super", "")) : List.of(named);
    }
}
