package synod.security;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS for a program that calls servers and is called by nobody, on plain blocking sockets. */
public final class ClientTls {
    private ClientTls() {}

    /**
     * What makes sockets. Whether the host is the one that its certificate names is for the caller to ask for.
     *
     * @param keys the key and the certificate to show; null to show none
     * @param trust whose certificates are believed; null for what Java trusts by itself
     * @throws TlsProblem when one of them cannot be used
     */
    public static SSLSocketFactory sockets(@Nullable StoreFile keys, @Nullable StoreFile trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : shown(keys), trust == null ? null : believed(trust), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new TlsProblem((keys == null ? "TLS" : keys.named()) + " cannot be used: " + Tls.reason(e));
        }
    }

    private static KeyManager[] shown(StoreFile keys) throws GeneralSecurityException {
        StoreFile.Opened opened = keys.openKeys();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(opened.store(), opened.secret());
        return factory.getKeyManagers();
    }

    private static TrustManager[] believed(StoreFile trust) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust.openTrust());
        return factory.getTrustManagers();
    }
}
