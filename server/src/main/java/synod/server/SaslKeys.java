package synod.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.security.Password;
import synod.security.SaslSettings;
import synod.server.PropertiesText.Entry;

/** Reads the keys of SASL, and which proofs are demanded of clients. */
final class SaslKeys {
    private static final String FILE = "java.security.auth.login.config";

    /** The class behind the scheme in which clients say which ensemble they look for. */
    private static final String ENSEMBLE = "org.apache.zookeeper.server.auth.EnsembleAuthenticationProvider";

    /** Schemes in which a client can be somebody. */
    private static final List<String> PROVABLE = List.of("digest", "x509", "ip", "sasl");

    private final Assignments assignments;
    private final boolean isLoginDemanded;
    private final boolean isProofDemanded;
    private final List<String> schemes = new ArrayList<>();

    SaslKeys(Assignments assignments) {
        this.assignments = assignments;
        this.isLoginDemanded = assignments.flag("sessionRequireClientSASLAuth", false);
        this.isProofDemanded = assignments.flag("enforce.auth.enabled", false);
        for (String scheme : assignments.text("enforce.auth.schemes", "").split(",", -1)) {
            if (!scheme.isBlank()) {
                schemes.add(scheme.strip());
            }
        }
    }

    /** Where clients log in; null for nowhere. */
    @Nullable
    SaslSettings logins() {
        Entry file = assignments.find(FILE);
        String section = assignments.text("sasl.serverconfig", SaslSettings.DEFAULT_SECTION);
        boolean tolerates = assignments.flag("allowSaslFailedClients", false);
        boolean removesHost = assignments.flag("kerberos.removeHostFromPrincipal", false);
        boolean removesRealm = assignments.flag("kerberos.removeRealmFromPrincipal", false);
        Entry anybody = assignments.find("letAnySaslUserDoX");
        Entry superPassword = assignments.find("SASLAuthenticationProvider.superPassword");
        judgeRules();
        if (file == null) {
            warnOfKeysWithoutUse();
            return null;
        }
        boolean isInSchemes = demanded().contains("sasl");
        if (tolerates && isInSchemes) {
            assignments.warn("allowSaslFailedClients has no effect: clients have to log in");
        }
        return new SaslSettings(
                file.value(),
                section,
                isInSchemes || assignments.find("sasl.serverconfig") != null,
                tolerates,
                removesHost,
                removesRealm,
                superUsers(),
                superPassword == null ? null : Password.of(superPassword.key(), superPassword.value()),
                anybody == null ? null : anybody.value());
    }

    private void judgeRules() {
        Entry rules = assignments.find("security.auth_to_local");
        if (rules != null && !rules.value().equals("DEFAULT")) {
            assignments.problem(
                    rules,
                    "has to be DEFAULT: other rules for names of principals are not understood; use"
                            + " kerberos.removeHostFromPrincipal and kerberos.removeRealmFromPrincipal");
        }
    }

    private Set<String> superUsers() {
        Set<String> users = new TreeSet<>();
        for (Entry entry : superUserLines()) {
            users.add(entry.value());
        }
        return users;
    }

    private List<Entry> superUserLines() {
        List<Entry> lines = new ArrayList<>(assignments.withPrefix("superUser."));
        Entry plain = assignments.find("superUser");
        if (plain != null) {
            lines.add(plain);
        }
        return lines;
    }

    private void warnOfKeysWithoutUse() {
        if (demanded().contains("sasl")) {
            assignments.problem(
                    "clients cannot log in with SASL, as they must: say where the JAAS configuration is, with " + FILE);
            return;
        }
        List<Entry> given = new ArrayList<>(superUserLines());
        for (String key : List.of(
                "sasl.serverconfig",
                "allowSaslFailedClients",
                "letAnySaslUserDoX",
                "SASLAuthenticationProvider.superPassword",
                "kerberos.removeHostFromPrincipal",
                "kerberos.removeRealmFromPrincipal")) {
            Entry entry = assignments.find(key);
            if (entry != null && !"false".equalsIgnoreCase(entry.value())) {
                given.add(entry);
            }
        }
        for (Entry entry : given) {
            assignments.warn(entry.key() + " has no effect: there is no " + FILE + ", so nobody logs in with SASL");
        }
    }

    /** The schemes in one of which a client must have proved to be somebody; none when nothing is demanded. */
    List<Bytes> required() {
        List<Bytes> required = new ArrayList<>();
        for (String scheme : demanded()) {
            required.add(Bytes.wrap(scheme.getBytes(StandardCharsets.US_ASCII)));
        }
        return required;
    }

    private List<String> demanded() {
        if (isLoginDemanded) {
            return List.of("sasl");
        }
        return isProofDemanded ? schemes.stream().filter(PROVABLE::contains).toList() : List.of();
    }

    /** Tells what is wrong with what is demanded. */
    void judgeDemands() {
        if (!isProofDemanded && !schemes.isEmpty()) {
            assignments.warn("enforce.auth.schemes has no effect without enforce.auth.enabled=true");
        } else if (isProofDemanded && isLoginDemanded) {
            assignments.warn("enforce.auth.enabled has no effect beside sessionRequireClientSASLAuth=true");
        }
        for (String scheme : schemes) {
            if (!PROVABLE.contains(scheme)) {
                assignments.problem("enforce.auth.schemes: there is no scheme \"" + scheme + "\" here; there are "
                        + String.join(", ", PROVABLE));
            }
        }
        if (isProofDemanded && !isLoginDemanded && schemes.isEmpty()) {
            assignments.problem("enforce.auth.enabled=true needs enforce.auth.schemes: say which of "
                    + String.join(", ", PROVABLE) + " a client must have proved one of");
        }
    }

    /** The names by which clients may ask for this ensemble, any when there are none; null when they cannot ask. */
    @Nullable
    List<Bytes> ensembleNames() {
        boolean isLoaded = assignments.withPrefix("authProvider.").stream()
                .anyMatch(entry -> entry.value().equals(ENSEMBLE));
        Entry given = assignments.find("ensembleAuthName");
        if (!isLoaded) {
            if (given != null) {
                assignments.warn("ensembleAuthName has no effect without a line authProvider.N=" + ENSEMBLE);
            }
            return null;
        }
        List<Bytes> names = new ArrayList<>();
        for (String name :
                given == null ? List.<String>of() : List.of(given.value().split(",", -1))) {
            if (!name.isBlank()) {
                names.add(Bytes.wrap(name.strip().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return names;
    }
}
