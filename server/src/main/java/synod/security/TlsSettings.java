package synod.security;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one kind of connection: those of clients, or those between servers.
 *
 * @param prefix what the keys begin with: {@code ssl.} or {@code ssl.quorum.}
 * @param keyStore this server's own key and certificate
 * @param trustStore whose certificates are believed; null where none is asked for
 * @param clientCertificate whether whoever connects has to show one
 * @param protocols the versions that are spoken
 * @param cipherSuites those that are allowed; empty for Java's choice
 * @param checksHosts whether a server that is dialled has to be named by its certificate
 * @param checksAddresses whether the certificate of whoever connects has to hold the address he comes from
 * @param checksLists whether revocation lists are fetched and hold
 * @param asksResponders whether revocation is asked for online (OCSP)
 * @param handshakeMillis how long a handshake may take
 * @param isReloaded whether changed files are used for new connections
 */
public record TlsSettings(
        String prefix,
        StoreFile keyStore,
        @Nullable StoreFile trustStore,
        ClientCertificate clientCertificate,
        List<String> protocols,
        List<String> cipherSuites,
        boolean checksHosts,
        boolean checksAddresses,
        boolean checksLists,
        boolean asksResponders,
        long handshakeMillis,
        boolean isReloaded) {
    /** @throws TlsProblem when certificates are asked for and there is nothing to judge them by */
    public TlsSettings {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        if (handshakeMillis <= 0) {
            throw new IllegalArgumentException("a handshake must be given time, not " + handshakeMillis + " ms");
        }
        if (trustStore == null && clientCertificate != ClientCertificate.NONE) {
            throw new TlsProblem(prefix + "trustStore.location is missing: say whose certificates are believed, or set "
                    + prefix + "clientAuth=none");
        }
    }
}
