package synod.server;

import synod.security.TlsSettings;

/**
 * TLS between servers, as the configuration says.
 *
 * @param settings stores, and how certificates are judged
 * @param isDialled whether this server speaks TLS to those it dials
 * @param acceptsPlain whether it also takes connections without TLS
 */
record QuorumTls(TlsSettings settings, boolean isDialled, boolean acceptsPlain) {}
