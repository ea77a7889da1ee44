package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.multipaxos.Configuration;
import synod.tree.ErrorCode;
import synod.tree.Identity;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** Clients that log in with SASL, by the bytes they see; what they say is judged by the test. */
final class SaslTest {
    private static final int TIMEOUT = 4_000;
    private static final Bytes HELLO = Bytes.wrap(new byte[] {1, 2, 3});
    private static final Bytes CHALLENGE = Bytes.wrap(new byte[] {4, 5});
    private static final Identity BOB = Identity.of("sasl", "bob");

    private Ensemble ensemble = Ensemble.of(1);

    private Ensemble.Node node() {
        return ensemble.node(1);
    }

    private TestClient connect(SaslMode mode, boolean isRequired) {
        List<Bytes> required = isRequired ? List.of(Identity.of("sasl", "").scheme()) : List.of();
        ClientRules rules = new ClientRules(null, "SHA-1", true, false, false, false, required).with(mode, null, false);
        ensemble = new Ensemble(Configuration.ofVoters(1), settings -> settings.withRules(rules));
        ensemble.runUntilServing();
        return another();
    }

    private TestClient another() {
        return TestClient.connect(ensemble, node(), TIMEOUT);
    }

    private static Output say(@Nullable Bytes token) {
        Output body = new Output(16);
        if (token == null) {
            body.writeInt(-1);
        } else {
            body.writeSized(token);
        }
        return body;
    }

    /** The token that an answer holds; null for none. */
    private static @Nullable Bytes token(TestClient.Answer answer) {
        try {
            Input in = new Input(answer.body());
            return in.remaining() == 4 && in.readInt() == -1 ? null : new Input(answer.body()).readSized();
        } catch (Malformed e) {
            throw new AssertionError(answer.toString(), e);
        }
    }

    /** Says something, has it judged, and gives the answer. */
    private TestClient.Answer step(TestClient client, Bytes said, SaslStep step) {
        client.send(OpCode.SASL, say(said));
        ensemble.runUntil("asked", () -> node().logins.containsKey(client.connection));
        assertThat(node().logins.get(client.connection)).isEqualTo(said);
        node().judge(client, step);
        return client.await();
    }

    @Test
    void whoHasLoggedInIsKnownByThatName() {
        TestClient client = connect(SaslMode.OFFERED, false);
        TestClient.Answer first = step(client, HELLO, SaslStep.goesOn(CHALLENGE));
        assertThat(first.error()).isZero();
        assertThat(first.zxid()).isZero();
        assertThat(token(first)).isEqualTo(CHALLENGE);
        assertThat(client.createOwn("/mine").error()).isEqualTo(ErrorCode.INVALID_ACL.code());
        TestClient.Answer last = step(client, CHALLENGE, SaslStep.done(null, List.of(BOB)));
        assertThat(last.error()).isZero();
        assertThat(token(last)).isNull();
        assertThat(client.createOwn("/mine").error()).isZero();
        assertThat(another().get("/mine", false).error()).isEqualTo(ErrorCode.NO_AUTH.code());
    }

    @Test
    void whatComesBehindALoginWaitsForIt() {
        TestClient client = connect(SaslMode.OFFERED, false);
        client.send(OpCode.SASL, say(HELLO));
        client.send(OpCode.EXISTS, TestClient.readBody("/", false));
        client.send(OpCode.SASL, say(CHALLENGE));
        client.send(OpCode.GET_DATA, TestClient.readBody("/", false));
        ensemble.run(200);
        assertThat(client.answers).isEmpty();
        assertThat(client.readable).isFalse();
        assertThat(node().logins.get(client.connection)).isEqualTo(HELLO);
        node().judge(client, SaslStep.goesOn(CHALLENGE));
        assertThat(client.await().xid()).isEqualTo(1);
        assertThat(client.await().xid()).isEqualTo(2);
        ensemble.run(200);
        assertThat(client.answers).isEmpty();
        assertThat(node().logins.get(client.connection)).isEqualTo(CHALLENGE);
        node().judge(client, SaslStep.done(null, List.of(BOB)));
        assertThat(client.await().xid()).isEqualTo(3);
        assertThat(client.await().xid()).isEqualTo(4);
        ensemble.runUntil("read again", () -> client.readable);
    }

