package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;
import synod.security.SaslSettings;

final class SaslKeysTest {
    private static final String ALONE = "dataDir=/d\nclientPort=2181\n";
    private static final String FILE = "java.security.auth.login.config=/jaas.conf\n";

    private static ServerConfiguration parse(String text) {
        return parse(text, Map.of());
    }

    private static ServerConfiguration parse(String text, Map<String, String> properties) {
        SortedMap<String, String> sorted = new TreeMap<>(properties);
        return ZooConfig.parse(ALONE + text, "zoo.cfg", sorted, folder -> "1");
    }

    private static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void withoutAFileNobodyLogsIn() {
        assertThat(parse("").sasl()).isNull();
        assertThat(parse("").rules().requiredSchemes()).isEmpty();
    }

    @Test
    void whatIsNotSaidIsAsInZooKeeper() {
        SaslSettings settings = Objects.requireNonNull(parse(FILE).sasl());
        assertThat(settings)
                .isEqualTo(new SaslSettings(
                        "/jaas.conf", "Server", false, false, false, false, java.util.Set.of(), null, null));
        assertThat(parse(FILE).warnings()).isEmpty();
    }

    @Test
    void everythingIsReadFromSystemPropertiesToo() {
        ServerConfiguration read = parse(
                "",
                Map.of(
                        "java.security.auth.login.config", "/jaas.conf",
                        "zookeeper.sasl.serverconfig", "Mine",
                        "zookeeper.allowSaslFailedClients", "true",
                        "zookeeper.kerberos.removeHostFromPrincipal", "true",
                        "zookeeper.kerberos.removeRealmFromPrincipal", "true",
                        "zookeeper.superUser", "bob",
                        "zookeeper.superUser.second", "alice",
                        "zookeeper.SASLAuthenticationProvider.superPassword", "hidden",
                        "zookeeper.letAnySaslUserDoX", "anybody"));
        SaslSettings settings = Objects.requireNonNull(read.sasl());
        assertThat(settings.section()).isEqualTo("Mine");
        assertThat(settings.isDemanded()).isTrue();
        assertThat(settings.toleratesFailure()).isTrue();
        assertThat(settings.removesHost()).isTrue();
        assertThat(settings.removesRealm()).isTrue();
        assertThat(settings.superUsers()).containsExactlyInAnyOrder("bob", "alice");
        assertThat(settings.superPassword()).isNotNull();
        assertThat(settings.anybody()).isEqualTo("anybody");
        assertThat(settings.toString() + read.effective()).doesNotContain("hidden");
        assertThat(read.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sessionRequireClientSASLAuth=true\n",
                "enforce.auth.enabled=true\nenforce.auth.schemes=sasl\n",
                "enforce.auth.enabled=true\nenforce.auth.schemes=digest,sasl\n"
            })
    void aLoginMayBeDemanded(String demand) {
        ServerConfiguration read = parse(FILE + demand);
        assertThat(read.rules().requiredSchemes()).contains(utf8("sasl"));
        assertThat(Objects.requireNonNull(read.sasl()).isDemanded()).isTrue();
        assertThatThrownBy(() -> parse(demand))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("say where the JAAS configuration is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "superUser.x=bob                              | superUser.x has no effect",
                "letAnySaslUserDoX=X                          | letAnySaslUserDoX has no effect",
                "sasl.serverconfig=Mine                       | sasl.serverconfig has no effect",
                "enforce.auth.schemes=sasl                    | enforce.auth.schemes has no effect",
                "ensembleAuthName=one                         | ensembleAuthName has no effect"
            })
    void whatHasNoUseIsTold(String line, String expected) {
        assertThat(parse(line + "\n").warnings()).hasSize(1).first().asString().startsWith(expected);
    }

    @Test
    void otherRulesForNamesAreRefused() {
        assertThat(parse(FILE + "security.auth_to_local=DEFAULT\n").warnings()).isEmpty();
        assertThatThrownBy(() -> parse(FILE + "security.auth_to_local=RULE:[1:$1]\n"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("has to be DEFAULT");
    }

    @Test
    void theNamesOfAnEnsemble() {
        String provider = "authProvider.7=org.apache.zookeeper.server.auth.EnsembleAuthenticationProvider\n";
        assertThat(parse("").rules().ensembleNames()).isNull();
        assertThat(parse(provider).rules().ensembleNames()).isEmpty();
        assertThat(parse(provider + "ensembleAuthName=one, two\n").rules().ensembleNames())
                .isEqualTo(List.of(utf8("one"), utf8("two")));
    }

    @Test
    void listsMayBeLookedAtAtOnce() {
        assertThat(parse("").rules().eagerAcl()).isFalse();
        assertThat(parse("enableEagerACLCheck=true\n").rules().eagerAcl()).isTrue();
    }
}
