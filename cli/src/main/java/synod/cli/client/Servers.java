package synod.cli.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Where servers are: {@code host:port,host:port}, a missing port being 2181, a numeric IPv6 address in brackets.
 *
 * @param all at least one
 */
public record Servers(List<Address> all) {
    private static final int USUAL_PORT = 2181;

    /** A name and a port, not looked up yet. */
    public record Address(String host, int port) {
        @Override
        public String toString() {
            return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    public static Servers parse(String text) {
        List<Address> all = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            all.add(address(one.strip()));
        }
        return new Servers(List.copyOf(all));
    }

    private static Address address(String text) {
        int colon = text.lastIndexOf(':');
        boolean isBare = colon < 0 || text.endsWith("]");
        String host = isBare ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0 || host.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port");
        }
        try {
            int port = isBare ? USUAL_PORT : Integer.parseInt(text.substring(colon + 1));
            if (host.isEmpty() || port < 1 || port > 0xffff) {
                throw new IllegalArgumentException("\"" + text + "\" is not host:port");
            }
            return new Address(host, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port", e);
        }
    }

    @Override
    public String toString() {
        return String.join(",", all.stream().map(Address::toString).toList());
    }
}
