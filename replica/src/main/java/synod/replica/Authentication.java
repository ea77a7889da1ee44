package synod.replica;

import java.util.List;
import synod.kernel.Bytes;
import synod.tree.ErrorCode;
import synod.tree.Identity;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.DigestScheme;

/** Who the clients of this server are: by their address, by what they proved before, and by what they say. */
final class Authentication {
    /** Who may do everything. */
    static final Identity SUPER = new Identity(Schemes.SUPER, Bytes.EMPTY);

    private static final Bytes ANYBODY = Identity.of(Identity.ANY_SASL, "").scheme();

    private final ClientRules rules;
    private final Claims.ByAddress claims;

    Authentication(ClientRules rules) {
        this.rules = rules;
        this.claims = new Claims.ByAddress(rules.skipAcl() ? List.of(SUPER) : List.of());
    }

    /** What is known of a client when it connects. */
    ClientConnection begin(long connection, Bytes address, List<Identity> proved) {
        ClientConnection begun = new ClientConnection(connection, claims.of(address));
        for (Identity identity : proved) {
            begun.addIdentity(identity);
        }
        return begun;
    }

    /** What hearing a client came to. */
    enum Verdict {
        /** It may go on. */
        ACCEPTED,
        /** It is not who it says. */
        REFUSED,
        /** It has come to the wrong ensemble. */
        ELSEWHERE
    }

    /** Hears what a client says of itself. */
    Verdict hear(ClientConnection connection, ClientRequest.Auth auth) {
        Bytes credentials = auth.credentials() == null ? Bytes.EMPTY : auth.credentials();
        List<Bytes> names = rules.ensembleNames();
        if (auth.scheme().equals(Schemes.ENSEMBLE) && names != null) {
            boolean isMeant = credentials.length() == 0 || names.isEmpty() || names.contains(credentials);
            return isMeant ? Verdict.ACCEPTED : Verdict.ELSEWHERE;
        }
        return accepts(connection, auth.scheme(), credentials) ? Verdict.ACCEPTED : Verdict.REFUSED;
    }

    private boolean accepts(ClientConnection connection, Bytes scheme, Bytes credentials) {
        if (scheme.equals(Schemes.DIGEST)) {
            return rules.hasDigest() && acceptsDigest(connection, credentials);
        }
        if (scheme.equals(Schemes.X509)) {
            // A connection keeps the certificate of its handshake: reading it again finds what was found then.
            return connection.hasIdentityOf(Schemes.X509);
        }
        // A name of the scheme sasl is proved by logging in, in requests of its own.
        return scheme.equals(Schemes.IP);
    }

    private boolean acceptsDigest(ClientConnection connection, Bytes credentials) {
        Identity identity = DigestScheme.identity(credentials, rules.digestAlgorithm());
        Bytes superDigest = rules.superDigest();
        boolean isSuper = superDigest != null && superDigest.equals(identity.id());
        return connection.addIdentity(identity) && (!isSuper || connection.addIdentity(SUPER));
    }

    /** Takes what a step of logging in came to; OK when the client may go on. */
    ErrorCode judge(ClientConnection connection, SaslStep step) {
        boolean isGood = step.outcome() != SaslStep.Outcome.FAILED;
        for (Identity identity : step.proved()) {
            isGood &= connection.addIdentity(identity);
        }
        boolean isRequired = rules.requiredSchemes().contains(Schemes.SASL);
        if (isGood || (rules.sasl() == SaslMode.TOLERANT && !isRequired)) {
            return ErrorCode.OK;
        }
        return isRequired ? ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH : ErrorCode.AUTH_FAILED;
    }

    /** Whether a client has proved enough for anything to be done for it. */
    boolean isProvedEnough(ClientConnection connection) {
        List<Bytes> required = rules.requiredSchemes();
        for (int i = 0; i < required.size(); i++) {
            if (connection.hasIdentityOf(required.get(i))) {
                return true;
            }
        }
        return required.isEmpty();
    }

    /** The identities to tell a client that asks who it is: without those that many have here. */
    List<Identity> shown(ClientConnection connection) {
        List<Identity> all = connection.identities();
        if (!rules.skipAcl() && rules.sasl() == SaslMode.NONE) {
            return all;
        }
        return all.stream()
                .filter(each -> !(rules.skipAcl() && each.equals(SUPER))
                        && !each.scheme().equals(ANYBODY))
                .toList();
    }
}
