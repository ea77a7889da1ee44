package synod.security;

/**
 * TLS between servers.
 *
 * @param tls whose certificates, and how they are judged
 * @param isDialled whether this server speaks TLS to those it dials
 * @param acceptsPlain whether it also takes connections without TLS, while an ensemble changes from one to the other
 */
public record PeerTls(Tls tls, boolean isDialled, boolean acceptsPlain) {
    /** @throws IllegalArgumentException when a server would dial what it does not accept itself */
    public PeerTls {
        if (!isDialled && !acceptsPlain) {
            throw new IllegalArgumentException("a server without sslQuorum and portUnification speaks no TLS");
        }
    }
}
