package synod.cli.client;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * One login with SASL on one connection: DIGEST-MD5 with a name and a password, or Kerberos with what the JAAS
 * configuration says of this user. The mechanisms are Java's own; what they are called with is what ZooKeeper's clients say.
 */
final class SaslLogin {
    /** The scheme by which it is asked for. */
    static final String SCHEME = "sasl";

    private static final String PROTOCOL = "zookeeper";
    private static final String DIGEST_SERVER = "zk-sasl-md5";
    private static final String SECTION = "zookeeper.sasl.clientconfig";
    private static final String SERVICE = "zookeeper.sasl.client.username";

    private final Connection connection;
    private final SaslClient client;
    private final @Nullable Subject subject;

    private SaslLogin(Connection connection, SaslClient client, @Nullable Subject subject) {
        this.connection = connection;
        this.client = client;
        this.subject = subject;
    }

    /** Logs in; the answer fails with {@link Refused} when the server says no, or is not who it should be. */
    static CompletableFuture<Object> on(Connection connection, Auth auth) {
        try {
            Subject subject = auth.secret().isEmpty() ? ticketHolder() : null;
            SaslClient client = subject == null ? digest(auth.secret()) : kerberos(subject, connection);
            SaslLogin login = new SaslLogin(connection, client, subject);
            byte[] begin = client.hasInitialResponse() ? login.answer(new byte[0]) : null;
            return login.say(begin == null ? new byte[0] : begin);
        } catch (SaslException | LoginException e) {
            return failed(e);
        }
    }

    private static SaslClient digest(String secret) throws SaslException {
        int colon = secret.indexOf(':');
        if (colon <= 0) {
            throw new SaslException("a login is sasl:USER:PASSWORD, or sasl: alone for Kerberos");
        }
        return known(Sasl.createSaslClient(
                new String[] {"DIGEST-MD5"},
                null,
                PROTOCOL,
                DIGEST_SERVER,
                Map.of(),
                questions -> tell(questions, secret.substring(0, colon), secret.substring(colon + 1))));
    }

    private static Subject ticketHolder() throws LoginException {
        LoginContext login = new LoginContext(System.getProperty(SECTION, "Client"));
        login.login();
        return login.getSubject();
    }

    private static SaslClient kerberos(Subject subject, Connection connection) throws SaslException {
        String service = System.getProperty(SERVICE, PROTOCOL);
        return as(
                subject,
                () -> known(Sasl.createSaslClient(
                        new String[] {"GSSAPI"},
                        null,
                        service,
                        connection.server().host(),
                        Map.of(),
                        null)));
    }

    private static SaslClient known(@Nullable SaslClient client) throws SaslException {
        if (client == null) {
            throw new SaslException("this Java does not know the mechanism");
        }
        return client;
    }

    private static void tell(Callback[] questions, String user, String password) throws UnsupportedCallbackException {
        for (Callback question : questions) {
            if (question instanceof NameCallback name) {
                name.setName(user);
            } else if (question instanceof PasswordCallback secret) {
                secret.setPassword(password.toCharArray());
            } else if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else {
                throw new UnsupportedCallbackException(question);
            }
        }
    }

    /** Says one token and whatever the answers call for, until there is nothing more to say. */
    private CompletableFuture<Object> say(byte[] token) {
        return connection.send(Request.sasl(token), false).thenCompose(reply -> {
            try {
                if (!client.isComplete() && reply.length == 0) {
                    throw new SaslException("the server lets nobody log in with SASL");
                }
                byte[] next = client.isComplete() ? null : answer(reply);
                if (next != null) {
                    return say(next);
                }
                client.dispose();
                return CompletableFuture.completedFuture(reply);
            } catch (SaslException e) {
                return failed(e);
            }
        });
    }

    private byte @Nullable [] answer(byte[] challenge) throws SaslException {
        return as(subject, () -> client.evaluateChallenge(challenge));
    }

    private static <T> T as(@Nullable Subject subject, PrivilegedExceptionAction<T> action) throws SaslException {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            if (e.getCause() instanceof SaslException failure) {
                throw failure;
            }
            throw new SaslException("the login failed", e.getCause());
        }
    }

    /** Nothing that was tried again would end otherwise. */
    private static CompletableFuture<Object> failed(Exception problem) {
        return CompletableFuture.failedFuture(new LoginFailed(Connection.reason(problem), problem));
    }
}
