package synod.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.kernel.Bytes;
import synod.replica.SaslStep;
import synod.replica.SaslStep.Outcome;
import synod.tree.Identity;

/** Logins with Java's own client of DIGEST-MD5. */
final class SaslLoginsTest {
    private static final String USERS = """
            Server {
                org.apache.zookeeper.server.auth.DigestLoginModule required
                user_bob="bobs"
                user_super="supers";
            };
            """;

    @TempDir
    Path folder;

    private SaslSettings settings(String text, boolean isDemanded, @Nullable Password superPassword)
            throws IOException {
        Path file = folder.resolve("jaas.conf");
        Files.writeString(file, text);
        return new SaslSettings(
                file.toString(),
                SaslSettings.DEFAULT_SECTION,
                isDemanded,
                false,
                false,
                false,
                Set.of("bob"),
                superPassword,
                "anybody");
    }

    private SaslLogins users() throws IOException {
        return Objects.requireNonNull(SaslLogins.open(settings(USERS, true, null)));
    }

    private static SaslClient client(String user, String password, @Nullable String actsAs) throws SaslException {
        return Sasl.createSaslClient(
                new String[] {"DIGEST-MD5"}, actsAs, "zookeeper", "zk-sasl-md5", Map.of(), questions -> {
                    for (Callback question : questions) {
                        if (question instanceof NameCallback name) {
                            name.setName(user);
                        } else if (question instanceof PasswordCallback secret) {
                            secret.setPassword(password.toCharArray());
                        } else if (question instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        }
                    }
                });
    }

    /** The last step of a login, and for a good one that the client believes the server as well. */
    private static SaslStep logIn(SaslLogins logins, String user, String password, @Nullable String actsAs)
            throws SaslException {
        SaslClient client = client(user, password, actsAs);
        SaslExchange exchange = logins.begin();
        SaslStep challenge = exchange.hear(Bytes.EMPTY);
        assertThat(challenge.outcome()).isEqualTo(Outcome.GOES_ON);
        byte[] answer = client.evaluateChallenge(
                Objects.requireNonNull(challenge.token()).toArray());
        SaslStep last = exchange.hear(Bytes.wrap(answer));
        if (last.outcome() == Outcome.DONE) {
            client.evaluateChallenge(Objects.requireNonNull(last.token()).toArray());
            assertThat(client.isComplete()).isTrue();
        } else {
            assertThat(exchange.failure()).isNotEmpty();
        }
        exchange.end();
        return last;
    }

    @Test
    void aUserWithItsPassword() throws IOException {
        SaslStep bob = logIn(users(), "bob", "bobs", null);
        assertThat(bob.outcome()).isEqualTo(Outcome.DONE);
        assertThat(bob.proved())
                .containsExactly(
                        Identity.of("sasl", "bob"),
                        Identity.of("super", ""),
                        Identity.of(Identity.ANY_SASL, "anybody"));
        assertThat(logIn(users(), "super", "supers", "super").proved())
                .containsExactly(Identity.of("sasl", "super"), Identity.of(Identity.ANY_SASL, "anybody"));
    }

    @ParameterizedTest
    @CsvSource({"bob, wrong", "bob, supers", "bob, ''", "alice, bobs", "'', bobs", "'', ''"})
    void anybodyElse(String user, String password) throws IOException {
        assertThat(logIn(users(), user, password, null)).isEqualTo(SaslStep.FAILED);
    }

    @Test
    void nobodyActsForAnother() throws IOException {
        SaslStep bob = logIn(users(), "bob", "bobs", "super");
        assertThat(bob.outcome()).isEqualTo(Outcome.DONE);
        assertThat(bob.proved()).contains(Identity.of("sasl", "bob")).doesNotContain(Identity.of("sasl", "super"));
    }

    @Test
    void thePasswordOfSuperMayStandElsewhere() throws IOException {
        SaslLogins logins = Objects.requireNonNull(SaslLogins.open(settings(USERS, true, Password.of("key", "other"))));
        assertThat(logIn(logins, "super", "supers", null)).isEqualTo(SaslStep.FAILED);
        assertThat(logIn(logins, "super", "other", null).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void anythingAtAllIsAnsweredWithARefusal() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        SaslLogins logins = users();
        for (int i = 0; i < 2_000; i++) {
            SaslExchange exchange = logins.begin();
            exchange.hear(Bytes.EMPTY);
            byte[] said = new byte[random.nextInt(120)];
            random.nextBytes(said);
            if (i % 2 == 0) {
                byte[] form = "username=\"bob\",realm=\"zk-sasl-md5\",nonce=\"x\",nc=00000001,cnonce=\"y\",qop=auth,"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                System.arraycopy(form, 0, said, 0, Math.min(form.length, said.length));
            }
            assertThat(exchange.hear(Bytes.wrap(said)).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(exchange.hear(Bytes.EMPTY).outcome()).isNotEqualTo(Outcome.DONE);
        }
    }

    @Test
    void aFileWithoutTheSectionIsNoneUnlessItIsDemanded() throws IOException {
        String other = "Client { org.apache.zookeeper.server.auth.DigestLoginModule required username=\"bob\"; };";
        assertThat(SaslLogins.open(settings(other, false, null))).isNull();
        SaslSettings demanded = settings(other, true, null);
        assertThatThrownBy(() -> SaslLogins.open(demanded))
                .isInstanceOf(SaslProblem.class)
                .hasMessageContaining("has no section Server");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Server { org.example.Module required user_a=\"b\"; }; | names the class org.example.Module",
                "Server { org.apache.zookeeper.server.auth.DigestLoginModule required; }; | names no user",
                "Server { com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true"
                        + " keyTab=\"/nowhere.keytab\" principal=\"zk/host@R\" doNotPrompt=true; };"
                        + " | cannot log in to Kerberos",
                "Server { secret-word | is no JAAS configuration",
            })
    void whatCannotBeUsedIsTold(String text, String expected) throws IOException {
        SaslSettings settings = settings(text, false, null);
        assertThatThrownBy(() -> SaslLogins.open(settings))
                .isInstanceOf(SaslProblem.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("secret-word");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        SaslSettings settings = new SaslSettings(
                folder.resolve("missing").toUri().toString(),
                "Server",
                false,
                false,
                false,
                false,
                Set.of(),
                null,
                null);
        assertThatThrownBy(() -> SaslLogins.open(settings))
                .isInstanceOf(SaslProblem.class)
                .hasMessageContaining("no file");
    }

    @Test
    void aFileMayBeNamedAsJavaNamesIt() throws IOException {
        SaslSettings plain = settings(USERS, true, null);
        for (String name :
                new String[] {"=" + plain.file(), Path.of(plain.file()).toUri().toString()}) {
            SaslSettings named = new SaslSettings(name, "Server", true, false, false, false, Set.of(), null, null);
            assertThat(logIn(Objects.requireNonNull(SaslLogins.open(named)), "bob", "bobs", null)
                            .proved())
                    .containsExactly(Identity.of("sasl", "bob"));
        }
    }
}
