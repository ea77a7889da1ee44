package synod.wire.zookeeper;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import synod.kernel.Bytes;
import synod.tree.Identity;

/**
 * The scheme {@code digest} of ZooKeeper: who presents {@code user:password} is {@code user} and the hash of the
 * whole, SHA-1 unless configured, in base64. The hash is what a znode's access list holds, so it is part of the protocol and not ours to strengthen.
 */
public final class DigestScheme {
    /** The name of the scheme. */
    public static final Bytes NAME = Bytes.wrap("digest".getBytes(StandardCharsets.US_ASCII));

    private DigestScheme() {}

    /**
     * The identity that credentials prove. Any bytes do: without a colon the whole is the user as well.
     *
     * @param credentials usually {@code user:password}
     * @param algorithm the hash, by Java's name
     * @throws IllegalArgumentException when there is no such hash here
     */
    public static Identity identity(Bytes credentials, String algorithm) {
        byte[] hash = Base64.getEncoder().encode(hash(credentials, algorithm));
        int user = userLength(credentials);
        byte[] id = new byte[user + 1 + hash.length];
        System.arraycopy(credentials.array(), credentials.offset(), id, 0, user);
        id[user] = ':';
        System.arraycopy(hash, 0, id, user + 1, hash.length);
        return new Identity(NAME, Bytes.wrap(id));
    }

    /** As ZooKeeper has it by default. */
    public static Identity identity(Bytes credentials) {
        return identity(credentials, "SHA-1");
    }

    /** The name to show for an identity: a digest's user without the hash, any other id as it is. */
    static Bytes userOf(Identity identity) {
        return identity.scheme().equals(NAME) ? identity.id().slice(0, userLength(identity.id())) : identity.id();
    }

    private static int userLength(Bytes text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == ':') {
                return i;
            }
        }
        return text.length();
    }

    private static byte[] hash(Bytes bytes, String algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(bytes.array(), bytes.offset(), bytes.length());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("this Java has no hash called " + algorithm, e);
        }
    }
}
