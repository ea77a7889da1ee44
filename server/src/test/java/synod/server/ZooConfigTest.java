package synod.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.gateway.GatewaySettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.replica.ClientRules;
import synod.replica.LapseSettings;
import synod.replica.ReadMode;
import synod.runtime.HostPort;

final class ZooConfigTest {
    private static final String ALONE = "dataDir=/d\nclientPort=2181\n";
    private static final String THREE = ALONE
            + "initLimit=10\nsyncLimit=5\n"
            + "server.1=a.example:2888:3888\nserver.2=b.example:2888:3888\nserver.3=[::1]:2888:3888\n";

    private static ServerConfiguration parse(String text) {
        return parse(text, Map.of(), "2");
    }

    private static ServerConfiguration parse(String text, Map<String, String> properties, String myid) {
        return ZooConfig.parse(text, "zoo.cfg", new TreeMap<>(properties), folder -> myid.isEmpty() ? null : myid);
    }

    @Test
    void readsTheShippedSampleWithoutAWarning() {
        ServerConfiguration read = parse("""
                # The number of milliseconds of each tick
                tickTime=2000
                initLimit=10
                syncLimit=5
                dataDir=/tmp/zookeeper
                clientPort=2181
                #maxClientCnxns=60
                """);
        assertThat(read.warnings()).isEmpty();
        assertThat(read.ensemble()).isNull();
        assertThat(read.timing()).isEqualTo(new Timing(2000, 4000, 40_000, 50, 300));
        assertThat(read.gateway()).isEqualTo(GatewaySettings.defaults(new HostPort("", 2181)));
        assertThat(read.snapshotEvery()).isEqualTo(100_000);
    }

    @Test
    void hasApachesDefaults() {
        ServerConfiguration read = parse(ALONE);
        assertThat(read.timing().tickMillis()).isEqualTo(3000);
        assertThat(read.timing().minSessionMillis()).isEqualTo(6000);
        assertThat(read.timing().maxSessionMillis()).isEqualTo(60_000);
        assertThat(read.gateway().maxFrameBytes()).isEqualTo(1_048_575);
        assertThat(read.journalDirectory()).isEqualTo(read.dataDirectory());
    }

    @Test
    void readsAnEnsembleWithAnObserver() {
        ServerConfiguration read = parse(THREE + "server.9=d.example:2888:3888:observer;10.0.0.9:2182\n");
        Ensemble ensemble = Objects.requireNonNull(read.ensemble());
        assertThat(ensemble.self()).isEqualTo(NodeId.of(2));
        assertThat(ensemble.voters()).containsExactly(NodeId.of(1), NodeId.of(2), NodeId.of(3));
        assertThat(ensemble.observers()).containsExactly(NodeId.of(9));
        assertThat(ensemble.server(NodeId.of(3)).peerAddress()).isEqualTo(new HostPort("::1", 2888));
        assertThat(ensemble.server(NodeId.of(9)).clientAddress()).isEqualTo(new HostPort("10.0.0.9", 2182));
    }

