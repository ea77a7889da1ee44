package synod.it.cluster;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.apache.zookeeper.client.ZKClientConfig;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Somebody who vouches for certificates, and tells at an address of this machine which ones no longer count. */
public final class Authority implements AutoCloseable {
    /** The password of every store that is written. */
    public static final String SECRET = "made-for-a-test";

    private static final GeneralNames HERE = new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")
    });
    private static final AtomicLong SERIAL = new AtomicLong(100);

    private final KeyPair pair;
    private final X500Name name;
    private final X509Certificate certificate;
    private final HttpServer http;
    private final X509v2CRLBuilder revoked;
    private final Responder responder;

    /** A key and the certificates that go with it, its own first. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; the library takes and gives such arrays.
    public record Issued(PrivateKey key, Certificate[] chain) {
        /** The first of the certificates. */
        public X509Certificate certificate() {
            return (X509Certificate) chain[0];
        }

        /** Writes both as a PKCS 12 store. */
        public Path write(Path file) {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("me", key, SECRET.toCharArray(), chain);
                return Authority.write(file, store);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Begins to vouch, under a name such as {@code CN=authority}. */
    public Authority(String name) {
        try {
            this.pair = pair();
            this.name = named(name);
            this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            this.certificate = sign(this.name, HERE, pair, day(-1), day(1), true, false, pair);
            this.revoked = new X509v2CRLBuilder(this.name, Date.from(day(-1)));
            revoked.setNextUpdate(Date.from(day(1)));
            this.responder = new Responder(pair);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        http.createContext("/crl", exchange -> {
            byte[] list = list();
            exchange.sendResponseHeaders(200, list.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(list);
            }
        });
        http.createContext("/ocsp", responder);
        http.start();
    }

    private synchronized byte[] list() {
        try {
            return revoked.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the order in which Java reads and writes names, which is the other way round than they are encoded. */
    private static X500Name named(String text) {
        return X500Name.getInstance(new X500Principal(text).getEncoded());
    }

    private static Instant day(int fromNow) {
        return Instant.now().plus(Duration.ofDays(fromNow));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /** A certificate that counts today, for the loopback address. */
    public Issued issue(String subject) {
        return issue(subject, -1, 1);
    }

    /** A certificate for the loopback address that counts between two days, told from now. */
    public Issued issue(String subject, int fromDay, int toDay) {
        return issue(subject, HERE, fromDay, toDay);
    }

    /** A certificate that counts today, for a host of this name and no other. */
    public Issued issueFor(String host, String subject) {
        return issue(subject, new GeneralNames(new GeneralName(GeneralName.dNSName, host)), -1, 1);
    }

    private Issued issue(String subject, GeneralNames hosts, int fromDay, int toDay) {
        try {
            KeyPair own = pair();
            X509Certificate made = sign(named(subject), hosts, own, day(fromDay), day(toDay), false, true, pair);
            return new Issued(own.getPrivate(), new Certificate[] {made, certificate});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate that nobody vouches for but its owner. */
    public static Issued selfMade(String subject) {
        try (Authority nobody = new Authority(subject)) {
            return new Issued(nobody.pair.getPrivate(), new Certificate[] {nobody.certificate});
        }
    }

    /** How often it was asked whether a certificate still counts. */
    public int questions() {
        return responder.questions();
    }

    /** Takes a certificate back. */
    public synchronized Issued revoke(Issued issued) {
        revoked.addCRLEntry(issued.certificate().getSerialNumber(), Date.from(day(-1)), CRLReason.keyCompromise);
        responder.revoke(issued.certificate().getSerialNumber());
        return issued;
    }

    private X509Certificate sign(
            X500Name subject,
            GeneralNames hosts,
            KeyPair own,
            Instant from,
            Instant to,
            boolean isAuthority,
            boolean hasList,
            KeyPair signer)
            throws GeneralSecurityException {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(from),
                    Date.from(to),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            builder.addExtension(Extension.subjectAlternativeName, false, hosts);
            if (hasList) {
                String place = "http://127.0.0.1:" + http.getAddress().getPort() + "/crl";
                GeneralNames places = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, place));
                builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(new DistributionPointName(places), null, null)
                }));
                GeneralName asked =
                        new GeneralName(GeneralName.uniformResourceIdentifier, place.replace("/crl", "/ocsp"));
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, asked));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Writes this authority's own certificate as a PKCS 12 store to trust. */
    public Path writeTrust(Path file) {
        try {
            return write(file, trust());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        return store;
    }

    /** Written beside its place and moved there: whoever watches the file never sees half of it. */
    private static Path write(Path file, KeyStore store) throws GeneralSecurityException, IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(beside)) {
            store.store(out, SECRET.toCharArray());
        }
        return Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The same for ZooKeeper's own client, whose stores are written to a folder. */
    public ZKClientConfig clientConfig(Path folder, @Nullable Issued own) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(
                "zookeeper.ssl.trustStore.location",
                writeTrust(folder.resolve("c.p12")).toString());
        config.setProperty("zookeeper.ssl.trustStore.password", SECRET);
        if (own != null) {
            config.setProperty(
                    "zookeeper.ssl.keyStore.location",
                    own.write(folder.resolve("client.p12")).toString());
            config.setProperty("zookeeper.ssl.keyStore.password", SECRET);
        }
        return config;
    }

    /** What a client needs that believes this authority, and has a certificate or none. */
    public SSLContext client(@Nullable Issued own) {
        try {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(trust());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore mine = KeyStore.getInstance("PKCS12");
            mine.load(null, null);
            if (own != null) {
                mine.setKeyEntry("me", own.key(), new char[0], own.chain());
            }
            keys.init(mine, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
