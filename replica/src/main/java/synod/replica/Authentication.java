package synod.replica;

import java.util.List;
import synod.kernel.Bytes;
import synod.tree.Identity;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.DigestScheme;

/** Who the clients of this server are: by their address, by what they proved before, and by what they say. */
final class Authentication {
    private static final Identity SUPER = new Identity(Schemes.SUPER, Bytes.EMPTY);

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

    /** Hears what a client says of itself; whether it is accepted. */
    boolean accepts(ClientConnection connection, ClientRequest.Auth auth) {
        if (auth.scheme().equals(Schemes.DIGEST)) {
            return rules.hasDigest()
                    && acceptsDigest(connection, auth.credentials() == null ? Bytes.EMPTY : auth.credentials());
        }
        if (auth.scheme().equals(Schemes.X509)) {
            // A connection keeps the certificate of its handshake: reading it again finds what was found then.
            return connection.hasIdentityOf(Schemes.X509);
        }
        return auth.scheme().equals(Schemes.IP);
    }

    private boolean acceptsDigest(ClientConnection connection, Bytes credentials) {
        Identity identity = DigestScheme.identity(credentials, rules.digestAlgorithm());
        Bytes superDigest = rules.superDigest();
        boolean isSuper = superDigest != null && superDigest.equals(identity.id());
        return connection.addIdentity(identity) && (!isSuper || connection.addIdentity(SUPER));
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

    /** The identities to tell a client that asks who it is: without the one that everybody has here. */
    List<Identity> shown(ClientConnection connection) {
        List<Identity> all = connection.identities();
        return rules.skipAcl()
                ? all.stream().filter(each -> !each.equals(SUPER)).toList()
                : all;
    }
}
