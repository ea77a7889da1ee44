package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.runtime.HostPort;
import synod.security.ClientCertificate;
import synod.security.StoreType;
import synod.security.TlsSettings;

/** The keys of TLS; no file is looked at here. */
final class TlsKeysTest {
    private static final String STORES = """
            ssl.keyStore.location=/etc/synod/keys.p12
            ssl.keyStore.password=hunter2
            ssl.trustStore.location=/etc/synod/trust.jks
            """;
    private static final String ALONE = "dataDir=/d\n";
    private static final String SECURE = ALONE + "secureClientPort=2281\n" + STORES;
    private static final String THREE = """
            dataDir=/d
            clientPort=2181
            server.1=a:2888:3888
            server.2=b:2888:3888
            server.3=c:2888:3888
            """;
    private static final String QUORUM_STORES = STORES.replace("ssl.", "ssl.quorum.");

    private static ServerConfiguration parse(String text) {
        return ZooConfig.parse(text, "zoo.cfg", new TreeMap<>(), folder -> "1");
    }

    private static TlsSettings clients(String text) {
        return Objects.requireNonNull(parse(text).clientTls()).settings();
    }

    @Test
    void aSecurePortIsEnough() {
        ServerConfiguration read = parse(SECURE + "secureClientPortAddress=127.0.0.1\n");
        assertThat(read.gateway().address()).isNull();
        ClientTls tls = Objects.requireNonNull(read.clientTls());
        assertThat(tls.address()).isEqualTo(new HostPort("127.0.0.1", 2281));
        assertThat(tls.isUnified()).isFalse();
        assertThat(tls.superUser()).isNull();
        assertThat(tls.settings().keyStore().type()).isEqualTo(StoreType.PKCS12);
        assertThat(Objects.requireNonNull(tls.settings().trustStore()).type()).isEqualTo(StoreType.JKS);
        assertThat(read.warnings()).isEmpty();
        assertThat(String.join(" ", read.effective())).doesNotContain("hunter2").contains("ssl.keyStore.password=***");
        assertThat(read.toString()).doesNotContain("hunter2");
    }

    @Test
    void defaultsAreApaches() {
        TlsSettings read = clients(SECURE);
        assertThat(read.clientCertificate()).isEqualTo(ClientCertificate.NEED);
        assertThat(read.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(read.cipherSuites()).isEmpty();
        assertThat(read.checksHosts()).isTrue();
        assertThat(read.checksAddresses()).isFalse();
        assertThat(read.checksLists()).isFalse();
        assertThat(read.asksResponders()).isFalse();
        assertThat(read.handshakeMillis()).isEqualTo(5_000);
        assertThat(read.isReloaded()).isFalse();
    }

    @Test
    void everyKeyIsHonoured() {
        ServerConfiguration configuration = parse(SECURE + """
                clientPort=2181
                client.portUnification=true
                client.certReload=true
                X509AuthenticationProvider.superUser=CN=root
                ssl.keyStore.type=PEM
                ssl.protocol=TLSv1.2
                ssl.ciphersuites=A, B
                ssl.clientAuth=want
                ssl.hostnameVerification=false
                ssl.clientHostnameVerification=true
                ssl.crl=true
                ssl.ocsp=true
                ssl.handshakeDetectionTimeoutMillis=70
                """);
        ClientTls tls = Objects.requireNonNull(configuration.clientTls());
        assertThat(tls.isUnified()).isTrue();
        assertThat(tls.superUser()).isEqualTo("CN=root");
        TlsSettings read = tls.settings();
        assertThat(read.keyStore().type()).isEqualTo(StoreType.PEM);
        assertThat(read.protocols()).containsExactly("TLSv1.2");
        assertThat(read.cipherSuites()).containsExactly("A", "B");
        assertThat(read.clientCertificate()).isEqualTo(ClientCertificate.WANT);
        assertThat(List.of(read.checksHosts(), read.checksAddresses(), read.checksLists(), read.asksResponders()))
                .containsExactly(false, true, true, true);
        assertThat(read.handshakeMillis()).isEqualTo(70);
        assertThat(read.isReloaded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ssl.keyStore.type=BCFKS        | ssl.keyStore.type cannot be BCFKS
            ssl.keyStore.type=ZIP          | ssl.keyStore.type must be one of jks, pem, pkcs12, not "ZIP"
            ssl.keyStore.location=/k       | has an ending that tells no type
            ssl.clientAuth=maybe           | ssl.clientAuth must be one of need, want, none, not "maybe"
            ssl.allowReverseDnsLookup=true | put the address into the certificate
            """)
    void judgesOneMoreLine(String line, String expected) {
        assertThatThrownBy(() -> parse(SECURE + line + "\n"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whoAsksForCertificatesSaysWhomHeBelieves() {
        String text = SECURE.replaceAll("ssl.trustStore.*\n", "");
        assertThatThrownBy(() -> parse(text))
                .hasMessageContaining("ssl.trustStore.location is missing")
                .hasMessageContaining("ssl.clientAuth=none");
        assertThat(clients(text + "ssl.clientAuth=none\n").trustStore()).isNull();
    }

    @Test
    void serversAmongThemselves() {
        assertThat(parse(THREE).quorumTls()).isNull();
        QuorumTls tls =
                Objects.requireNonNull(parse(THREE + QUORUM_STORES + "sslQuorum=true\nsslQuorumReloadCertFiles=true\n")
                        .quorumTls());
        assertThat(tls.isDialled()).isTrue();
        assertThat(tls.acceptsPlain()).isFalse();
        assertThat(tls.settings().clientCertificate()).isEqualTo(ClientCertificate.NEED);
        assertThat(tls.settings().checksHosts()).isTrue();
        assertThat(tls.settings().isReloaded()).isTrue();
        QuorumTls both = Objects.requireNonNull(
                parse(THREE + QUORUM_STORES + "portUnification=true\n").quorumTls());
        assertThat(both.isDialled()).isFalse();
        assertThat(both.acceptsPlain()).isTrue();
        assertThatThrownBy(() -> parse(THREE + "sslQuorum=true\n"))
                .hasMessageContaining("ssl.quorum.keyStore.location is missing");
        assertThatThrownBy(() -> parse(THREE
                        + QUORUM_STORES.replaceAll("ssl.quorum.trustStore.*\n", "")
                        + "sslQuorum=true\nssl.quorum.clientAuth=none\n"))
                .hasMessageContaining("ssl.quorum.trustStore.location is missing");
    }

    @Test
    void whatHasNoUseIsTold() {
        assertThat(parse(THREE + QUORUM_STORES).warnings())
                .containsExactly(
                        "ssl.quorum.keyStore.location has no effect: neither sslQuorum nor portUnification is true",
                        "ssl.quorum.keyStore.password has no effect: neither sslQuorum nor portUnification is true",
                        "ssl.quorum.trustStore.location has no effect: neither sslQuorum nor portUnification is true");
        assertThat(parse(ALONE + "clientPort=1\nsslQuorum=true\n").warnings())
                .containsExactly("sslQuorum and portUnification have no effect: there are no other servers");
    }
}
