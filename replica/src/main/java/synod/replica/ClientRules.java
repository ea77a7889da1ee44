package synod.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * What an operator allows the clients of one server. It decides how this server puts its clients' requests into the log;
 * how all servers then carry them out stands in the requests, so servers may differ in these rules and not in their state.
 *
 * @param superDigest the digest identity {@code user:hash} whose owner may do everything; null for nobody
 * @param digestAlgorithm the hash of the scheme digest, by the name Java gives it
 * @param hasDigest whether the scheme digest may be used to prove who one is
 * @param extendedTypes whether znodes with a time to live may be created
 * @param enforceQuota whether the hard limits of quotas refuse what exceeds them
 * @param skipAcl whether everybody may do everything; lists are still checked and kept
 * @param requiredSchemes who has proved to be nobody in any of these may ask for nothing; empty asks nobody for a proof
 * @param sasl whether clients can log in with SASL
 * @param ensembleNames the names by which clients may ask for this ensemble, any when there are none; null when clients
 *     cannot ask
 * @param eagerAcl whether a write that nothing of its connection precedes is refused at once when the state of this server
 *     says that its sender may not do it
 */
public record ClientRules(
        @Nullable Bytes superDigest,
        String digestAlgorithm,
        boolean hasDigest,
        boolean extendedTypes,
        boolean enforceQuota,
        boolean skipAcl,
        List<Bytes> requiredSchemes,
        SaslMode sasl,
        @Nullable List<Bytes> ensembleNames,
        boolean eagerAcl) {
    /** What ZooKeeper does when nothing is configured. */
    public static final ClientRules DEFAULTS = new ClientRules(null, "SHA-1", true, false, false, false, List.of());

    public ClientRules {
        requiredSchemes = List.copyOf(requiredSchemes);
        ensembleNames = ensembleNames == null ? null : List.copyOf(ensembleNames);
    }

    /** Without SASL, names of ensembles and refusals at once. */
    public ClientRules(
            @Nullable Bytes superDigest,
            String digestAlgorithm,
            boolean hasDigest,
            boolean extendedTypes,
            boolean enforceQuota,
            boolean skipAcl,
            List<Bytes> requiredSchemes) {
        this(
                superDigest,
                digestAlgorithm,
                hasDigest,
                extendedTypes,
                enforceQuota,
                skipAcl,
                requiredSchemes,
                SaslMode.NONE,
                null,
                false);
    }

    /** The same with other rules for proofs by SASL and by the name of an ensemble. */
    public ClientRules with(SaslMode otherSasl, @Nullable List<Bytes> otherNames, boolean otherEagerAcl) {
        return new ClientRules(
                superDigest,
                digestAlgorithm,
                hasDigest,
                extendedTypes,
                enforceQuota,
                skipAcl,
                requiredSchemes,
                otherSasl,
                otherNames,
                otherEagerAcl);
    }
}
