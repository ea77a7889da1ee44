package synod.tree;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The ids of the scheme ip: a literal address of IPv4 or IPv6, and how many leading bits of it count. The two families
 * never match each other, and a list cannot name an IPv4 address written inside an IPv6 one.
 */
final class IpPrefix {
    private static final int V4_SIZE = 4;
    private static final int V6_SIZE = 16;

    private IpPrefix() {}

    /** Whether an id of a list is an address, or an address, a slash and a number of bits that it has. */
    static boolean isValid(Bytes id) {
        String text = text(id);
        byte[] address = address(text);
        return address != null && !isV4InV6(address) && bits(text, address) >= 0;
    }

    /** Java calls such an address one of IPv4, which no list can name in this way; nor does any client come from one. */
    private static boolean isV4InV6(byte[] address) {
        if (address.length != V6_SIZE) {
            return false;
        }
        for (int i = 0; i < V6_SIZE - V4_SIZE; i++) {
            if (address[i] != (i < V6_SIZE - V4_SIZE - 2 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an address begins like the one in a list. */
    static boolean matches(Bytes id, Bytes identity) {
        String text = text(id);
        byte[] wanted = address(text);
        String given = text(identity);
        int zone = given.indexOf('%');
        byte[] actual = parse(zone < 0 ? given : given.substring(0, zone));
        if (wanted == null || actual == null || wanted.length != actual.length) {
            return false;
        }
        int bits = bits(text, wanted);
        if (bits < 0) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % Byte.SIZE);
            if (((wanted[i / Byte.SIZE] ^ actual[i / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] address(String text) {
        int slash = text.indexOf('/');
        return parse(slash < 0 ? text : text.substring(0, slash));
    }

    /** How many bits count; -1 when what is written behind the slash is no such number. */
    private static int bits(String text, byte[] address) {
        int most = address.length * Byte.SIZE;
        int slash = text.indexOf('/');
        if (slash < 0) {
            return most;
        }
        int bits = decimal(text.substring(slash + 1), 3);
        return bits <= most ? bits : -1;
    }

    private static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static byte @Nullable [] parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_SIZE) {
            return null;
        }
        byte[] address = new byte[V4_SIZE];
        for (int i = 0; i < V4_SIZE; i++) {
            int part = decimal(parts[i], 3);
            if (part < 0 || part > 255) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    private static byte @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] address = new byte[V6_SIZE];
        if (gap < 0) {
            return groups(text, address, true) == V6_SIZE ? address : null;
        }
        byte[] tail = new byte[V6_SIZE];
        int head = groups(text.substring(0, gap), address, false);
        int tailSize = groups(text.substring(gap + 2), tail, true);
        if (head < 0 || tailSize < 0 || head + tailSize > V6_SIZE - 2) {
            return null;
        }
        System.arraycopy(tail, 0, address, V6_SIZE - tailSize, tailSize);
        return address;
    }

    /** Writes groups of sixteen bits, at the end of it all perhaps an IPv4 address; how many bytes, or -1. */
    private static int groups(String text, byte[] into, boolean isEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            byte[] embedded = isEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0 ? parseV4(parts[i]) : null;
            if (embedded != null && size <= V6_SIZE - V4_SIZE) {
                System.arraycopy(embedded, 0, into, size, V4_SIZE);
                size += V4_SIZE;
                continue;
            }
            int group = number(parts[i], 16, 4);
            if (group < 0 || size == V6_SIZE) {
                return -1;
            }
            into[size++] = (byte) (group >> Byte.SIZE);
            into[size++] = (byte) group;
        }
        return size;
    }

    private static int decimal(String text, int mostDigits) {
        return number(text, 10, mostDigits);
    }

    private static int number(String text, int radix, int mostDigits) {
        if (text.isEmpty() || text.length() > mostDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