    @Test
    void whoFailsIsSentAwayUnlessThatIsTolerated() {
        TestClient client = connect(SaslMode.OFFERED, false);
        TestClient.Answer refused = step(client, HELLO, SaslStep.FAILED);
        assertThat(refused.error()).isEqualTo(ErrorCode.AUTH_FAILED.code());
        assertThat(token(refused)).isNull();
        ensemble.runUntil("closed", () -> client.closed);
        assertThat(client.reason).isEqualTo(CloseReason.AUTHENTICATION_FAILED);

        TestClient tolerated = connect(SaslMode.TOLERANT, false);
        TestClient.Answer answer = step(tolerated, HELLO, SaslStep.FAILED);
        assertThat(answer.error()).isZero();
        assertThat(token(answer)).isNull();
        assertThat(tolerated.create("/a", "", 0).error()).isZero();
        assertThat(tolerated.createOwn("/mine").error()).isEqualTo(ErrorCode.INVALID_ACL.code());
    }

    @Test
    void whereALoginIsDemandedNothingIsDoneWithoutIt() {
        for (SaslMode mode : List.of(SaslMode.OFFERED, SaslMode.TOLERANT)) {
            TestClient nobody = connect(mode, true);
            assertThat(nobody.create("/a", "", 0).error()).isEqualTo(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH.code());
            TestClient wrong = another();
            assertThat(step(wrong, HELLO, SaslStep.FAILED).error())
                    .isEqualTo(ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH.code());
            ensemble.runUntil("closed", () -> wrong.closed);
            TestClient right = another();
            step(right, HELLO, SaslStep.done(null, List.of(BOB)));
            assertThat(right.create("/a", "", 0).error()).isZero();
        }
    }

    @Test
    void nobodyLogsInTwice() {
        TestClient client = connect(SaslMode.OFFERED, false);
        step(client, HELLO, SaslStep.done(null, List.of(BOB)));
        assertThat(client.call(OpCode.SASL, say(HELLO)).error()).isEqualTo(ErrorCode.AUTH_FAILED.code());
        assertThat(node().logins).isEmpty();
        ensemble.runUntil("closed", () -> client.closed);
    }

    @Test
    void withoutAnythingToLogInToAClientGoesOnAsNobody() {
        TestClient client = connect(SaslMode.NONE, false);
        TestClient.Answer answer = client.call(OpCode.SASL, say(HELLO));
        assertThat(answer.error()).isZero();
        assertThat(token(answer)).isNull();
        assertThat(client.create("/a", "", 0).error()).isZero();
        assertThat(node().logins).isEmpty();
    }

    @Test
    void aJudgementForAConnectionThatIsGoneIsPassedOver() {
        TestClient client = connect(SaslMode.OFFERED, false);
        client.send(OpCode.SASL, say(HELLO));
        ensemble.runUntil("asked", () -> node().logins.containsKey(client.connection));
        client.disconnect();
        node().judge(client, SaslStep.done(null, List.of(BOB)));
        assertThat(another().create("/a", "", 0).error()).isZero();
    }

    @Test
    void theNameForAnybodyOpensWhatItMayAndIsShownToNobody() {
        TestClient owner = connect(SaslMode.OFFERED, false);
        step(owner, HELLO, SaslStep.done(null, List.of(BOB, Identity.of(Identity.ANY_SASL, "anybody"))));
        assertThat(owner.call(OpCode.CREATE, listed("/theirs", "anybody")).error())
                .isZero();
        assertThat(owner.get("/theirs", false).error()).isZero();
        assertThat(owner.createOwn("/mine").error()).isZero();
        TestClient.Answer who = owner.call(OpCode.WHO_AM_I, new Output(1));
        assertThat(new String(who.body().toArray(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("bob")
                .doesNotContain("any");
        assertThat(another().get("/theirs", false).error()).isEqualTo(ErrorCode.NO_AUTH.code());
    }

    private static Output listed(String path, String id) {
        Output body = new Output(64);
        body.writeSized(utf8(path));
        body.writeSized(Bytes.EMPTY);
        body.writeInt(1);
        body.writeInt(31);
        body.writeSized(utf8("sasl"));
        body.writeSized(utf8(id));
        body.writeInt(0);
        return body;
    }

    private static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
