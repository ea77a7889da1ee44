package synod.gateway;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import synod.kernel.Bytes;

/** An address that clients are connected from; one for all connections from there. */
final class Origin {
    private final InetAddress address;
    private final Bytes literal;
    private int connections;

    Origin(InetAddress address) {
        this.address = address;
        this.literal = literal(address);
    }

    /** The address as access lists write it: without a zone, which means something on this machine only. */
    private static Bytes literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return Bytes.wrap((zone < 0 ? text : text.substring(0, zone)).getBytes(StandardCharsets.US_ASCII));
    }

    InetAddress address() {
        return address;
    }

    Bytes literal() {
        return literal;
    }

    /** How many connections there are from it. */
    int connections() {
        return connections;
    }

    void onOpened() {
        connections++;
    }

    void onClosed() {
        connections--;
    }
}
