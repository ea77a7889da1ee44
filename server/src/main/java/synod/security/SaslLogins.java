package synod.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.security.URIParameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jspecify.annotations.Nullable;
import synod.tree.Identity;

/**
 * Where clients log in with SASL: DIGEST-MD5 with the users that a section of the JAAS configuration names, or Kerberos with
 * the key that it names. The mechanisms are Java's own.
 */
public final class SaslLogins {
    /** The class that ZooKeeper's files name beside users. It is not loaded: its options are all that is needed. */
    private static final String DIGEST_MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule";

    private static final String KERBEROS_MODULE = "Krb5LoginModule";
    private static final String USER = "user_";
    private static final String SUPER = "super";
    private static final String PROTOCOL = "zookeeper";
    private static final String DIGEST_SERVER = "zk-sasl-md5";
    private static final Pattern LINE = Pattern.compile("[Ll]ine (\\d+)");

    private final SaslSettings settings;
    private final Map<String, char[]> users;
    private final PrincipalNames names;
    private final @Nullable Subject service;

    private SaslLogins(SaslSettings settings, Map<String, char[]> users, @Nullable Subject service) {
        this.settings = settings;
        this.users = users;
        this.service = service;
        this.names =
                new PrincipalNames(settings.removesHost(), settings.removesRealm(), PrincipalNames::realmOfMachine);
    }

    /**
     * Reads the configuration, and logs in to Kerberos where it says so.
     *
     * @return null when the file has no such section and need not have
     * @throws SaslProblem when it cannot be used
     */
    public static @Nullable SaslLogins open(SaslSettings settings) {
        AppConfigurationEntry[] entries = configuration(settings).getAppConfigurationEntry(settings.section());
        if (entries == null) {
            if (settings.isDemanded()) {
                throw new SaslProblem(settings.file() + " has no section " + settings.section()
                        + ", without which nobody can log in; add it, or name another with sasl.serverconfig");
            }
            return null;
        }
        Map<String, char[]> users = new HashMap<>();
        List<AppConfigurationEntry> kerberos = new ArrayList<>();
        for (AppConfigurationEntry entry : entries) {
            String module = entry.getLoginModuleName();
            if (module.endsWith(KERBEROS_MODULE)) {
                kerberos.add(entry);
            } else if (module.equals(DIGEST_MODULE)) {
                entry.getOptions().forEach((option, value) -> {
                    if (option.startsWith(USER)) {
                        users.put(
                                option.substring(USER.length()),
                                value.toString().toCharArray());
                    }
                });
            } else {
                throw new SaslProblem(settings.file() + ": section " + settings.section() + " names the class " + module
                        + ", which is not known here; there are " + DIGEST_MODULE + " and Java's " + KERBEROS_MODULE);
            }
        }
        Password superPassword = settings.superPassword();
        if (superPassword != null) {
            users.put(SUPER, superPassword.read());
        }
        if (!kerberos.isEmpty()) {
            return new SaslLogins(settings, users, logIn(settings, kerberos));
        }
        if (users.isEmpty()) {
            throw new SaslProblem(settings.file() + ": section " + settings.section()
                    + " names no user; add one as user_NAME=\"PASSWORD\"");
        }
        return new SaslLogins(settings, users, null);
    }

    private static Configuration configuration(SaslSettings settings) {
        // Java takes a second equals sign of -Dname==file for "this file and no other".
        String place = settings.file().startsWith("=") ? settings.file().substring(1) : settings.file();
        try {
            URI file = place.startsWith("file:")
                    ? new URI(place)
                    : Path.of(place).toAbsolutePath().toUri();
            if (!Files.isReadable(Path.of(file))) {
                throw new SaslProblem("java.security.auth.login.config: there is no file " + place
                        + " that can be read; correct the path or its permissions");
            }
            return Configuration.getInstance("JavaLoginConfig", new URIParameter(file));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new SaslProblem("java.security.auth.login.config: " + place + " is no place of a file");
        } catch (NoSuchAlgorithmException e) {
            throw new SaslProblem("java.security.auth.login.config: " + place + " is no JAAS configuration" + line(e)
                    + "; see the chapter about SASL");
        }
    }

    /** The number of a line that could not be read, and not what stands in it, which may be a password. */
    private static String line(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            Matcher line = LINE.matcher(String.valueOf(cause.getMessage()));
            if (line.find()) {
                return ": line " + line.group(1) + " cannot be read";
            }
        }
        return "";
    }

    private static Subject logIn(SaslSettings settings, List<AppConfigurationEntry> entries) {
        Configuration own = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String section) {
                return entries.toArray(new AppConfigurationEntry[0]);
            }
        };
        CallbackHandler nobodyToAsk = callbacks -> {
            throw new UnsupportedCallbackException(callbacks[0], "a server has nobody to ask; give it a keytab");
        };
        try {
            LoginContext context = new LoginContext(settings.section(), new Subject(), nobodyToAsk, own);
            context.login();
            principal(context.getSubject());
            return context.getSubject();
        } catch (LoginException e) {
            throw new SaslProblem(settings.file() + ": section " + settings.section()
                    + ": this server cannot log in to Kerberos: " + e.getMessage());
        }
    }

    /** The service and the host of a subject that has logged in. */
    private static String[] principal(Subject subject) throws LoginException {
        for (Principal principal : subject.getPrincipals()) {
            String name = principal.getName();
            int slash = name.indexOf('/');
            int at = name.indexOf('@');
            if (slash > 0 && at > slash) {
                return new String[] {name.substring(0, slash), name.substring(slash + 1, at)};
            }
            throw new LoginException("its principal has to be service/host@REALM, not " + name);
        }
        throw new LoginException("the login gave it no principal");
    }

    /** The mechanism that clients have to speak, by its name in SASL. */
    public String mechanism() {
        return service == null ? "DIGEST-MD5" : "GSSAPI";
    }

    /** Whether clients that try in vain go on as nobody. */
    public boolean toleratesFailure() {
        return settings.toleratesFailure();
    }

    /** A login that begins. */
    public SaslExchange begin() {
        return new SaslExchange(this);
    }

    SaslServer server(CallbackHandler questions) throws SaslException {
        Subject subject = service;
        if (subject == null) {
            return known(Sasl.createSaslServer("DIGEST-MD5", PROTOCOL, DIGEST_SERVER, null, questions));
        }
        try {
            String[] own = principal(subject);
            PrivilegedExceptionAction<SaslServer> made =
                    () -> known(Sasl.createSaslServer("GSSAPI", own[0], own[1], null, questions));
            return Subject.doAs(subject, made);
        } catch (PrivilegedActionException e) {
            throw new SaslException("Kerberos is not to be had: " + e.getCause(), e);
        } catch (LoginException e) {
            throw new SaslException("this server is not logged in", e);
        }
    }

    private static SaslServer known(@Nullable SaslServer server) throws SaslException {
        if (server == null) {
            throw new SaslException("this Java does not know the mechanism");
        }
        return server;
    }

    /** The password of a user; null when there is no such user. */
    char @Nullable [] password(String user) {
        char[] password = users.get(user);
        return password == null ? null : password.clone();
    }

    PrincipalNames names() {
        return names;
    }

    /** What whoever has logged in under a name has proved to be. */
    List<Identity> identities(String name) {
        List<Identity> identities = new ArrayList<>();
        identities.add(Identity.of("sasl", name));
        if (settings.superUsers().contains(name)) {
            identities.add(Identity.of(SUPER, ""));
        }
        String anybody = settings.anybody();
        if (anybody != null) {
            identities.add(Identity.of(Identity.ANY_SASL, anybody));
        }
        return identities;
    }
}
