package synod.security;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom to believe: the certificates of a trust store, and what they vouch for and have not revoked. */
final class Trust {
    private static final String ALGORITHM = "PKIX";

    private Trust() {}

    /** @throws TlsProblem when the trust store cannot be used */
    static TrustManager of(TlsSettings settings) {
        StoreFile file = settings.trustStore();
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(ALGORITHM);
            if (file == null) {
                // Nobody shows a certificate on such connections; what Java trusts by itself stands in.
                factory.init((KeyStore) null);
            } else {
                factory.init(new CertPathTrustManagerParameters(parameters(settings, file.openTrust())));
            }
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            String named = file == null ? settings.prefix() + "trustStore" : file.named();
            throw new TlsProblem(named + " cannot be used: " + Tls.reason(e));
        }
    }

    private static PKIXBuilderParameters parameters(TlsSettings settings, KeyStore store)
            throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        boolean isRevocable = settings.checksLists() || settings.asksResponders();
        parameters.setRevocationEnabled(isRevocable);
        if (isRevocable) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker)
                    CertPathBuilder.getInstance(ALGORITHM).getRevocationChecker();
            checker.setOptions(options(settings));
            parameters.addCertPathChecker(checker);
        }
        return parameters;
    }

    /** A certificate of which it cannot be found out whether it is revoked is not believed. */
    private static Set<PKIXRevocationChecker.Option> options(TlsSettings settings) {
        if (!settings.asksResponders()) {
            return EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK);
        }
        return settings.checksLists()
                ? EnumSet.noneOf(PKIXRevocationChecker.Option.class)
                : EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK);
    }
}
