package synod.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.proto.GetSASLRequest;
import org.apache.zookeeper.proto.SetSASLResponse;
import org.jspecify.annotations.Nullable;

/** Logging in with SASL: users that servers know, and clients that are one of them or none. */
public final class Logins {
    private static final String MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule";
    private static final String SERVER_FILE = """
            Server {
                %s required
                user_super="supers-secret"
                user_bob="bobs-secret"
                user_alice="alices-secret";
            };
            """.formatted(MODULE);

    private Logins() {}

    /** Options of the Java machine of a server that knows bob, alice and super, each with the password {@code NAMEs-secret}. */
    public static List<String> serverOptions() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "logins").toAbsolutePath());
            Path file = Files.writeString(folder.resolve("server.conf"), SERVER_FILE);
            return List.of(
                    "-Djava.security.auth.login.config=" + file,
                    "-Dzookeeper.authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has ZooKeeper's own clients in this process find the sections Bob, Alice, Super, and Wrong, who is bob with another
     * password. No section has the name that they look for unless they are told another.
     */
    public static void install() {
        Map<String, String[]> users = Map.of(
                "Bob", new String[] {"bob", "bobs-secret"},
                "Alice", new String[] {"alice", "alices-secret"},
                "Super", new String[] {"super", "supers-secret"},
                "Wrong", new String[] {"bob", "guess"});
        Map<String, AppConfigurationEntry[]> sections = new HashMap<>();
        users.forEach((section, user) -> sections.put(section, new AppConfigurationEntry[] {
            new AppConfigurationEntry(
                    MODULE, LoginModuleControlFlag.REQUIRED, Map.of("username", user[0], "password", user[1]))
        }));
        Configuration.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String section) {
                return sections.get(section);
            }
        });
    }

    /** Takes back what {@link #install} did. */
    public static void uninstall() {
        Configuration.setConfiguration(null);
    }

    /** ZooKeeper's own client as the user of a section; what happens to its connection goes into a queue. */
    public static ZooKeeper connect(String section, ServerProcess server, BlockingQueue<KeeperState> states)
            throws IOException {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, section);
        // With it the client refuses to speak DIGEST-MD5.
        config.setProperty("zookeeper.fips-mode", "false");
        return new ZooKeeper(server.address(), Clients.TIMEOUT_MILLIS, event -> states.add(event.getState()), config);
    }

    /** Waits until something has happened to a client's connection. */
    public static void await(BlockingQueue<KeeperState> states, KeeperState wanted) throws InterruptedException {
        List<KeeperState> seen = new ArrayList<>();
        while (!seen.contains(wanted)) {
            KeeperState next = states.poll(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("waited in vain for " + wanted + " behind " + seen);
            }
            seen.add(next);
        }
    }

    /** The answer to the last step of a login by hand, which takes the xids 1 and 2. */
    public static RawClient.Frame logIn(RawClient client, String user, String password) throws IOException {
        SaslClient mechanism = Sasl.createSaslClient(
                new String[] {"DIGEST-MD5"}, null, "zookeeper", "zk-sasl-md5", Map.of(), questions -> {
                    for (Callback question : questions) {
                        if (question instanceof NameCallback name) {
                            name.setName(user);
                        } else if (question instanceof PasswordCallback secret) {
                            secret.setPassword(password.toCharArray());
                        } else if (question instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        }
                    }
                });
        RawClient.Frame challenge = client.call(1, OpCode.sasl, new GetSASLRequest(new byte[0]));
        byte[] token = challenge.read(new SetSASLResponse()).getToken();
        return client.call(2, OpCode.sasl, new GetSASLRequest(mechanism.evaluateChallenge(token)));
    }
}
