package synod.security;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for one kind of connection, with the key and trust store that hold now. Each handshake takes what holds when it
 * begins; connections that stand are not touched by a change.
 */
public final class Tls {
    private static final Logger log = LoggerFactory.getLogger("tls");

    /** The way that Java checks a certificate against the name or address it is expected to hold (RFC 2818). */
    private static final String NAMES = "HTTPS";

    /** What the stores held when they were last read. */
    private record Contexts(SslContext accepting, SslContext dialling) {}

    private final TlsSettings settings;
    private final Executor handshakes;
    private volatile Contexts contexts;
    private List<String> lastSeen;

    private Tls(TlsSettings settings, Executor handshakes) {
        this.settings = settings;
        this.handshakes = handshakes;
        this.lastSeen = fingerprints();
        this.contexts = load(settings);
    }

    /**
     * Reads the stores.
     *
     * @param handshakes runs what a handshake has to work out, which the loop has no time for
     * @throws TlsProblem when one of them cannot be used
     */
    public static Tls open(TlsSettings settings, Executor handshakes) {
        return new Tls(settings, handshakes);
    }

    /** What it goes by. */
    public TlsSettings settings() {
        return settings;
    }

    /** The handler for a connection that was accepted from an address. */
    public SslHandler accept(ByteBufAllocator allocator, InetSocketAddress remote) {
        String host = remote.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        SslHandler handler = contexts.accepting()
                .newHandler(allocator, zone < 0 ? host : host.substring(0, zone), remote.getPort(), handshakes);
        if (settings.checksAddresses()) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(NAMES);
            handler.engine().setSSLParameters(parameters);
        }
        handler.setHandshakeTimeoutMillis(settings.handshakeMillis());
        return handler;
    }

    /** The handler for a connection that is dialled to a name. */
    public SslHandler dial(ByteBufAllocator allocator, String host, int port) {
        SslHandler handler = contexts.dialling().newHandler(allocator, host, port, handshakes);
        handler.setHandshakeTimeoutMillis(settings.handshakeMillis());
        return handler;
    }

    /** Whom the certificate of the other side names (RFC 2253); null when it has shown none. After the handshake. */
    public static @Nullable String subject(SslHandler handler) {
        try {
            X509Certificate shown =
                    (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            // That is how the session says that there is none; where one is needed the handshake has failed before.
            return null;
        }
    }

    /** Why a connection failed, in few words. */
    public static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        if (deepest instanceof NotSslRecordException) {
            // Its own text shows what was sent, which is nobody's business.
            return "the other side does not speak it";
        }
        String text = deepest.getMessage();
        return text == null ? deepest.getClass().getSimpleName() : text;
    }

    /** Whether a failure is one of TLS, not of the network below it. */
    public static boolean isTlsFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** Reads the stores again if their files have changed. One thread at a time, not the loop. */
    public void reloadIfChanged() {
        List<String> seen = fingerprints();
        if (!settings.isReloaded() || seen.equals(lastSeen)) {
            return;
        }
        lastSeen = seen;
        try {
            contexts = load(settings);
            log.info(
                    "new connections use the changed {}keyStore and {}trustStore",
                    settings.prefix(),
                    settings.prefix());
        } catch (TlsProblem e) {
            log.warn("the changed stores cannot be used, new connections go on with the old ones: {}", e.getMessage());
        }
    }

    /** Stands for what holds now: another one after a change. */
    Object current() {
        return contexts;
    }

    /** What tells whether a file is another one than before. */
    private List<String> fingerprints() {
        List<String> seen = new ArrayList<>();
        seen.add(fingerprint(settings.keyStore().location()));
        StoreFile trust = settings.trustStore();
        if (trust != null) {
            seen.add(fingerprint(trust.location()));
        }
        return seen;
    }

    private static String fingerprint(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file) + " " + file.toRealPath();
        } catch (IOException e) {
            return "not there";
        }
    }

    private static Contexts load(TlsSettings settings) {
        StoreFile keys = settings.keyStore();
        StoreFile.Opened opened = keys.openKeys();
        TrustManager trust = Trust.of(settings);
        try {
            checkNames(settings);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(opened.store(), opened.secret());
            SslContext accepting = common(SslContextBuilder.forServer(factory), settings, trust)
                    .clientAuth(asked(settings.clientCertificate()))
                    .build();
            SslContext dialling = common(SslContextBuilder.forClient().keyManager(factory), settings, trust)
                    .endpointIdentificationAlgorithm(settings.checksHosts() ? NAMES : null)
                    .build();
            return new Contexts(accepting, dialling);
        } catch (GeneralSecurityException | SSLException e) {
            throw new TlsProblem(keys.named() + " cannot be used: " + reason(e)
                    + "; check that its key has the password of the store");
        }
    }

    private static SslContextBuilder common(SslContextBuilder builder, TlsSettings settings, TrustManager trust) {
        builder.sslProvider(SslProvider.JDK)
                .trustManager(trust)
                .protocols(settings.protocols())
                // Sessions that are taken up again would outlive a certificate that was revoked or replaced.
                .sessionTimeout(1);
        return settings.cipherSuites().isEmpty()
                ? builder
                : builder.ciphers(settings.cipherSuites(), IdentityCipherSuiteFilter.INSTANCE);
    }

    private static ClientAuth asked(ClientCertificate certificate) {
        return switch (certificate) {
            case NEED -> ClientAuth.REQUIRE;
            case WANT -> ClientAuth.OPTIONAL;
            case NONE -> ClientAuth.NONE;
        };
    }

    private static void checkNames(TlsSettings settings) throws GeneralSecurityException {
        SSLParameters supported = SSLContext.getDefault().getSupportedSSLParameters();
        check(settings.prefix() + "enabledProtocols", settings.protocols(), List.of(supported.getProtocols()));
        check(settings.prefix() + "ciphersuites", settings.cipherSuites(), List.of(supported.getCipherSuites()));
    }

    private static void check(String key, List<String> asked, List<String> supported) {
        for (String name : asked) {
            if (!supported.contains(name)) {
                throw new TlsProblem(key + ": this Java has no " + name + "; it has " + String.join(", ", supported));
            }
        }
    }
}
