package synod.gateway;

/**
 * The ports that a gateway listens on.
 *
 * @param plain without TLS, or {@link #NONE}
 * @param secure with TLS from the first byte, or {@link #NONE}
 */
public record OpenPorts(int plain, int secure) {
    /** No such port. */
    public static final int NONE = -1;
}
