package synod.cli.client;

import java.util.List;

/**
 * One entry of an access list.
 *
 * @param permissions bits: 1 read, 2 write, 4 create, 8 delete, 16 admin
 * @param scheme how the identity is proven: world, auth, digest, ip, x509, sasl
 * @param id the identity, in the words of its scheme
 */
public record Acl(int permissions, String scheme, String id) {
    /** Everybody may do everything. */
    public static final List<Acl> OPEN = List.of(new Acl(31, "world", "anyone"));

    private static final String LETTERS = "rwcda";
    private static final String SHOWN = "cdrwa";

    /**
     * Reads {@code scheme:id:permissions}, where the id may hold colons and the permissions are letters of {@code cdrwa}
     * or the word {@code all}.
     *
     * @throws IllegalArgumentException with a sentence for the user when the text is no such thing
     */
    public static Acl parse(String text) {
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (first <= 0 || last == first) {
            throw new IllegalArgumentException("\"" + text + "\" is not scheme:id:permissions, such as world:anyone:r");
        }
        return new Acl(
                permissions(text.substring(last + 1)), text.substring(0, first), text.substring(first + 1, last));
    }

    private static int permissions(String letters) {
        if (letters.equals("all")) {
            return 31;
        }
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            int bit = LETTERS.indexOf(letters.charAt(i));
            if (bit < 0) {
                throw new IllegalArgumentException("\"" + letters
                        + "\" are not permissions: use the letters c(reate) d(elete) r(ead) w(rite) a(dmin), or all");
            }
            bits |= 1 << bit;
        }
        return bits;
    }

    /** The permissions as letters, in the order that ZooKeeper's own tools use. */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < SHOWN.length(); i++) {
            if ((permissions & 1 << LETTERS.indexOf(SHOWN.charAt(i))) != 0) {
                letters.append(SHOWN.charAt(i));
            }
        }
        return letters.toString();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return scheme + ":" + id + ":" + letters();
    }
}
