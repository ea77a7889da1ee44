package synod.replica;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.tree.ErrorCode;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.ReplyEncoder;

/**
 * Clients that prove who they are. With SASL each step is judged outside, because it may take long; nothing of the
 * connection is carried out meanwhile.
 */
final class Logins {
    /**
     * A step that is being judged.
     *
     * @param xid of the request that is to be answered
     * @param early frames that came meanwhile; bounded because the gateway was told to stop reading
     */
    private record Judged(int xid, ArrayDeque<Bytes> early) {}

    private final ClientRules rules;
    private final Ports ports;
    private final Authentication authentication;
    private final Replies replies;
    private final Intake intake;
    private final BiConsumer<ClientConnection, CloseReason> close;
    private final LongMap<Judged> judged = new LongMap<>();

    /** @param close closes the connection of a client that may not go on */
    Logins(
            ClientRules rules,
            Ports ports,
            Authentication authentication,
            Replies replies,
            Intake intake,
            BiConsumer<ClientConnection, CloseReason> close) {
        this.rules = rules;
        this.ports = ports;
        this.authentication = authentication;
        this.replies = replies;
        this.intake = intake;
        this.close = close;
    }

    /** A client adds an identity to its connection. */
    void prove(ClientConnection connection, int xid, ClientRequest.Auth auth) {
        switch (authentication.hear(connection, auth)) {
            case ACCEPTED -> ReplyEncoder.done(replies.to(connection), xid, 0);
            case REFUSED -> {
                ReplyEncoder.failed(replies.to(connection), xid, 0, ErrorCode.AUTH_FAILED);
                close.accept(connection, CloseReason.AUTHENTICATION_FAILED);
            }
            // An error would be the end for the client, and it should try another server.
            case ELSEWHERE -> close.accept(connection, CloseReason.OTHER_ENSEMBLE);
        }
    }

    /** A client's next step in logging in. */
    void step(ClientConnection connection, int xid, @Nullable Bytes token) {
        if (rules.sasl() == SaslMode.NONE || token == null) {
            // Clients that are told nothing go on as nobody.
            ReplyEncoder.sasl(replies.to(connection), xid, 0, null);
        } else if (connection.hasIdentityOf(Schemes.SASL)) {
            answer(connection, xid, SaslStep.FAILED);
        } else {
            connection.state = ClientConnection.State.LOGGING_IN;
            judged.put(connection.id, new Judged(xid, new ArrayDeque<>(0)));
            intake.stop(connection);
            ports.logIn(connection.id, token);
        }
    }

    /**
     * The step of {@code connection} has been judged.
     *
     * @return the frames that came meanwhile, which have their turn now; null when nobody waits for the judgement
     */
    @Nullable
    ArrayDeque<Bytes> judged(ClientConnection connection, SaslStep step) {
        Judged waiting = judged.remove(connection.id);
        if (waiting == null) {
            return null;
        }
        connection.state = ClientConnection.State.OPEN;
        answer(connection, waiting.xid(), step);
        return waiting.early();
    }

    private void answer(ClientConnection connection, int xid, SaslStep step) {
        ErrorCode refusal = authentication.judge(connection, step);
        if (refusal == ErrorCode.OK) {
            ReplyEncoder.sasl(replies.to(connection), xid, 0, step.token());
        } else {
            ReplyEncoder.saslFailed(replies.to(connection), xid, refusal);
            close.accept(connection, CloseReason.AUTHENTICATION_FAILED);
        }
    }

    /** Keeps a frame for later when the client is logging in. */
    void keep(ClientConnection connection, Bytes frame) {
        Judged waiting = judged.find(connection.id);
        if (waiting != null) {
            waiting.early().addLast(frame);
        }
    }

    void forget(long connection) {
        judged.remove(connection);
    }
}
