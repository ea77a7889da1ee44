package synod.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.cli.client.Auth;
import synod.cli.client.Client;
import synod.cli.client.Event;
import synod.cli.client.Identity;
import synod.cli.client.Request;
import synod.cli.client.Servers;
import synod.cli.client.Way;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Ports;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** ZooKeeper's own client logs in with Kerberos; the key distribution center runs in this process. */
@ExtendWith(ClusterLogs.class)
class KerberosIT {
    private static final String REALM = "SYNOD.TEST";
    private static final String SERVICE = "zookeeper/localhost";
    private static final String CONFIGURED = "java.security.krb5.conf";

    @TempDir
    Path folder;

    private final List<ZooKeeper> clients = new ArrayList<>();
    private final SimpleKdcServer center = create();

    private static SimpleKdcServer create() {
        try {
            return new SimpleKdcServer();
        } catch (org.apache.kerby.kerberos.kerb.KrbException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        center.setWorkDir(folder.toFile());
        center.setKdcHost(InetAddress.getLoopbackAddress().getHostName());
        center.setKdcRealm(REALM);
        center.setAllowUdp(false);
        center.setKdcTcpPort(Ports.free());
        center.init();
        center.start();
        for (String principal : List.of("bob", "svc/host", SERVICE)) {
            center.createPrincipal(principal + "@" + REALM, "secret of " + principal);
            center.exportPrincipal(principal + "@" + REALM, keytab(principal).toFile());
        }
        System.setProperty(CONFIGURED, folder.resolve("krb5.conf").toString());
        Configuration.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String section) {
                return section.equals("Client") ? null : new AppConfigurationEntry[] {kerberos(section)};
            }
        });
    }

    private Path keytab(String principal) {
        return folder.resolve(principal.replace('/', '-') + ".keytab");
    }

    private AppConfigurationEntry kerberos(String principal) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("useKeyTab", "true");
        options.put("keyTab", keytab(principal).toString());
        options.put("principal", principal + "@" + REALM);
        options.put("storeKey", "true");
        options.put("doNotPrompt", "true");
        // Each test has a center of its own, and Java reads where it is only once.
        options.put("refreshKrb5Config", "true");
        return new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
    }

    @AfterEach
    void end() throws Exception {
        for (ZooKeeper client : clients) {
            client.close();
        }
        Configuration.setConfiguration(null);
        System.clearProperty(CONFIGURED);
        center.stop();
    }

    private Cluster start(Product product, String... properties) throws Exception {
        Path file = Files.writeString(folder.resolve("server.conf"), """
                Server {
                    com.sun.security.auth.module.Krb5LoginModule required
                    useKeyTab=true storeKey=true useTicketCache=false doNotPrompt=true
                    keyTab="%s"
                    principal="%s@%s";
                };
                """.formatted(keytab(SERVICE), SERVICE, REALM));
        List<String> options = new ArrayList<>(List.of(
                "-Djava.security.auth.login.config=" + file,
                "-D" + CONFIGURED + "=" + folder.resolve("krb5.conf"),
                "-Dzookeeper.authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider"));
        for (String property : properties) {
            options.add("-Dzookeeper." + property);
        }
        return Cluster.start(new Shape(product, 1), 500, List.of(), options);
    }

    private ZooKeeper connectAs(String principal, ServerProcess server) throws Exception {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, principal);
        config.setProperty(ZKClientConfig.ZOOKEEPER_SERVER_PRINCIPAL, SERVICE);
        CountDownLatch loggedIn = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(
                server.address(),
                Clients.TIMEOUT_MILLIS,
                event -> {
                    if (event.getState() == KeeperState.SaslAuthenticated) {
                        loggedIn.countDown();
                    }
                },
                config);
        clients.add(client);
        assertThat(loggedIn.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return client;
    }

    private static Id ownerOf(ZooKeeper client, String path) throws Exception {
        client.create(path, null, Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        List<ACL> acl = client.getACL(path, null);
        assertThat(acl).hasSize(1);
        return acl.get(0).getId();
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE", "SYNOD"})
    void aPrincipalLogsIn(Product product) throws Exception {
        ServerProcess server =
                start(product, "sessionRequireClientSASLAuth=true").servers().get(0);
        ZooKeeper bob = connectAs("bob", server);
        ZooKeeper service = connectAs("svc/host", server);
        assertThat(ownerOf(bob, "/bob")).isEqualTo(new Id("sasl", "bob@" + REALM));
        assertThat(ownerOf(service, "/svc")).isEqualTo(new Id("sasl", "svc/host@" + REALM));
        assertThatThrownBy(() -> service.getData("/bob", false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE", "SYNOD"})
    void namesMayBeShortened(Product product) throws Exception {
        ServerProcess server = start(
                        product,
                        "kerberos.removeHostFromPrincipal=true",
                        "kerberos.removeRealmFromPrincipal=true",
                        "superUser=svc")
                .servers()
                .get(0);
        ZooKeeper bob = connectAs("bob", server);
        assertThat(ownerOf(bob, "/bob")).isEqualTo(new Id("sasl", "bob"));
        assertThat(connectAs("svc/host", server).getData("/bob", false, null)).isNull();
    }

    @Test
    void theCommandLineLogsInToo() throws Exception {
        ServerProcess server = start(Product.SYNOD, "sessionRequireClientSASLAuth=true")
                .servers()
                .get(0);
        System.setProperty("zookeeper.sasl.clientconfig", "bob");
        try (Client client = Client.connect(
                Servers.parse("localhost:" + server.clientPort()),
                Way.PLAIN,
                Clients.TIMEOUT_MILLIS,
                List.of(Auth.parse("sasl:")),
                new Client.Listener() {
                    @Override
                    public void onEvent(Event event) {
                        // Nothing is watched.
                    }

                    @Override
                    public void onState(Client.State state, String detail) {
                        // What counts is what the client may do.
                    }
                })) {
            assertThat(client.call(Request.whoAmI())).contains(new Identity("sasl", "bob@" + REALM));
        } finally {
            System.clearProperty("zookeeper.sasl.clientconfig");
        }
    }
}
