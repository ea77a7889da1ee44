package synod.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores of each type, what is wrong with them, and their exchange. */
final class TlsTest {
    /** What openssl makes of a key with the password that all stores here have (PBES2). */
    private static final String ENCRYPTED_KEY = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi/7GPMydX6jAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGQ236+eKrG6MDRsCOW9Zx8EgZBY
            UxokQ4k4W+0Rm6CDqZcMvXAKVAXd0fuKqk6aVddPzNoxXbx5PhYLH/ykwRWp6j9B
            T6SB/PAJ2otFDrh8D55D3F95vOS7iEgvlmn89fa2J0YEITgEueqsyAkDDnEKQ9z8
            LHUZ/1Trt7UWpwQz0OodVTRQMVbL1CujmIJsbM4FsB0hbPAkuiWtHXWLk/EpahU=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    private StoreFile keys(Path file, StoreType type, String secret) {
        return new StoreFile(
                "ssl.keyStore.location", "ssl.keyStore.type", file, type, Password.of("ssl.keyStore.password", secret));
    }

    private StoreFile trust(Path file, StoreType type) {
        return new StoreFile(
                "ssl.trustStore.location",
                "ssl.trustStore.type",
                file,
                type,
                Password.of("ssl.trustStore.password", SelfMade.SECRET));
    }

    private static TlsSettings settings(StoreFile keys, StoreFile trust, List<String> protocols, List<String> ciphers) {
        return new TlsSettings(
                "ssl.",
                keys,
                trust,
                ClientCertificate.NEED,
                protocols,
                ciphers,
                true,
                false,
                false,
                false,
                5_000,
                true);
    }

    private static Tls open(StoreFile keys, StoreFile trust) {
        return Tls.open(settings(keys, trust, List.of("TLSv1.3"), List.of()), Runnable::run);
    }

    private static SslHandler accept(Tls tls) {
        return tls.accept(ByteBufAllocator.DEFAULT, new InetSocketAddress(InetAddress.getLoopbackAddress(), 7));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfStoreIsRead(StoreType type) throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Tls tls = open(
                keys(made.writeKeys(folder.resolve("keys"), type), type, SelfMade.SECRET),
                trust(made.writeTrust(folder.resolve("trust"), type), type));
        assertThat(accept(tls).engine().getNeedClientAuth()).isTrue();
        assertThat(tls.dial(ByteBufAllocator.DEFAULT, "a.example", 7)
                        .engine()
                        .getSSLParameters()
                        .getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }

    @Test
    void anEncryptedKeyNeedsItsPassword() throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Path file = Files.writeString(
                folder.resolve("keys.pem"),
                ENCRYPTED_KEY
                        + SelfMade.section("CERTIFICATE", made.certificate().getEncoded()));
        StoreFile trusted = trust(made.writeTrust(folder.resolve("trust.pem"), StoreType.PEM), StoreType.PEM);
        assertThat(open(keys(file, StoreType.PEM, SelfMade.SECRET), trusted)).isNotNull();
        assertThatThrownBy(() -> open(keys(file, StoreType.PEM, "guess"), trusted))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("ssl.keyStore.password does not open " + file)
                .hasMessageNotContaining("guess");
    }

