package synod.security;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A key with a certificate that nobody else vouches for, valid on the loopback address. */
public record SelfMade(PrivateKey key, X509Certificate certificate) {
    /** The password of every store that is written here. */
    public static final String SECRET = "tHis-Is-s3cret";

    private static final AtomicLong SERIAL = new AtomicLong(1);

    /** Makes one for a name such as {@code CN=server}. */
    public static SelfMade of(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name(name);
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new SelfMade(
                    pair.getPrivate(),
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the key with its certificate. */
    public Path writeKeys(Path file, StoreType type) throws IOException, GeneralSecurityException {
        if (type == StoreType.PEM) {
            return Files.writeString(file, section("PRIVATE KEY", key.getEncoded()) + pem());
        }
        KeyStore store = empty(type);
        store.setKeyEntry("me", key, SECRET.toCharArray(), new Certificate[] {certificate});
        return write(file, store);
    }

    /** Writes the certificate alone, as one to trust. */
    public Path writeTrust(Path file, StoreType type) throws IOException, GeneralSecurityException {
        if (type == StoreType.PEM) {
            return Files.writeString(file, pem());
        }
        KeyStore store = empty(type);
        store.setCertificateEntry("other", certificate);
        return write(file, store);
    }

    private String pem() throws GeneralSecurityException {
        return section("CERTIFICATE", certificate.getEncoded());
    }

    /** A section of a PEM file. */
    static String section(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }

    private static KeyStore empty(StoreType type) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(type.name());
        store.load(null, null);
        return store;
    }

    private static Path write(Path file, KeyStore store) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, SECRET.toCharArray());
        }
        return file;
    }

    /** TLS in which each side has this certificate and believes it. */
    public TlsSettings settings(Path folder, ClientCertificate asked, long handshakeMillis)
            throws IOException, GeneralSecurityException {
        return new TlsSettings(
                "ssl.",
                new StoreFile(
                        "ssl.keyStore.location",
                        "ssl.keyStore.type",
                        writeKeys(folder.resolve("keys.p12"), StoreType.PKCS12),
                        StoreType.PKCS12,
                        Password.of("ssl.keyStore.password", SECRET)),
                new StoreFile(
                        "ssl.trustStore.location",
                        "ssl.trustStore.type",
                        writeTrust(folder.resolve("trust.p12"), StoreType.PKCS12),
                        StoreType.PKCS12,
                        Password.of("ssl.trustStore.password", SECRET)),
                asked,
                java.util.List.of("TLSv1.3", "TLSv1.2"),
                java.util.List.of(),
                true,
                false,
                false,
                false,
                handshakeMillis,
                true);
    }
}