    @Test
    void takesTheClientPortFromTheServerLine() {
        ServerConfiguration read =
                parse("dataDir=/d\nserver.1=a:1:2;2181\nserver.2=b:1:2;127.0.0.1:2182\nserver.3=c:1:2;2183\n");
        assertThat(read.gateway().address()).isEqualTo(new HostPort("127.0.0.1", 2182));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.0=h:1:2", "server.7=h:1:2"})
    void oneServerLineStartsAServerAlone(String line) {
        assertThat(parse(ALONE + line + "\n").ensemble()).isNull();
    }

    @Test
    void oneServerLineIsAnEnsembleWhenThatIsAsked() {
        Ensemble ensemble = Objects.requireNonNull(
                parse(ALONE + "standaloneEnabled=false\nserver.2=h:1:2\n").ensemble());
        assertThat(ensemble.voters()).containsExactly(NodeId.of(2));
    }

    @Test
    void readsGroupsAndWeights() {
        Ensemble ensemble =
                Objects.requireNonNull(parse(THREE + "server.4=d:1:2\ngroup.1=1:2\ngroup.2=3:4\nweight.1=3\n")
                        .ensemble());
        assertThat(ensemble.groups().get(2)).containsExactly(NodeId.of(3), NodeId.of(4));
        assertThat(ensemble.weight(NodeId.of(1))).isEqualTo(3);
        assertThat(ensemble.weight(NodeId.of(2))).isEqualTo(1);
    }

    @Test
    void theMembershipIsToldAsZooKeeperTellsIt() {
        Ensemble ensemble = Objects.requireNonNull(parse("""
                dataDir=/d
                server.2=b:1:2:observer;2182
                server.1=a:1:2
                server.4=d:3:4;127.0.0.1:2184
                server.3=c:1:2
                group.1=1:3
                group.2=4
                weight.3=2
                """).ensemble());
        assertThat(ensemble.membership()).isEqualTo("""
                        server.1=a:1:2:participant
                        server.2=b:1:2:observer;0.0.0.0:2182
                        server.3=c:1:2:participant
                        server.4=d:3:4:participant;127.0.0.1:2184
                        group.1=1:3
                        group.2=4
                        weight.3=2
                        version=0""");
    }

    @Test
    void rulesForClientsAreZooKeepersUnlessTheyAreChosen() {
        assertThat(parse(ALONE).rules()).isEqualTo(new ClientRules(null, "SHA1", true, false, false, false, List.of()));
        assertThat(parse(ALONE).lapses()).isEqualTo(LapseSettings.DEFAULTS);
        ServerConfiguration chosen = parse(ALONE + """
                DigestAuthenticationProvider.superDigest=super:x
                DigestAuthenticationProvider.digestAlg=SHA-256
                DigestAuthenticationProvider.enabled=false
                extendedTypesEnabled=true
                enforceQuota=true
                skipACL=yes
                enforce.auth.enabled=true
                enforce.auth.schemes=digest, x509
                znode.container.checkIntervalMs=500
                znode.container.maxPerMinute=7
                znode.container.maxNeverUsedIntervalMs=9
                """);
        assertThat(chosen.rules())
                .isEqualTo(new ClientRules(
                        Bytes.wrap("super:x".getBytes(StandardCharsets.UTF_8)),
                        "SHA-256",
                        false,
                        true,
                        true,
                        true,
                        List.of(
                                Bytes.wrap("digest".getBytes(StandardCharsets.UTF_8)),
                                Bytes.wrap("x509".getBytes(StandardCharsets.UTF_8)))));
        assertThat(chosen.lapses()).isEqualTo(new LapseSettings(500_000_000L, 7, 9));
        assertThat(chosen.warnings()).anyMatch(line -> line.contains("skipACL=yes: every client"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            clientPrt=1                  | line 3: unknown key clientPrt; did you mean clientPort?
            clientport=2181              | did you mean clientPort?
            sever.1=a:1:2                | did you mean server.N?
            snapcount=5                  | did you mean snapCount?
            synod.read=lease             | did you mean synod.reads?
            zookeeper.snapCount=5        | unknown key zookeeper.snapCount
            tickTime=fast                | line 3: tickTime must be a whole number from 1 to 107374182, not "fast"
            tickTime=0                   | tickTime must be a whole number
            maxClientCnxns=-1            | maxClientCnxns must be a whole number from 0
            standaloneEnabled=yes        | standaloneEnabled must be true or false, not "yes"
            synod.reads=fast             | synod.reads must be one of local, lease, quorum, not "fast"
            synod.protocol=zab           | synod.protocol=zab is not built yet
            minSessionTimeout=9000000    | minSessionTimeout (9000000 ms) must not be above maxSessionTimeout
            electionAlg=1                | electionAlg=1 is refused
            secureClientPort=2182        | ssl.keyStore.location is missing: TLS needs this server's key
            secureClientPortAddress=::1  | secureClientPortAddress needs secureClientPort beside it
            client.portUnification=true  | ssl.keyStore.location is missing
            ssl.sslProvider=OPENSSL      | TLS is Java's own; remove the line or set it to JDK
            ssl.context.supplier.class=X | classes from elsewhere are not loaded; name the stores with ssl.keyStore
            ssl.keystore.location=/k.p12 | unknown key ssl.keystore.location; did you mean ssl.keyStore.location?
            ssl.authProvider=mine        | a certificate is known by its subject
            reconfigEnabled=true         | remove the line or set it to false
            forceSync=no                 | Synod never answers before the disk has
            skipACL=true                 | skipACL must be yes or no, not "true"
            enforce.auth.enabled=true    | enforce.auth.enabled=true needs enforce.auth.schemes
            enforce.auth.schemes=radius  | there is no scheme "radius" here; there are digest, x509, ip, sasl
            enforceQuota=yes             | enforceQuota must be true or false
            emulate353TTLNodes=true      | there are no znodes here that a ZooKeeper of 2017 has marked
            znode.container.maxPerMinute=0 | must be a whole number from 1
            DigestAuthenticationProvider.digestAlg=ROT13 | this Java has no such hash; it has
            dynamicConfigFile=/x         | membership is read from zoo.cfg itself
            peerType=observer            | an observer needs an ensemble
            server.1=host                | must look like host:peerPort:electionPort
            server.1=host:0:1            | has a port that is not from 1 to 65535: "0"
            server.300=a:1:2             | must have a number from 1 to 255 after the dot
            server.1=a:1:2:voter         | must end in participant or observer
            """)
    void judgesOneMoreLine(String line, String expected) {
        assertThatThrownBy(() -> parse(ALONE + line + "\n"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageStartingWith("zoo.cfg: ")
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dynamicConfigFile   |
            reconfigEnabled     | false
            forceSync           | yes
            skipACL             | no
            authProvider.x509   | org.apache.zookeeper.server.auth.X509AuthenticationProvider
            """)
    void aRefusedKeyMayHaveItsNeutralValue(String key, String neutral) {
        if (neutral == null) {
            assertThatThrownBy(() -> parse(ALONE + key + "=1\n")).isInstanceOf(ConfigurationProblem.class);
        } else {
            assertThat(parse(ALONE + key + "=" + neutral + "\n").warnings()).isEmpty();
        }
    }

    @Test
    void warnsOfWhatHasNoEffect() {
        List<String> warnings = parse(ALONE + "autopurge.purgeInterval=1\nnio.numWorkerThreads=4\npreAllocSize=1\n")
                .warnings();
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(0)).startsWith("autopurge.purgeInterval (line 3) has no effect in Synod because old");
    }

    @Test
    void warnsOfARepeatedKeyAndTakesTheLast() {
        ServerConfiguration read = parse(ALONE + "tickTime=1000\ntickTime=2000\n");
        assertThat(read.timing().tickMillis()).isEqualTo(2000);
        assertThat(read.warnings())
                .containsExactly("tickTime is given twice, at line 3 and at line 4; the last one" + " counts");
    }

    @Test
    void warnsOfAnEvenNumberOfVoters() {
        assertThat(parse(THREE + "server.4=d:1:2\n").warnings())
                .singleElement()
                .asString()
                .contains("4 voters");
    }

    @Test
    void gathersAllProblems() {
        assertThatThrownBy(() -> parse("tickTime=x\nclientPrt=1\n"))
                .hasMessageContaining("line 1: tickTime")
                .hasMessageContaining("line 2: unknown key clientPrt")
                .hasMessageContaining("dataDir is missing")
                .hasMessageContaining("clientPort is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''    | myid is missing: write this server's number into it, one of 1, 2, 3
            7     | says 7, but there is no line server.7; the lines are for 1, 2, 3
            two   | must hold this server's number and nothing else, one of 1, 2, 3, not "two"
            1 2   | not "1 2"
            """)
    void judgesMyid(String text, String expected) {
        assertThatThrownBy(() -> parse(THREE, Map.of(), text))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            group.1=1:2                              ; server.3 votes but is in no group
            group.1=1:2:3,group.2=3                  ; names server 3, which is in a group already
            group.1=1:2:3:4                          ; names server 4, which has no server line
            weight.1=2                               ; weight lines need group lines
            group.1=1:2:3,weight.1=-1                ; must not be negative
            group.1=1:2:3,weight.9=1                 ; names server 9, which has no server line
            server.1=a.example:2888:3888,server.4=a.example:2888:1 ; have the same address a.example:2888
            peerType=observer                        ; does not end in :observer
            clientPortAddress=10.0.0.1,server.2=b:1:2|2181 ; clientPort says 10.0.0.1:2181
            """)
    void judgesAnEnsemble(String lines, String expected) {
        String text = THREE + lines.replace(',', '\n').replace('|', ';') + "\n";
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining(expected);
    }

    @Test
    void systemPropertiesStandForKeysAndTheFileWins() {
        Map<String, String> properties = Map.of(
                "zookeeper.snapCount", "10",
                "zookeeper.maxCnxns", "7",
                "jute.maxbuffer", "4096",
                "synod.reads", "lease",
                "java.io.tmpdir", "/tmp",
                "zookeeper.clientPort", "1");
        ServerConfiguration read = parse(ALONE + "maxCnxns=8\n", properties, "");
        assertThat(read.snapshotEvery()).isEqualTo(10);
        assertThat(read.gateway().maxConnections()).isEqualTo(8);
        assertThat(read.gateway().maxFrameBytes()).isEqualTo(4096);
        assertThat(read.reads()).isEqualTo(ReadMode.LEASE);
        assertThat(read.warnings())
                .containsExactly("-Dzookeeper.clientPort has no effect: clientPort is read from the file only");
    }

    @Test
    void readsBarePropertiesFromTheFileToo() {
        assertThat(parse(ALONE + "jute.maxbuffer=5000\n").gateway().maxFrameBytes())
                .isEqualTo(5000);
    }

    @Test
    void positionalArgumentsStartAServerAlone() {
        SortedMap<String, String> none = new TreeMap<>();
        ServerConfiguration read = ZooConfig.positional(List.of("2182", "/d", "1000", "9"), none);
        assertThat(read.gateway().address()).isEqualTo(new HostPort("", 2182));
        assertThat(read.gateway().maxConnectionsPerAddress()).isEqualTo(9);
        assertThat(read.timing().tickMillis()).isEqualTo(1000);
        assertThatThrownBy(() -> ZooConfig.positional(List.of("x", "/d"), none))
                .hasMessageContaining("command line: argument 1: clientPort");
        assertThatThrownBy(() -> ZooConfig.positional(List.of("1"), none)).hasMessageContaining("port dataDir");
    }

    @Test
    void theOutstandingLimitIsSharedAmongTheVoters() {
        assertThat(parse(THREE + "globalOutstandingLimit=1000\n").maxOutstanding())
                .isEqualTo(500);
        assertThat(parse(ALONE + "globalOutstandingLimit=1000\n").maxOutstanding())
                .isEqualTo(1000);
    }

    @Test
    void neverShowsASecret() {
        assertThat(KnownKeys.isSecret("DigestAuthenticationProvider.superDigest"))
                .isTrue();
        assertThat(KnownKeys.isSecret("ssl.keyStore.password")).isTrue();
        assertThat(parse(ALONE + "DigestAuthenticationProvider.superDigest=super:hunter2\n")
                        .effective())
                .contains("DigestAuthenticationProvider.superDigest=***");
        ServerConfiguration unused = parse(ALONE + "ssl.keyStore.password=hunter2\n");
        assertThat(unused.warnings())
                .containsExactly("ssl.keyStore.password has no effect: there is neither secureClientPort nor"
                        + " client.portUnification=true");
        assertThat(unused.effective()).contains("ssl.keyStore.password=***");
    }

    @Test
    void showsWhatItGoesBy() {
        assertThat(parse(THREE).effective())
                .contains("tickTime=3000", "maxSessionTimeout=60000", "myid=2", "4lw.commands.whitelist=srvr,sess")
                .contains("server.3=[::1]:2888:3888:participant");
    }
}
