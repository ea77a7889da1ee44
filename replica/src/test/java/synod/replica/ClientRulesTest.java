package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.multipaxos.Configuration;
import synod.tree.ErrorCode;
import synod.wire.Output;
import synod.wire.zookeeper.DigestScheme;
import synod.wire.zookeeper.OpCode;

/** What an operator's choices do to clients, by the bytes they see. */
final class ClientRulesTest {
    private static final int TIMEOUT = 4_000;

    private Ensemble ensemble = Ensemble.of(1);

    private TestClient connect(ClientRules rules) {
        ensemble = new Ensemble(Configuration.ofVoters(1), settings -> settings.withRules(rules));
        ensemble.runUntilServing();
        return another();
    }

    private TestClient another() {
        return TestClient.connect(ensemble, node(), TIMEOUT);
    }

    @Test
    void hardLimitsHoldWhereTheyAreEnforced() {
        for (boolean enforced : new boolean[] {true, false}) {
            TestClient client = connect(new ClientRules(null, "SHA-1", true, false, enforced, false, List.of()));
            client.create("/a", "", 0);
            client.create("/zookeeper/quota/a", "", 0);
            client.create("/zookeeper/quota/a/zookeeper_limits", "count=1,bytes=-1=;countHardLimit=2", 0);
            client.create("/zookeeper/quota/a/zookeeper_stats", "count=0,bytes=0", 0);
            assertThat(client.create("/a/1", "", 0).error()).isZero();
            assertThat(client.create("/a/2", "", 0).error()).isEqualTo(enforced ? ErrorCode.QUOTA_EXCEEDED.code() : 0);
            assertThat(TestClient.data(client.get("/zookeeper/quota/a/zookeeper_stats", false)))
                    .isEqualTo(enforced ? "count=2,bytes=0" : "count=3,bytes=0");
        }
    }

    @Test
    void whoeverSkipsListsMayDoEverything() {
        TestClient owner = connect(new ClientRules(null, "SHA-1", true, false, false, true, List.of()));
        owner.auth("digest", "user:secret");
        assertThat(owner.createOwn("/mine").error()).isZero();
        TestClient other = another();
        assertThat(other.get("/mine", false).error()).isZero();
        assertThat(other.set("/mine", "yours", -1).error()).isZero();
        assertThat(other.createOwn("/nobodys").error()).isEqualTo(ErrorCode.INVALID_ACL.code());
    }

    @Test
    void theSchemeDigestCanBeTurnedOff() {
        TestClient client = connect(new ClientRules(null, "SHA-1", false, false, false, false, List.of()));
        assertThat(client.auth("digest", "user:secret").error()).isEqualTo(ErrorCode.AUTH_FAILED.code());
        ensemble.runUntil("closed", () -> client.closed);
    }

    @Test
    void whoHasProvedNothingIsToldSoWhereAProofIsDemanded() {
        Bytes digest = Bytes.wrap("digest".getBytes(StandardCharsets.UTF_8));
        TestClient client = connect(new ClientRules(null, "SHA-1", true, false, false, false, List.of(digest)));
        assertThat(client.auth("digest", "user:secret").error()).isZero();
        assertThat(client.create("/a", "", 0).error()).isZero();
        TestClient nobody = another();
        TestClient.Answer answer = nobody.create("/b", "", 0);
        assertThat(answer.error()).isEqualTo(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH.code());
        assertThat(answer.zxid()).isZero();
        ensemble.runUntil("closed", () -> nobody.closed);
        assertThat(nobody.reason).isEqualTo(CloseReason.AUTHENTICATION_REQUIRED);
        assertThat(client.get("/b", false).error()).isEqualTo(ErrorCode.NO_NODE.code());
    }

    @Test
    void theSuperUserIsKnownByTheChosenHash() {
        Bytes credentials = Bytes.wrap("super:secret".getBytes(StandardCharsets.UTF_8));
        Bytes digest = DigestScheme.identity(credentials, "SHA-256").id();
        TestClient owner = connect(new ClientRules(digest, "SHA-256", true, false, false, false, List.of()));
        owner.auth("digest", "user:secret");
        owner.createOwn("/mine");
        TestClient nobody = another();
        assertThat(nobody.get("/mine", false).error()).isEqualTo(ErrorCode.NO_AUTH.code());
        assertThat(nobody.auth("digest", "super:secret").error()).isZero();
        assertThat(nobody.get("/mine", false).error()).isZero();
        TestClient wrong = another();
        assertThat(wrong.auth("digest", "super:guess").error()).isZero();
        assertThat(wrong.get("/mine", false).error()).isEqualTo(ErrorCode.NO_AUTH.code());
    }

    @Test
    void whoComesToTheWrongEnsembleIsSentAwayWithoutAWord() {
        Bytes one = Bytes.wrap("one".getBytes(StandardCharsets.UTF_8));
        TestClient client = connect(ClientRules.DEFAULTS.with(SaslMode.NONE, List.of(one), false));
        assertThat(client.auth("ensemble", "one").error()).isZero();
        assertThat(client.auth("ensemble", "").error()).isZero();
        client.send(OpCode.AUTH, authBody("ensemble", "two"));
        ensemble.runUntil("closed", () -> client.closed);
        assertThat(client.answers).isEmpty();
        assertThat(client.reason).isEqualTo(CloseReason.OTHER_ENSEMBLE);

        TestClient anywhere = connect(ClientRules.DEFAULTS.with(SaslMode.NONE, List.of(), false));
        assertThat(anywhere.auth("ensemble", "two").error()).isZero();
        TestClient unknown = connect(ClientRules.DEFAULTS);
        assertThat(unknown.auth("ensemble", "one").error()).isEqualTo(ErrorCode.AUTH_FAILED.code());
    }

    private static Output authBody(String scheme, String credentials) {
        Output body = new Output(32);
        body.writeInt(0);
        body.writeSized(Bytes.wrap(scheme.getBytes(StandardCharsets.UTF_8)));
        body.writeSized(Bytes.wrap(credentials.getBytes(StandardCharsets.UTF_8)));
        return body;
    }

    @Test
    void whatMayNotBeDoneIsRefusedAtOnceWhereThatIsAskedFor() {
        TestClient owner = connect(ClientRules.DEFAULTS.with(SaslMode.NONE, null, true));
        owner.auth("digest", "user:secret");
        assertThat(owner.createOwn("/mine").error()).isZero();
        TestClient other = another();
        long before = node().status().zxid();
        for (TestClient.Answer refused : List.of(other.set("/mine", "x", -1), other.create("/mine/a", "", 0))) {
            assertThat(refused.error()).isEqualTo(ErrorCode.NO_AUTH.code());
            assertThat(refused.zxid()).isZero();
        }
        assertThat(other.createOwn("/b").error()).isEqualTo(ErrorCode.INVALID_ACL.code());
        assertThat(node().status().zxid()).isEqualTo(before);
        assertThat(other.set("/missing", "x", -1).error()).isEqualTo(ErrorCode.NO_NODE.code());
        assertThat(owner.set("/mine", "x", 7).error()).isEqualTo(ErrorCode.BAD_VERSION.code());
        assertThat(owner.set("/mine", "x", 0).error()).isZero();
    }

    private Ensemble.Node node() {
        return ensemble.node(1);
    }
}
