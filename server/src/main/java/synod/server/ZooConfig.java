package synod.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import synod.admin.AdminSettings;
import synod.gateway.GatewaySettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.replica.ClientRules;
import synod.replica.LapseSettings;
import synod.replica.ReadMode;
import synod.replica.SaslMode;
import synod.replica.SessionRules;
import synod.runtime.HostPort;
import synod.runtime.Sockets;
import synod.security.SaslSettings;
import synod.server.PropertiesText.Entry;

/** Reads {@code zoo.cfg}, or the positional arguments that stand for one, into a {@link ServerConfiguration}. */
final class ZooConfig {
    private static final int DEFAULT_TICK_MILLIS = 3000;
    private static final int HIGH_WATER_BYTES = 1 << 20;
    private static final int DEFAULT_OUTSTANDING = 50_000;

    /** Beyond this a single request would not fit the journal and the links between servers. */
    private static final int MOST_FRAME_BYTES = 32 << 20;

    /** Where {@code myid} comes from: a folder's file, read when it is needed. */
    interface MyIdFile {
        /** The text of {@code folder/myid}, or null when there is no such file. */
        @Nullable
        String read(Path folder);
    }

    private final Assignments assignments = new Assignments();
    private final String source;

    private ZooConfig(String source) {
        this.source = source;
    }

    /**
     * Reads a configuration.
     *
     * @param text the file's content
     * @param source its name, for messages
     * @param properties the process's system properties
     * @throws ConfigurationProblem with one line for each thing that has to be changed
     */
    static ServerConfiguration parse(String text, String source, SortedMap<String, String> properties, MyIdFile myid) {
        ZooConfig config = new ZooConfig(source);
        config.assignments.addAll(PropertiesText.parse(text));
        config.assignments.addSystemProperties(properties);
        return config.build(myid);
    }

