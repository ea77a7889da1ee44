package synod.security;

import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.replica.SaslStep;

/** One client's login with SASL. For one thread at a time. */
public final class SaslExchange {
    private final SaslLogins logins;
    private @Nullable SaslServer server;
    private @Nullable String user;
    private String failure = "";

    SaslExchange(SaslLogins logins) {
        this.logins = logins;
    }

    /** Judges what the client says. May take its time. */
    public SaslStep hear(Bytes token) {
        try {
            SaslServer mine = server;
            if (mine == null) {
                mine = logins.server(this::answer);
                server = mine;
            }
            byte[] reply = mine.evaluateResponse(token.toArray());
            Bytes told = reply == null ? null : Bytes.wrap(reply);
            return mine.isComplete()
                    ? SaslStep.done(told, logins.identities(mine.getAuthorizationID()))
                    : SaslStep.goesOn(told);
        } catch (SaslException | RuntimeException e) {
            // What is read here comes from anybody, and the mechanisms were not written for this server.
            failure = String.valueOf(e.getMessage());
            return SaslStep.FAILED;
        }
    }

    /** Why the last step failed, for a person. */
    public String failure() {
        return failure;
    }

    /** Forgets what was agreed on. */
    public void end() {
        SaslServer mine = server;
        server = null;
        if (mine != null) {
            try {
                mine.dispose();
            } catch (SaslException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
    }

    /** What the mechanisms ask. */
    private void answer(Callback[] questions) throws UnsupportedCallbackException {
        for (Callback question : questions) {
            if (question instanceof NameCallback name) {
                user = name.getDefaultName();
                name.setName(user);
            } else if (question instanceof PasswordCallback password) {
                char[] known = user == null ? null : logins.password(user);
                if (known != null) {
                    password.setPassword(known);
                }
            } else if (question instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (question instanceof AuthorizeCallback authorize) {
                // Nobody acts for another here: whatever name a client asks for, it gets its own.
                authorize.setAuthorized(true);
                authorize.setAuthorizedID(logins.names().called(authorize.getAuthenticationID()));
            } else {
                throw new UnsupportedCallbackException(question);
            }
        }
    }
}
