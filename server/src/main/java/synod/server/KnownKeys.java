package synod.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every configuration key that has a meaning, here or in Apache ZooKeeper 3.9, and what this server does with it. A key
 * that Apache honours and Synod does not is refused where ignoring it would change what clients or operators may rely
 * on, and warned about where it would not.
 */
final class KnownKeys {
    /** What a key means to this server. */
    enum Standing {
        /** It does what Apache's documentation, or ours, says. */
        HONOURED,
        /** It may stay in the file; a line at start says that and why it has no effect. */
        NO_EFFECT,
        /** The server does not start unless the value is the neutral one. */
        REFUSED
    }

    /** Where Apache reads a key from, which decides what a {@code -D} option may set. */
    enum Scope {
        /** The file alone. */
        FILE,
        /** The file, or {@code -Dzookeeper.key}. */
        PREFIXED,
        /** {@code -Dkey}; here the file too. */
        BARE
    }

    /**
     * One key.
     *
     * @param neutral the value with which nothing changes, or null when there is none
     * @param reason why it has no effect or is refused; empty for the others
     */
    record Key(
            String name,
            Scope scope,
            Standing standing,
            @Nullable String neutral,
            String reason) {}

    private static final String SASL =
            "servers know each other by TLS (sslQuorum=true); SASL between them is not built";
    private static final String STALE = "what waits of a connection that is gone is always dropped";
    private static final String OWN_PIPELINE = "Synod has no such threads or buffers to tune";
    private static final String OWN_JOURNAL = "Synod's journal sizes and groups its writes by itself";

    /** The classes behind the schemes that there are, as files that were written for Apache name them. */
    private static final List<String> BUILT_IN_PROVIDERS = List.of(
            "org.apache.zookeeper.server.auth.DigestAuthenticationProvider",
            "org.apache.zookeeper.server.auth.IPAuthenticationProvider",
            "org.apache.zookeeper.server.auth.X509AuthenticationProvider",
            "org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
            "org.apache.zookeeper.server.auth.EnsembleAuthenticationProvider");

    private final Map<String, Key> exact = new LinkedHashMap<>();
    private final Map<String, Key> families = new LinkedHashMap<>();

    KnownKeys() {
        honoured(
                Scope.FILE,
                "dataDir dataLogDir clientPort clientPortAddress tickTime minSessionTimeout maxSessionTimeout"
                        + " maxClientCnxns clientPortListenBacklog initLimit syncLimit electionAlg peerType"
                        + " standaloneEnabled quorumListenOnAllIPs localSessionsEnabled"
                        + " localSessionsUpgradingEnabled");
        honoured(
                Scope.PREFIXED,
                "maxCnxns globalOutstandingLimit snapCount fsync.warningthresholdms nio.sessionlessCnxnTimeout"
                        + " clientTcpKeepAlive 4lw.commands.whitelist DigestAuthenticationProvider.superDigest"
                        + " DigestAuthenticationProvider.digestAlg DigestAuthenticationProvider.enabled skipACL"
                        + " enforceQuota extendedTypesEnabled enforce.auth.enabled enforce.auth.schemes");
        honoured(
                Scope.BARE,
                "jute.maxbuffer znode.container.checkIntervalMs znode.container.maxPerMinute"
                        + " znode.container.maxNeverUsedIntervalMs readonlymode.enabled");
        honoured(
                Scope.BARE,
                "synod.protocol synod.reads synod.heartbeatMillis synod.electionTimeoutMillis synod.net.transport"
                        + " synod.keptChanges");
        for (String family : List.of("server.", "group.", "weight.")) {
            families.put(family, new Key(family + "N", Scope.FILE, Standing.HONOURED, null, ""));
        }
        ofMembership();
        ofSecurity();
        ofLimits();
        ofStorage();
        ofOperation();
    }

    private void ofMembership() {
        refused(Scope.FILE, "dynamicConfigFile", null, "membership is read from zoo.cfg itself; move the server lines");
        refused(Scope.FILE, "reconfigEnabled", "false", "changing the membership at run time is not built yet");
        noEffect(Scope.FILE, "connectToLearnerMasterLimit", "0", "servers reconnect for as long as it takes");
        noEffect(Scope.FILE, "syncEnabled", "true", "an observer always keeps a journal");
        noEffect(Scope.FILE, "observerMasterPort", "0", "an observer learns from any server");
        refused(Scope.FILE, "multiAddress.enabled", "false", "a server has one address for its peers");
        noEffect(Scope.FILE, "multiAddress.reachabilityCheckEnabled", null, "a server has one address for its peers");
        noEffect(Scope.FILE, "multiAddress.reachabilityCheckTimeoutMs", null, "a server has one address for its peers");
        refused(Scope.FILE, "oraclePath", null, "a majority is always needed; there is no outside oracle");
        refused(Scope.PREFIXED, "leaderServes", "yes", "every server serves clients");
    }

