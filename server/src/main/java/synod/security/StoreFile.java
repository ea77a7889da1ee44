package synod.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;

/**
 * A key store or a trust store as the configuration names it.
 *
 * @param setting what names the file, such as {@code ssl.keyStore.location}
 * @param typeSetting what tells its type
 * @param location the file
 * @param type how it is laid down
 * @param password what opens it
 */
public record StoreFile(String setting, String typeSetting, Path location, StoreType type, Password password) {
    /**
     * What is in it now.
     *
     * @param secret its password
     * @throws TlsProblem when it cannot be read or opened
     */
    private KeyStore load(char[] secret, boolean isForKeys) {
        byte[] content;
        try {
            content = Files.readAllBytes(location);
        } catch (IOException e) {
            throw new TlsProblem(named() + " cannot be read (" + e.getClass().getSimpleName()
                    + "); correct the path or the permissions");
        }
        try {
            if (type == StoreType.PEM) {
                return ofPem(new String(content, StandardCharsets.US_ASCII), secret, isForKeys);
            }
            KeyStore store = KeyStore.getInstance(type.name());
            // Without a password the certificates of a trust store can be read, unchecked.
            store.load(new ByteArrayInputStream(content), secret.length == 0 && !isForKeys ? null : secret);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw cannotBeOpened(e);
        }
    }

    private KeyStore ofPem(String text, char[] secret, boolean isForKeys) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = Pem.certificates(text);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (isForKeys) {
            PrivateKey found = Pem.privateKey(text, secret);
            if (certificates.isEmpty()) {
                throw new TlsProblem(
                        named() + " has a key but no certificate; put the certificate, and those that vouch"
                                + " for it, into the same file");
            }
            store.setKeyEntry("key", found, secret, certificates.toArray(new X509Certificate[0]));
        } else {
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("trusted-" + i, certificates.get(i));
            }
        }
        return store;
    }

    /** A failure's text can quote what was read; only what it was of and its kind go further. */
    private TlsProblem cannotBeOpened(Exception failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof UnrecoverableKeyException || cause instanceof Pem.WrongPassword) {
                return new TlsProblem(
                        password.key() + " does not open " + location + "; correct the password, or the file");
            }
            cause = cause.getCause();
        }
        return new TlsProblem(named() + " is not a readable " + type + " store (" + failure.getMessage() + "); correct "
                + typeSetting + ", or make the file anew");
    }

    /**
     * The store of this server's own key, with the password of the key.
     *
     * @throws TlsProblem when it cannot be used, or holds no key
     */
    Opened openKeys() {
        char[] secret = password.read();
        KeyStore store = load(secret, true);
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return new Opened(store, secret);
                }
            }
        } catch (KeyStoreException e) {
            throw cannotBeOpened(e);
        }
        throw new TlsProblem(named() + " holds no private key; give the store with this server's own key");
    }

    /**
     * The store of the certificates that are trusted.
     *
     * @throws TlsProblem when it cannot be used, or holds no certificate
     */
    KeyStore openTrust() {
        KeyStore store = load(password.read(), false);
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    return store;
                }
            }
        } catch (KeyStoreException e) {
            throw cannotBeOpened(e);
        }
        throw new TlsProblem(named() + " holds no certificate to trust, or " + password.key()
                + " is missing; put the certificate of the authority into it");
    }

    String named() {
        return setting + ": the file " + location;
    }

    /** A store that was read, and what opens its key. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and kept no longer than it takes to use it.
    record Opened(KeyStore store, char[] secret) {}
}
