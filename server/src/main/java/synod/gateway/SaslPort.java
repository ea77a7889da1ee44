package synod.gateway;

import synod.runtime.Background;
import synod.security.SaslLogins;

/**
 * Where clients log in with SASL.
 *
 * @param logins who is let in
 * @param beside where that is judged: not on the loop, for it may look at files; used for nothing else
 */
public record SaslPort(SaslLogins logins, Background beside) {}
