package synod.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * Who may do what, by the schemes world, digest, ip, x509, sasl and super; {@code auth} stands for the caller in a
 * request. Other schemes have no provider here: nobody can put them into a list.
 */
public final class AccessControl {
    private static final Bytes WORLD = Paths.of("world");
    private static final Bytes ANYONE = Paths.of("anyone");
    private static final Bytes AUTH = Paths.of("auth");
    private static final Bytes DIGEST = Paths.of("digest");
    private static final Bytes IP = Paths.of("ip");
    private static final Bytes X509 = Paths.of("x509");
    private static final Bytes SASL = Paths.of("sasl");
    private static final Bytes ANY_SASL = Paths.of(Identity.ANY_SASL);
    private static final Bytes SUPER = Paths.of("super");
    private static final Bytes MASK = Paths.of(":x");

    private AccessControl() {}

    /**
     * Whether one of the bits of {@code wanted} is granted to one of the identities: by an entry for everyone, by one
     * that matches an identity of its own scheme, or because an identity is of the scheme super.
     */
    public static boolean allows(List<Acl> acl, int wanted, List<Identity> identities) {
        if ((acl == Acl.OPEN && (wanted & Acl.ALL) != 0) || acl.isEmpty()) {
            return true;
        }
        for (int i = 0; i < identities.size(); i++) {
            if (identities.get(i).scheme().equals(SUPER)) {
                return true;
            }
        }
        for (int i = 0; i < acl.size(); i++) {
            Acl entry = acl.get(i);
            if ((entry.perms() & wanted) != 0 && isMeant(entry, identities)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMeant(Acl entry, List<Identity> identities) {
        Bytes scheme = entry.scheme();
        Bytes id = entry.id();
        if (scheme == null || id == null) {
            return false;
        }
        if (scheme.equals(WORLD)) {
            return id.equals(ANYONE);
        }
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            if (identity.scheme().equals(scheme) && matches(scheme, identity.id(), id)) {
                return true;
            }
        }
        return scheme.equals(SASL) && identities.contains(new Identity(ANY_SASL, id));
    }

    private static boolean matches(Bytes scheme, Bytes identity, Bytes id) {
        if (scheme.equals(IP)) {
            return IpPrefix.matches(id, identity);
        }
        // In the reference whoever has logged in as "super" is meant by every name of the scheme.
        return identity.equals(id) || (scheme.equals(SASL) && identity.equals(SUPER));
    }

    /**
     * The list to store for the one in a request: duplicates dropped, {@code auth} expanded to one entry for each
     * identity of the caller that was proved (digest, x509, sasl; an address proves nobody).
     *
     * @return null when the list is empty or has an entry that no scheme accepts
     */
    public static @Nullable List<Acl> fix(List<Acl> requested, List<Identity> identities) {
        if (requested.equals(Acl.OPEN)) {
            return Acl.OPEN;
        }
        List<Acl> fixed = new ArrayList<>(requested.size());
        for (int i = 0; i < requested.size(); i++) {
            Acl entry = requested.get(i);
            if (requested.indexOf(entry) == i && !fixEntry(entry, identities, fixed)) {
                return null;
            }
        }
        return fixed.isEmpty() ? null : List.copyOf(fixed);
    }

    private static boolean fixEntry(Acl entry, List<Identity> identities, List<Acl> fixed) {
        Bytes scheme = entry.scheme();
        Bytes id = entry.id();
        if (scheme == null || id == null) {
            return false;
        }
        if (scheme.equals(AUTH)) {
            int before = fixed.size();
            for (Identity identity : identities) {
                if (isProof(identity.scheme())) {
                    fixed.add(new Acl(
                            entry.perms(),
                            identity.scheme().compact(),
                            identity.id().compact()));
                }
            }
            return fixed.size() > before;
        }
        boolean isValid = isValid(scheme, id);
        if (isValid) {
            fixed.add(new Acl(entry.perms(), scheme.compact(), id.compact()));
        }
        return isValid;
    }

    private static boolean isProof(Bytes scheme) {
        return scheme.equals(DIGEST) || scheme.equals(X509) || scheme.equals(SASL);
    }

    private static boolean isValid(Bytes scheme, Bytes id) {
        if (scheme.equals(WORLD)) {
            return id.equals(ANYONE);
        }
        if (scheme.equals(DIGEST)) {
            return isDigest(id);
        }
        if (scheme.equals(X509)) {
            return DistinguishedName.isValid(id);
        }
        if (scheme.equals(SASL)) {
            return PrincipalName.isValid(id);
        }
        return scheme.equals(IP) && IpPrefix.isValid(id);
    }

    /** Two parts around a colon; colons at the end do not count, as in the reference. */
    private static boolean isDigest(Bytes id) {
        int end = id.length();
        while (end > 0 && id.at(end - 1) == ':') {
            end--;
        }
        int colons = 0;
        for (int i = 0; i < end; i++) {
            if (id.at(i) == ':') {
                colons++;
            }
        }
        return colons == 1;
    }

    /** The list to show to a caller of getACL: without ADMIN, digest ids lose everything behind the first colon. */
    public static List<Acl> shown(List<Acl> acl, List<Identity> identities) {
        if (allows(acl, Acl.ADMIN, identities)) {
            return acl;
        }
        List<Acl> shown = new ArrayList<>(acl.size());
        for (Acl entry : acl) {
            Bytes scheme = entry.scheme();
            Bytes id = entry.id();
            if (id != null && scheme != null && scheme.equals(DIGEST)) {
                shown.add(new Acl(entry.perms(), scheme, masked(id)));
            } else {
                shown.add(entry);
            }
        }
        return shown;
    }

    private static Bytes masked(Bytes id) {
        int colon = 0;
        while (colon < id.length() && id.at(colon) != ':') {
            colon++;
        }
        if (colon == id.length()) {
            return id;
        }
        byte[] masked = new byte[colon + MASK.length()];
        System.arraycopy(id.array(), id.offset(), masked, 0, colon);
        System.arraycopy(MASK.array(), MASK.offset(), masked, colon, MASK.length());
        return Bytes.wrap(masked);
    }
}
