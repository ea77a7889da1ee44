package synod.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.runtime.HostPort;
import synod.security.ClientCertificate;
import synod.security.Password;
import synod.security.StoreFile;
import synod.security.StoreType;
import synod.security.TlsProblem;
import synod.security.TlsSettings;
import synod.server.PropertiesText.Entry;

/** Reads the keys of TLS: those of clients, {@code ssl.}, and those between servers, {@code ssl.quorum.}. */
final class TlsKeys {
    private static final String CLIENTS = "ssl.";
    private static final String SERVERS = "ssl.quorum.";
    private static final int DEFAULT_HANDSHAKE_MILLIS = 5_000;
    private static final String NEWEST = "TLSv1.3";

    private final Assignments assignments;

    TlsKeys(Assignments assignments) {
        this.assignments = assignments;
    }

    /** How clients use TLS; null when they do not. */
    @Nullable
    ClientTls clients() {
        Entry port = assignments.find("secureClientPort");
        boolean isUnified = assignments.flag("client.portUnification", false);
        boolean isReloaded = assignments.flag("client.certReload", false);
        if (port == null && !isUnified) {
            refuseAddressAlone();
            warnOfKeysWithoutUse(
                    CLIENTS,
                    List.of("client.certReload", "X509AuthenticationProvider.superUser"),
                    "there is neither secureClientPort nor client.portUnification=true");
            return null;
        }
        TlsSettings settings = settings(CLIENTS, isReloaded);
        Entry superUser = assignments.find("X509AuthenticationProvider.superUser");
        return settings == null
                ? null
                : new ClientTls(settings, secureAddress(), isUnified, superUser == null ? null : superUser.value());
    }

    private void refuseAddressAlone() {
        Entry address = assignments.find("secureClientPortAddress");
        if (address != null) {
            assignments.problem(address, "needs secureClientPort beside it");
        }
    }

    /** Where clients connect with TLS; null for nowhere of their own. */
    private @Nullable HostPort secureAddress() {
        if (assignments.find("secureClientPort") == null) {
            refuseAddressAlone();
            return null;
        }
        int port = assignments.number("secureClientPort", 0, 0, 0xffff);
        Entry host = assignments.find("secureClientPortAddress");
        return new HostPort(host == null || "0.0.0.0".equals(host.value()) ? "" : host.value(), port);
    }

    /** How servers use TLS among themselves; null when they do not. */
    @Nullable
    QuorumTls servers(boolean isAlone) {
        boolean isDialled = assignments.flag("sslQuorum", false);
        boolean acceptsBoth = assignments.flag("portUnification", false);
        boolean isReloaded = assignments.flag("sslQuorumReloadCertFiles", false);
        if (isAlone || (!isDialled && !acceptsBoth)) {
            if (isDialled || acceptsBoth) {
                assignments.warn("sslQuorum and portUnification have no effect: there are no other servers");
            }
            warnOfKeysWithoutUse(
                    SERVERS,
                    List.of("sslQuorumReloadCertFiles"),
                    isAlone ? "there are no other servers" : "neither sslQuorum nor portUnification is true");
            return null;
        }
        TlsSettings settings = settings(SERVERS, isReloaded);
        if (settings != null && settings.trustStore() == null) {
            assignments.problem(SERVERS + "trustStore.location is missing: say whose certificates the servers believe");
        }
        return settings == null ? null : new QuorumTls(settings, isDialled, acceptsBoth);
    }

    private void warnOfKeysWithoutUse(String prefix, List<String> others, String reason) {
        List<Entry> given = new ArrayList<>();
        for (Entry entry : assignments.withPrefix(prefix)) {
            if (prefix.equals(SERVERS) || !entry.key().startsWith(SERVERS)) {
                given.add(entry);
            }
        }
        for (String other : others) {
            Entry entry = assignments.find(other);
            if (entry != null && !"false".equalsIgnoreCase(entry.value())) {
                given.add(entry);
            }
        }
        for (Entry entry : given) {
            assignments.warn(entry.key() + " has no effect: " + reason);
        }
    }

