package synod.security;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.kerberos.KerberosPrincipal;

/**
 * What a client that has logged in is called in access lists, as ZooKeeper has it with its default rules: a name of this
 * realm may be shortened, a name of any other realm stays as it is.
 */
final class PrincipalNames {
    private static final Pattern FORM = Pattern.compile("([^/@]*)(?:/([^/@]*))?@([^/@]*)");

    private final boolean removesHost;
    private final boolean removesRealm;
    private final Supplier<String> ownRealm;

    /** @param ownRealm asked for names with a realm only; empty for none */
    PrincipalNames(boolean removesHost, boolean removesRealm, Supplier<String> ownRealm) {
        this.removesHost = removesHost;
        this.removesRealm = removesRealm;
        this.ownRealm = ownRealm;
    }

    /** @throws IllegalArgumentException when it has a realm and is no name of a principal */
    String called(String name) {
        if (name.indexOf('@') < 0) {
            return name;
        }
        Matcher parts = FORM.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a principal");
        }
        String host = parts.group(2);
        String realm = parts.group(3);
        if (!realm.equals(ownRealm.get())) {
            return name;
        }
        return parts.group(1) + (host == null || removesHost ? "" : "/" + host) + (removesRealm ? "" : "@" + realm);
    }

    /** The realm of this machine by Kerberos' own configuration; empty when there is none. */
    static String realmOfMachine() {
        try {
            return new KerberosPrincipal("anybody").getRealm();
        } catch (IllegalArgumentException e) {
            // So Java says that no realm is configured.
            return "";
        }
    }
}