    private void ofSecurity() {
        honoured(
                Scope.FILE,
                "secureClientPort secureClientPortAddress sslQuorum portUnification sslQuorumReloadCertFiles");
        honoured(Scope.PREFIXED, "client.portUnification client.certReload X509AuthenticationProvider.superUser");
        noEffect(Scope.PREFIXED, "fips-mode", "true", "Java's own checks are always the ones that are made");
        ofTls("ssl.");
        ofTls("ssl.quorum.");
        refused(
                Scope.PREFIXED,
                "ssl.authProvider",
                "x509",
                "a certificate is known by its subject, in the scheme x509");
        family(Scope.FILE, "quorum.auth.", Standing.REFUSED, SASL);
        refused(Scope.FILE, "quorum.auth.enableSasl", "false", SASL);
        noEffect(Scope.FILE, "quorum.cnxn.threads.size", null, SASL);
        family(
                Scope.PREFIXED,
                "authProvider.",
                Standing.REFUSED,
                "classes from elsewhere are not loaded; there are the schemes world, digest, ip, x509, sasl and ensemble");
        honoured(
                Scope.PREFIXED,
                "sasl.serverconfig sessionRequireClientSASLAuth allowSaslFailedClients letAnySaslUserDoX superUser"
                        + " SASLAuthenticationProvider.superPassword kerberos.removeHostFromPrincipal"
                        + " kerberos.removeRealmFromPrincipal security.auth_to_local ensembleAuthName"
                        + " enableEagerACLCheck");
        honoured(Scope.BARE, "java.security.auth.login.config");
        families.put("superUser.", new Key("superUser.NAME", Scope.PREFIXED, Standing.HONOURED, null, ""));
    }

    private void ofTls(String prefix) {
        for (String store : List.of("keyStore", "trustStore")) {
            for (String part : List.of("location", "password", "passwordPath", "type")) {
                honoured(Scope.PREFIXED, prefix + store + "." + part);
            }
        }
        for (String key : List.of(
                "protocol",
                "enabledProtocols",
                "ciphersuites",
                "clientAuth",
                "crl",
                "ocsp",
                "hostnameVerification",
                "clientHostnameVerification",
                "handshakeDetectionTimeoutMillis")) {
            honoured(Scope.PREFIXED, prefix + key);
        }
        refused(Scope.PREFIXED, prefix + "sslProvider", "JDK", "TLS is Java's own");
        refused(
                Scope.PREFIXED,
                prefix + "context.supplier.class",
                null,
                "classes from elsewhere are not loaded; name the stores with " + prefix + "keyStore.location and "
                        + prefix + "trustStore.location");
        refused(
                Scope.PREFIXED,
                prefix + "allowReverseDnsLookup",
                "false",
                "the name of an address is what its owner says; put the address into the certificate");
    }

    private void ofLimits() {
        refused(
                Scope.PREFIXED,
                "emulate353TTLNodes",
                "false",
                "there are no znodes here that a ZooKeeper of 2017 has marked");
        noEffect(
                Scope.PREFIXED,
                "jute.maxbuffer.extrasize",
                null,
                "a request is stored as it came, so that nothing that fits jute.maxbuffer is refused later");
        honoured(
                Scope.PREFIXED,
                "request_throttle_max_requests throttled_op_wait_time request_stale_latency_check"
                        + " largeRequestThreshold largeRequestMaxBytes connection_throttle_tokens"
                        + " connection_throttle_fill_time connection_throttle_fill_count connection_throttle_freeze_time"
                        + " connection_throttle_drop_increase connection_throttle_drop_decrease"
                        + " connection_throttle_decrease_ratio connection_throttle_weight_enabled"
                        + " connection_throttle_global_session_weight connection_throttle_local_session_weight"
                        + " connection_throttle_renew_session_weight");
        noEffect(
                Scope.PREFIXED,
                "request_throttle_stall_time",
                null,
                "a request that waits goes on as soon as there is room, without looking again in between");
        noEffect(Scope.PREFIXED, "request_throttle_drop_stale", "true", STALE);
        noEffect(Scope.PREFIXED, "request_stale_connection_check", "true", STALE);
        for (String key : List.of("maxResponseCacheSize", "maxGetChildrenResponseCacheSize")) {
            noEffect(Scope.PREFIXED, key, null, "answers are written straight from the tree; there is no such cache");
        }
        family(Scope.PREFIXED, "commitProcessor.", Standing.NO_EFFECT, OWN_PIPELINE);
        family(Scope.PREFIXED, "nio.", Standing.NO_EFFECT, OWN_PIPELINE);
        family(Scope.PREFIXED, "netty.", Standing.NO_EFFECT, OWN_PIPELINE);
        noEffect(
                Scope.PREFIXED,
                "serverCnxnFactory",
                null,
                "one client port serves all clients; synod.net.transport says what carries it");
    }

