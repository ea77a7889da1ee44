package synod.server;

import org.jspecify.annotations.Nullable;
import synod.runtime.HostPort;
import synod.security.TlsSettings;

/**
 * TLS for clients, as the configuration says.
 *
 * @param settings stores, and how certificates are judged
 * @param address the port that speaks nothing else; null for none
 * @param isUnified whether the plain port takes TLS as well
 * @param superUser whose certificate may do everything; null for nobody's
 */
record ClientTls(
        TlsSettings settings,
        @Nullable HostPort address,
        boolean isUnified,
        @Nullable String superUser) {}
