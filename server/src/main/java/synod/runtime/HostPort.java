package synod.runtime;

import java.net.InetSocketAddress;

/**
 * An address as an operator wrote it. The name is looked up anew at each connection, because names move.
 *
 * @param host a name or a literal address without brackets; empty for all addresses of this machine
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
    /** @throws IllegalArgumentException when the port is outside its range */
    public HostPort {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port must be 0 to 65535, not " + port);
        }
    }

    /** The socket address, looked up now; it is unresolved when the name is unknown. */
    public InetSocketAddress resolve() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        String shown = host.isEmpty() ? "0.0.0.0" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return shown + ":" + port;
    }
}