    @ParameterizedTest
    @EnumSource(names = {"JKS", "PKCS12"})
    void aWrongPasswordIsNamedByItsKeyAndNotShown(StoreType type) throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Path file = made.writeKeys(folder.resolve("keys"), type);
        StoreFile trusted = trust(made.writeTrust(folder.resolve("trust"), type), type);
        assertThatThrownBy(() -> open(keys(file, type, "guess-me"), trusted))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("ssl.keyStore.password does not open " + file)
                .hasMessageNotContaining("guess-me");
        assertThat(keys(file, type, "guess-me").toString()).doesNotContain("guess-me");
    }

    @Test
    void whatIsWrongWithAStoreIsToldWithItsKeyAndItsFile() throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Path whole = made.writeKeys(folder.resolve("whole.p12"), StoreType.PKCS12);
        Path certificate = made.writeTrust(folder.resolve("certificate.pem"), StoreType.PEM);
        Path keyAlone = Files.writeString(
                folder.resolve("key.pem"),
                SelfMade.section("PRIVATE KEY", made.key().getEncoded()));
        Path old = Files.writeString(folder.resolve("old.pem"), SelfMade.section("EC PRIVATE KEY", new byte[] {1}));
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        StoreFile good = keys(whole, StoreType.PKCS12, SelfMade.SECRET);
        StoreFile trusted = trust(certificate, StoreType.PEM);
        problem(keys(folder.resolve("none.p12"), StoreType.PKCS12, ""), trusted, "none.p12 cannot be read");
        problem(keys(certificate, StoreType.PEM, ""), trusted, "certificate.pem", "no private key");
        problem(keys(keyAlone, StoreType.PEM, ""), trusted, "key.pem", "no certificate");
        problem(keys(old, StoreType.PEM, ""), trusted, "old.pem", "openssl pkcs8 -topk8");
        problem(keys(certificate, StoreType.PKCS12, ""), trusted, "not a readable PKCS12 store", "ssl.keyStore.type");
        problem(good, trust(empty, StoreType.PEM), "ssl.trustStore.location", "no certificate to trust");
        assertThatThrownBy(() -> Tls.open(settings(good, trusted, List.of("TLSv9"), List.of()), Runnable::run))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("ssl.enabledProtocols: this Java has no TLSv9");
        assertThatThrownBy(() -> Tls.open(settings(good, trusted, List.of("TLSv1.3"), List.of("ROT13")), Runnable::run))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining("ssl.ciphersuites: this Java has no ROT13");
    }

    private static void problem(StoreFile keys, StoreFile trust, String... parts) {
        assertThatThrownBy(() -> open(keys, trust))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aPasswordCanStandInAFile() throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Path secret = Files.writeString(folder.resolve("secret"), SelfMade.SECRET + "\n", StandardCharsets.UTF_8);
        Path file = made.writeKeys(folder.resolve("keys.p12"), StoreType.PKCS12);
        StoreFile trusted = trust(made.writeTrust(folder.resolve("trust.pem"), StoreType.PEM), StoreType.PEM);
        String key = "ssl.keyStore.passwordPath";
        assertThat(open(
                        new StoreFile(
                                "ssl.keyStore.location",
                                "ssl.keyStore.type",
                                file,
                                StoreType.PKCS12,
                                Password.inFile(key, secret)),
                        trusted))
                .isNotNull();
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> open(
                        new StoreFile(
                                "ssl.keyStore.location",
                                "ssl.keyStore.type",
                                file,
                                StoreType.PKCS12,
                                Password.inFile(key, none)),
                        trusted))
                .isInstanceOf(TlsProblem.class)
                .hasMessageContaining(key + ": the file " + none + " cannot be read");
    }

    @Test
    void changedFilesAreTakenAndBrokenOnesAreNot() throws Exception {
        SelfMade made = SelfMade.of("CN=one");
        Tls tls = Tls.open(made.settings(folder, ClientCertificate.NEED, 5_000), Runnable::run);
        Object before = contextOf(tls);
        tls.reloadIfChanged();
        assertThat(contextOf(tls)).isSameAs(before);

        SelfMade next = SelfMade.of("CN=the next one");
        next.writeKeys(folder.resolve("keys.p12"), StoreType.PKCS12);
        tls.reloadIfChanged();
        Object after = contextOf(tls);
        assertThat(after).isNotSameAs(before);

        Files.writeString(folder.resolve("keys.p12"), "half a");
        tls.reloadIfChanged();
        assertThat(contextOf(tls)).isSameAs(after);
    }

    private static Object contextOf(Tls tls) {
        return tls.current();
    }
}