    /**
     * A server alone from {@code port dataDir [tickTime] [maxClientCnxns]}.
     *
     * @throws ConfigurationProblem when an argument is wrong
     */
    static ServerConfiguration positional(List<String> arguments, SortedMap<String, String> properties) {
        if (arguments.size() < 2 || arguments.size() > 4) {
            throw new ConfigurationProblem("the arguments are: port dataDir [tickTime] [maxClientCnxns]");
        }
        List<String> keys = List.of("clientPort", "dataDir", "tickTime", "maxClientCnxns");
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            entries.add(new Entry(keys.get(i), arguments.get(i), "argument " + (i + 1)));
        }
        ZooConfig config = new ZooConfig("command line");
        config.assignments.addAll(entries);
        config.assignments.addSystemProperties(properties);
        return config.build(folder -> null);
    }

    private ServerConfiguration build(MyIdFile myid) {
        Entry dataDir = assignments.find("dataDir");
        if (dataDir == null) {
            assignments.problem("dataDir is missing: say where this server keeps its data");
        }
        Path dataDirectory = path(assignments.text("dataDir", "."));
        Path journalDirectory = path(assignments.text("dataLogDir", dataDirectory.toString()));
        int electionAlgorithm = assignments.number("electionAlg", 3, 0, 3);
        if (electionAlgorithm != 3) {
            assignments.problem("electionAlg=" + electionAlgorithm + " is refused, as in ZooKeeper; remove the line");
        }
        String protocol = assignments.text("synod.protocol", "paxos");
        if (!"paxos".equals(protocol)) {
            assignments.problem("synod.protocol=" + protocol + " is not built yet; paxos is the only one");
        }
        Ensemble ensemble = ensemble(dataDirectory, myid);
        TlsKeys tls = new TlsKeys(assignments);
        ClientTls clientTls = tls.clients();
        QuorumTls quorumTls = tls.servers(ensemble == null);
        GatewaySettings gateway = gateway(ensemble);
        Timing timing = timing();
        int outstanding = outstanding(ensemble);
        int snapshotEvery = assignments.number("snapCount", 100_000, 2, Integer.MAX_VALUE);
        int forceWarning = assignments.number("fsync.warningthresholdms", 1000, 1, Integer.MAX_VALUE);
        int initLimit = assignments.number("initLimit", 10, 1, Integer.MAX_VALUE);
        int syncLimit = assignments.number("syncLimit", 5, 1, Integer.MAX_VALUE);
        ReadMode reads = assignments.choice("synod.reads", ReadMode.LOCAL, ReadMode.class);
        Sockets.Kind transport = assignments.choice("synod.net.transport", Sockets.Kind.AUTO, Sockets.Kind.class);
        SaslKeys sasl = new SaslKeys(assignments);
        SaslSettings logins = sasl.logins();
        sasl.judgeDemands();
        AdminSettings admin = new AdminKeys(assignments).settings();
        ClientRules rules = rules(sasl);
        SessionRules sessions = new SessionKeys(assignments).sessions(ensemble == null, timing.tickMillis());
        LapseSettings lapses = lapses();
        assignments.refuseProblems(source);
        return new ServerConfiguration(
                dataDirectory,
                journalDirectory,
                timing,
                gateway,
                ensemble,
                clientTls,
                quorumTls,
                logins,
                admin,
                reads,
                rules,
                sessions,
                lapses,
                transport,
                outstanding,
                snapshotEvery,
                forceWarning,
                initLimit,
                syncLimit,
                assignments.warnings(),
                assignments.effective());
    }

    private ClientRules rules(SaslKeys sasl) {
        Entry superDigest = assignments.find("DigestAuthenticationProvider.superDigest");
        String algorithm = assignments.text("DigestAuthenticationProvider.digestAlg", "SHA1");
        try {
            MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            assignments.problem("DigestAuthenticationProvider.digestAlg=" + algorithm
                    + ": this Java has no such hash; it has "
                    + String.join(", ", new TreeSet<>(Security.getAlgorithms("MessageDigest"))));
        }
        String skipAcl = assignments.text("skipACL", "no");
        if (!"yes".equals(skipAcl) && !"no".equals(skipAcl)) {
            assignments.problem("skipACL must be yes or no, not \"" + skipAcl + "\"");
        }
        if ("yes".equals(skipAcl)) {
            assignments.warn("skipACL=yes: every client may read and change everything");
        }
        return new ClientRules(
                superDigest == null ? null : Bytes.wrap(superDigest.value().getBytes(StandardCharsets.UTF_8)),
                algorithm,
                assignments.flag("DigestAuthenticationProvider.enabled", true),
                assignments.flag("extendedTypesEnabled", false),
                assignments.flag("enforceQuota", false),
                "yes".equals(skipAcl),
                sasl.required(),
                SaslMode.NONE,
                sasl.ensembleNames(),
                assignments.flag("enableEagerACLCheck", false));
    }

    private LapseSettings lapses() {
        int check = assignments.number("znode.container.checkIntervalMs", 60_000, 1, Integer.MAX_VALUE);
        int perMinute = assignments.number("znode.container.maxPerMinute", 10_000, 1, Integer.MAX_VALUE);
        int unused = assignments.number("znode.container.maxNeverUsedIntervalMs", 0, 0, Integer.MAX_VALUE);
        return new LapseSettings(TimeUnit.MILLISECONDS.toNanos(check), perMinute, unused);
    }

    private Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (java.nio.file.InvalidPathException e) {
            assignments.problem("\"" + text + "\" is not a path of this system: " + e.getReason());
            return Path.of(".").toAbsolutePath().normalize();
        }
    }

    private Timing timing() {
        int tick = assignments.number("tickTime", DEFAULT_TICK_MILLIS, 1, Integer.MAX_VALUE / 20);
        int min = assignments.number("minSessionTimeout", -1, -1, Integer.MAX_VALUE);
        int max = assignments.number("maxSessionTimeout", -1, -1, Integer.MAX_VALUE);
        int heartbeat =
                assignments.number("synod.heartbeatMillis", Timing.DEFAULT_HEARTBEAT_MILLIS, 1, Integer.MAX_VALUE / 4);
        int election = assignments.number(
                "synod.electionTimeoutMillis",
                Math.max(Timing.DEFAULT_ELECTION_TIMEOUT_MILLIS, 6 * heartbeat),
                1,
                Integer.MAX_VALUE / 4);
        min = min == -1 ? 2 * tick : min;
        max = max == -1 ? 20 * tick : max;
        assignments.showEffective("minSessionTimeout", Integer.toString(min));
        assignments.showEffective("maxSessionTimeout", Integer.toString(max));
        try {
            return new Timing(tick, min, max, heartbeat, election);
        } catch (ConfigurationProblem e) {
            assignments.problem(String.valueOf(e.getMessage()));
            return new Timing(DEFAULT_TICK_MILLIS, 2, 2, 1, 3);
        }
    }

    private GatewaySettings gateway(@Nullable Ensemble ensemble) {
        HostPort address = clientAddress(ensemble);
        int backlog = assignments.number("clientPortListenBacklog", -1, -1, Integer.MAX_VALUE);
        boolean hasLocal = ensemble != null && assignments.flag("localSessionsEnabled", false);
        return new GatewaySettings(
                address,
                backlog == 0 ? -1 : backlog,
                assignments.number("maxClientCnxns", 60, 0, Integer.MAX_VALUE),
                assignments.number("maxCnxns", 0, 0, Integer.MAX_VALUE),
                assignments.number("jute.maxbuffer", GatewaySettings.DEFAULT_FRAME_BYTES, 128, MOST_FRAME_BYTES),
                GatewaySettings.DEFAULT_OUTSTANDING_BYTES,
                HIGH_WATER_BYTES,
                assignments.number("nio.sessionlessCnxnTimeout", 10_000, 1, Integer.MAX_VALUE),
                assignments.flag("clientTcpKeepAlive", false),
                whitelist(),
                new PacingKeys(assignments).pacing(hasLocal));
    }

    private int outstanding(@Nullable Ensemble ensemble) {
        if (assignments.find("globalOutstandingLimit") == null) {
            // Apache's default of 1000 would be what limits this server; the memory of the requests is bounded besides.
            return assignments.number("globalOutstandingLimit", DEFAULT_OUTSTANDING, 1, Integer.MAX_VALUE);
        }
        int voters = ensemble == null ? 1 : ensemble.voters().size();
        int given = assignments.number("globalOutstandingLimit", DEFAULT_OUTSTANDING, 1, Integer.MAX_VALUE);
        // Every server of an ensemble may have its share in process at the leader at the same time.
        return voters > 2 ? Math.max(1, given / (voters - 1)) : given;
    }

    private List<String> whitelist() {
        List<String> words = new ArrayList<>();
        for (String word :
                assignments.text("4lw.commands.whitelist", "srvr,sess").split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    private @Nullable HostPort clientAddress(@Nullable Ensemble ensemble) {
        HostPort ofLine =
                ensemble == null ? null : ensemble.server(ensemble.self()).clientAddress();
        Entry port = assignments.find("clientPort");
        if (port == null && ofLine == null) {
            if (assignments.flag("client.portUnification", false)) {
                assignments.problem("client.portUnification=true needs clientPort, the port that takes both");
            } else if (assignments.find("secureClientPort") == null) {
                assignments.problem("clientPort is missing: say which port clients connect to");
            }
            return null;
        }
        if (port == null && ofLine != null) {
            assignments.showEffective("clientPort", Integer.toString(ofLine.port()));
            return ofLine;
        }
        int number = assignments.number("clientPort", 0, 0, 0xffff);
        Entry addressEntry = assignments.find("clientPortAddress");
        String host = addressEntry == null || "0.0.0.0".equals(addressEntry.value()) ? "" : addressEntry.value();
        HostPort own = new HostPort(host, number);
        if (ofLine != null && !ofLine.equals(own)) {
            assignments.problem("clientPort says " + own + " but this server's server line says " + ofLine
                    + "; make them agree or remove one");
        }
        return own;
    }

    private @Nullable Ensemble ensemble(Path dataDirectory, MyIdFile myid) {
        boolean isAloneAllowed = assignments.flag("standaloneEnabled", true);
        String peerType = assignments.text("peerType", "participant");
        if (!"participant".equals(peerType) && !"observer".equals(peerType)) {
            assignments.problem("peerType must be participant or observer, not \"" + peerType + "\"");
        }
        ServerLines lines = new ServerLines(assignments);
        if (lines.count() == 0 || (lines.count() == 1 && isAloneAllowed)) {
            refuseObserverAlone(lines, peerType);
            return null;
        }
        for (Ensemble.Server server : lines.servers()) {
            String role = server.isObserver() ? ":observer" : ":participant";
            String client = server.clientAddress() == null ? "" : ";" + server.clientAddress();
            assignments.showEffective(
                    "server." + server.id().value(),
                    server.peerAddress() + ":" + server.electionPort() + role + client);
        }
        SortedMap<Integer, List<NodeId>> groups = lines.groups();
        SortedMap<NodeId, Integer> weights = lines.weights();
        if (groups.isEmpty() && !weights.isEmpty()) {
            assignments.problem("weight lines need group lines: say which group each voter belongs to");
        }
        NodeId self = self(dataDirectory, lines, myid);
        // Later checks need a whole ensemble; whatever is missing has been told by now.
        assignments.refuseProblems(source);
        if (self == null) {
            throw new IllegalStateException("a missing myid was not told");
        }
        assignments.showEffective("myid", Integer.toString(self.value()));
        Ensemble ensemble =
                new Ensemble(self, lines.servers(), assignments.flag("quorumListenOnAllIPs", false), groups, weights);
        judge(ensemble, peerType);
        return ensemble;
    }

    private void refuseObserverAlone(ServerLines lines, String peerType) {
        boolean isObserver =
                "observer".equals(peerType) || lines.servers().stream().anyMatch(Ensemble.Server::isObserver);
        if (isObserver) {
            assignments.problem("an observer needs an ensemble to learn from, and there are no other server lines");
        }
    }

    private void judge(Ensemble ensemble, String peerType) {
        int voters = ensemble.voters().size();
        if (voters == 0) {
            assignments.problem("all server lines are observers; at least one server must vote");
        } else if (voters % 2 == 0) {
            assignments.warn(voters + " voters survive no more failures than " + (voters - 1)
                    + "; an odd number of voters is the better choice");
        }
        boolean isObserver = ensemble.server(ensemble.self()).isObserver();
        Entry given = assignments.find("peerType");
        if (isObserver && given != null && "participant".equals(peerType)) {
            assignments.problem(
                    given,
                    "says participant but the line of server " + ensemble.self().value() + " says observer");
        }
        if (!isObserver && "observer".equals(peerType)) {
            assignments.problem("peerType says observer but the line of server "
                    + ensemble.self().value() + " does not end in :observer; add it, on every server");
        }
    }

    private @Nullable NodeId self(Path dataDirectory, ServerLines lines, MyIdFile myid) {
        Path file = dataDirectory.resolve("myid");
        String text = myid.read(dataDirectory);
        if (text == null) {
            assignments.problem(file + " is missing: write this server's number into it, one of " + ids(lines));
            return null;
        }
        for (Ensemble.Server server : lines.servers()) {
            if (Integer.toString(server.id().value()).equals(text.strip())) {
                return server.id();
            }
        }
        String shown = text.strip();
        assignments.problem(
                shown.matches("[0-9]{1,9}")
                        ? file + " says " + shown + ", but there is no line server." + shown + "; the lines are for "
                                + ids(lines)
                        : file + " must hold this server's number and nothing else, one of " + ids(lines) + ", not \""
                                + (shown.length() > 40 ? shown.substring(0, 40) + "..." : shown) + "\"");
        return null;
    }

    private static String ids(ServerLines lines) {
        List<String> ids = new ArrayList<>();
        for (Ensemble.Server server : lines.servers()) {
            ids.add(Integer.toString(server.id().value()));
        }
        return String.join(", ", ids);
    }
}