    private @Nullable TlsSettings settings(String prefix, boolean isReloaded) {
        StoreFile keys = store(prefix + "keyStore");
        StoreFile trust = store(prefix + "trustStore");
        ClientCertificate asked =
                assignments.choice(prefix + "clientAuth", ClientCertificate.NEED, ClientCertificate.class);
        List<String> protocols = protocols(prefix);
        List<String> ciphers = list(assignments.text(prefix + "ciphersuites", ""));
        boolean checksHosts = assignments.flag(prefix + "hostnameVerification", true);
        boolean checksAddresses = assignments.flag(prefix + "clientHostnameVerification", false);
        boolean checksLists = assignments.flag(prefix + "crl", false);
        boolean asksResponders = assignments.flag(prefix + "ocsp", false);
        int handshakeMillis = assignments.number(
                prefix + "handshakeDetectionTimeoutMillis", DEFAULT_HANDSHAKE_MILLIS, 1, Integer.MAX_VALUE);
        if (keys == null) {
            if (assignments.find(prefix + "keyStore.location") == null) {
                assignments.problem(
                        prefix + "keyStore.location is missing: TLS needs this server's key and certificate");
            }
            return null;
        }
        try {
            return new TlsSettings(
                    prefix,
                    keys,
                    trust,
                    asked,
                    protocols,
                    ciphers,
                    checksHosts,
                    checksAddresses,
                    checksLists,
                    asksResponders,
                    handshakeMillis,
                    isReloaded);
        } catch (TlsProblem e) {
            if (assignments.find(prefix + "trustStore.location") == null) {
                assignments.problem(String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    /** Without a list, the version of {@code protocol} and the one before it, as in Apache. */
    private List<String> protocols(String prefix) {
        String newest = assignments.text(prefix + "protocol", NEWEST);
        List<String> fallback = newest.equals(NEWEST) ? List.of(NEWEST, "TLSv1.2") : List.of(newest);
        List<String> given = list(assignments.text(prefix + "enabledProtocols", String.join(",", fallback)));
        return given.isEmpty() ? fallback : given;
    }

    private static List<String> list(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /** The store that the keys name; null when they name none or it was refused. */
    private @Nullable StoreFile store(String key) {
        Entry location = assignments.find(key + ".location");
        if (location == null) {
            return null;
        }
        Path file = path(location);
        StoreType type = file == null ? null : type(key, location, file);
        Password password = password(key);
        return file == null || type == null || password == null
                ? null
                : new StoreFile(key + ".location", key + ".type", file, type, password);
    }

    private @Nullable StoreType type(String key, Entry location, Path file) {
        Entry given = assignments.find(key + ".type");
        if (given != null && given.value().equalsIgnoreCase("BCFKS")) {
            assignments.problem(
                    given,
                    "cannot be BCFKS: Java reads such stores with another maker's library only, which"
                            + " Synod does not bring; convert it to PKCS12");
            return null;
        }
        if (given != null && !given.value().isBlank()) {
            StoreType type = assignments.choice(key + ".type", StoreType.JKS, StoreType.class);
            return type;
        }
        StoreType type = StoreType.ofEnding(file);
        if (type == null) {
            assignments.problem(
                    location,
                    "has an ending that tells no type (.jks, .pem, .p12, .pfx do); say which with " + key + ".type");
        }
        return type;
    }

    private @Nullable Password password(String key) {
        Entry inFile = assignments.find(key + ".passwordPath");
        Entry text = assignments.find(key + ".password");
        if (inFile == null || inFile.value().isBlank()) {
            return Password.of(key + ".password", text == null ? "" : text.value());
        }
        if (text != null) {
            assignments.warn(key + ".password has no effect beside " + key + ".passwordPath");
        }
        Path file = path(inFile);
        return file == null ? null : Password.inFile(inFile.key(), file);
    }

    private @Nullable Path path(Entry entry) {
        try {
            return Path.of(entry.value()).toAbsolutePath();
        } catch (InvalidPathException e) {
            assignments.problem(entry, "is not a path of this system: " + e.getReason());
            return null;
        }
    }
}
