package synod.tree;

import synod.kernel.Bytes;

/**
 * Names in the scheme sasl. They have the form of Kerberos' principals, {@code name}, {@code name@REALM} or {@code
 * service/host@REALM}; without a realm anything goes, as in the reference.
 */
final class PrincipalName {
    private PrincipalName() {}

    /** Whether an access list may hold it: at most one {@code @}, and then at most one slash, which stands before it. */
    static boolean isValid(Bytes name) {
        int ats = 0;
        int slashes = 0;
        boolean isSlashBehind = false;
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) == '@') {
                ats++;
            } else if (name.at(i) == '/') {
                slashes++;
                isSlashBehind |= ats > 0;
            }
        }
        return ats == 0 || (ats == 1 && slashes <= 1 && !isSlashBehind);
    }
}