    private void ofStorage() {
        refused(Scope.PREFIXED, "forceSync", "yes", "Synod never answers before the disk has what it answers for");
        for (String key : List.of(
                "snapSizeLimitInKb",
                "txnLogSizeLimitInKb",
                "preAllocSize",
                "flushDelay",
                "maxWriteQueuePollTime",
                "maxBatchSize")) {
            noEffect(Scope.PREFIXED, key, null, OWN_JOURNAL);
        }
        for (String key : List.of("autopurge.snapRetainCount", "autopurge.purgeInterval")) {
            noEffect(
                    Scope.FILE,
                    key,
                    null,
                    "old snapshots and journal segments are always removed; two snapshots are kept");
        }
        noEffect(Scope.PREFIXED, "digest.enabled", "true", "the digest of the state is always kept");
        noEffect(
                Scope.PREFIXED, "closeSessionTxn.enabled", "true", "there are no old log formats to stay readable for");
        noEffect(Scope.PREFIXED, "serializeLastProcessedZxid.enabled", "true", "snapshots have a format of their own");
        noEffect(Scope.PREFIXED, "snapshot.trust.empty", "false", "an empty snapshot is never trusted");
        noEffect(Scope.PREFIXED, "snapshot.compression.method", null, "snapshots have a format of their own");
        noEffect(Scope.PREFIXED, "datadir.autocreate", "true", "the folder is created when it is missing");
        noEffect(Scope.PREFIXED, "db.autocreate", "true", "a server that lost its data learns it from the others");
    }

    private void ofOperation() {
        honoured(
                Scope.PREFIXED,
                "admin.enableServer admin.serverAddress admin.serverPort admin.commandURL admin.idleTimeout"
                        + " admin.snapshot.enabled admin.rateLimiterIntervalInMS");
        for (String key : List.of("admin.portUnification", "admin.forceHttps", "admin.needClientAuth")) {
            refused(Scope.PREFIXED, key, "false", "commands are taken over HTTP without TLS");
        }
        refused(
                Scope.PREFIXED,
                "admin.restore.enabled",
                "false",
                "a server that replaced its state alone would have another than the rest of its ensemble; prepare new"
                        + " servers with bin/synod seed instead");
        noEffect(Scope.PREFIXED, "admin.httpVersion", "11", "it is always 1.1");
        noEffect(Scope.FILE, "metricsProvider.className", null, "metrics are served by mntr alone for now");
        family(Scope.FILE, "metricsProvider.", Standing.NO_EFFECT, "metrics are served by mntr alone for now");
        family(Scope.FILE, "jvm.pause.", Standing.NO_EFFECT, "pauses are not watched yet");
        family(Scope.PREFIXED, "watch", Standing.NO_EFFECT, "Synod keeps its watches in one way only");
        refused(Scope.PREFIXED, "audit.enable", "false", "the audit log is not built yet");
    }

    /** Whether a key with this value changes nothing: the neutral value, or a line that asks for what is there anyway. */
    static boolean isNeutral(Key key, String value) {
        return (key.neutral() != null && key.neutral().equalsIgnoreCase(value))
                || (key.name().equals("authProvider.*") && BUILT_IN_PROVIDERS.contains(value));
    }

    /** The entry for {@code name}, or null when nothing knows it. */
    @Nullable
    Key find(String name) {
        Key key = exact.get(name);
        if (key != null) {
            return key;
        }
        for (Map.Entry<String, Key> family : families.entrySet()) {
            String prefix = family.getKey();
            if (name.length() > prefix.length() && name.startsWith(prefix)) {
                return family.getValue();
            }
        }
        return null;
    }

    /** The known key that needs the fewest changed letters to become {@code name}; null when all are far away. */
    @Nullable
    String nearest(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<String> candidates = new ArrayList<>(exact.keySet());
        families.values().stream()
                .filter(key -> key.standing() == Standing.HONOURED)
                .forEach(key -> candidates.add(key.name()));
        String best = null;
        int bestDistance = Math.max(2, wanted.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Whether the value of this key must never be printed. */
    static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("secret") || lower.contains("superdigest");
    }

    /** Levenshtein's distance with the exchange of two neighbours as one step. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private void honoured(Scope scope, String names) {
        for (String name : names.split(" ", -1)) {
            put(new Key(name, scope, Standing.HONOURED, null, ""));
        }
    }

    private void noEffect(Scope scope, String name, @Nullable String neutral, String reason) {
        put(new Key(name, scope, Standing.NO_EFFECT, neutral, reason));
    }

    private void refused(Scope scope, String name, @Nullable String neutral, String reason) {
        put(new Key(name, scope, Standing.REFUSED, neutral, reason));
    }

    private void family(Scope scope, String prefix, Standing standing, String reason) {
        families.put(prefix, new Key(prefix + "*", scope, standing, null, reason));
    }

    private void put(Key key) {
        if (exact.put(key.name(), key) != null) {
            throw new IllegalStateException("the key " + key.name() + " stands in the table twice");
        }
    }
}
