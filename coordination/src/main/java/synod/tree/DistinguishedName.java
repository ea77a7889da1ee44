package synod.tree;

import java.util.List;
import synod.kernel.Bytes;

/**
 * The syntax of the names that certificates bear (RFC 2253, and of RFC 1779 what Java reads too: semicolons, quotes,
 * blanks). Only whether a text is such a name is asked here: lists are compared with identities as they are written.
 */
final class DistinguishedName {
    /** The attributes that Java knows by name. */
    private static final List<String> ATTRIBUTES = List.of(
            "CN",
            "C",
            "L",
            "S",
            "ST",
            "O",
            "OU",
            "T",
            "IP",
            "STREET",
            "DC",
            "DNQUALIFIER",
            "DNQ",
            "SURNAME",
            "GIVENNAME",
            "INITIALS",
            "GENERATION",
            "EMAIL",
            "EMAILADDRESS",
            "UID",
            "SERIALNUMBER");

    private static final String OID_PREFIX = "OID.";

    private final Bytes text;
    private int at;

    private DistinguishedName(Bytes text) {
        this.text = text;
    }

    /** Whether a text is a name; the empty one is. */
    static boolean isValid(Bytes text) {
        return text.length() == 0 || new DistinguishedName(text).parse();
    }

    private boolean parse() {
        while (attribute() && value()) {
            if (at == text.length()) {
                return true;
            }
            // A separator, behind which the next attribute has to come.
            at++;
        }
        return false;
    }

    /** Passes the attribute and the sign behind it. */
    private boolean attribute() {
        int start = at;
        while (at < text.length() && text.at(at) != '=') {
            at++;
        }
        if (at == text.length()) {
            return false;
        }
        String name = ascii(start, at).strip();
        at++;
        for (String known : ATTRIBUTES) {
            if (known.equalsIgnoreCase(name)) {
                return true;
            }
        }
        boolean isPrefixed = name.regionMatches(true, 0, OID_PREFIX, 0, OID_PREFIX.length());
        return isObjectIdentifier(isPrefixed ? name.substring(OID_PREFIX.length()) : name);
    }

    private String ascii(int from, int to) {
        StringBuilder name = new StringBuilder();
        for (int i = from; i < to; i++) {
            name.append((char) (text.at(i) & 0xff));
        }
        return name.toString();
    }

    /** Numbers with dots between them; the first is 0 to 2, and below 2 the second is less than 40. */
    private static boolean isObjectIdentifier(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length < 2) {
            return false;
        }
        for (String part : parts) {
            if (!part.matches("[0-9]{1,9}")) {
                return false;
            }
        }
        int first = Integer.parseInt(parts[0]);
        return first == 2 || (first < 2 && Integer.parseInt(parts[1]) < 40);
    }

    /** Passes the value; stops at the separator behind it or at the end. */
    private boolean value() {
        skipBlanks();
        if (at == text.length()) {
            return true;
        }
        return switch (text.at(at)) {
            case '#' -> hexadecimal();
            case '"' -> quoted();
            default -> plain();
        };
    }

    private boolean hexadecimal() {
        int start = ++at;
        while (at < text.length() && isHexDigit(text.at(at))) {
            at++;
        }
        int digits = at - start;
        skipBlanks();
        return digits > 0 && digits % 2 == 0 && isAtEnd();
    }

    private boolean quoted() {
        at++;
        while (at < text.length() && text.at(at) != '"') {
            if (text.at(at) == '\\') {
                if (!escape()) {
                    return false;
                }
            } else {
                at++;
            }
        }
        if (at == text.length()) {
            return false;
        }
        at++;
        skipBlanks();
        return isAtEnd();
    }

    private boolean plain() {
        while (!isAtEnd()) {
            byte next = text.at(at);
            if (next == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (next == '<' || next == '>' || next == '"') {
                return false;
            } else {
                at++;
            }
        }
        return true;
    }

    /** A backslash and behind it a character that has a meaning otherwise, or two hexadecimal digits. */
    private boolean escape() {
        if (at + 1 >= text.length()) {
            return false;
        }
        byte next = text.at(at + 1);
        if (" ,=\n+<>#;\\\"".indexOf(next) >= 0) {
            at += 2;
            return true;
        }
        boolean isByte = at + 2 < text.length() && isHexDigit(next) && isHexDigit(text.at(at + 2));
        at += isByte ? 3 : 0;
        return isByte;
    }

    private boolean isAtEnd() {
        return at == text.length() || text.at(at) == ',' || text.at(at) == ';' || text.at(at) == '+';
    }

    private void skipBlanks() {
        while (at < text.length() && (text.at(at) == ' ' || text.at(at) == '\n')) {
            at++;
        }
    }

    private static boolean isHexDigit(byte digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f') || (digit >= 'A' && digit <= 'F');
    }
}
