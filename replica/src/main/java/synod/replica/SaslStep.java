package synod.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Identity;

/**
 * What a step of a client's login with SASL came to.
 *
 * @param outcome how far the login has come
 * @param token what the client is to be told; null for nothing
 * @param proved what the client has proved to be; empty unless it is done
 */
public record SaslStep(Outcome outcome, @Nullable Bytes token, List<Identity> proved) {
    /** How far a login has come. */
    public enum Outcome {
        /** The client has to say more. */
        GOES_ON,
        /** The client has logged in. */
        DONE,
        /** The client is not who it says, or speaks another language. */
        FAILED
    }

    /** The client is not let in. */
    public static final SaslStep FAILED = new SaslStep(Outcome.FAILED, null, List.of());

    public SaslStep {
        proved = List.copyOf(proved);
    }

    /** The client has to say more. */
    public static SaslStep goesOn(@Nullable Bytes token) {
        return new SaslStep(Outcome.GOES_ON, token, List.of());
    }

    /** The client has logged in. */
    public static SaslStep done(@Nullable Bytes token, List<Identity> proved) {
        return new SaslStep(Outcome.DONE, token, proved);
    }
}
