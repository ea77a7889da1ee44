package synod.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.tree.AccessControl;
import synod.tree.Acl;
import synod.tree.Changes;
import synod.tree.ErrorCode;
import synod.tree.EventType;
import synod.tree.Identity;
import synod.tree.Reply;
import synod.tree.Watches;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.zookeeper.ClientRequest;
import synod.wire.zookeeper.ConnectRequest;
import synod.wire.zookeeper.OpCode;
import synod.wire.zookeeper.ReplyEncoder;
import synod.wire.zookeeper.RequestDecoder;
import synod.wire.zookeeper.RequestHeader;

/**
 * The connections of this server's clients: handshake, order of requests and answers, reads, watches. Writes leave through
 * {@link Submissions} and come back as what the {@link StateMachine} tells its observer, which is this.
 *
 * <p>Answers are gathered and handed out at the end of the batch of inputs, see {@link Answers}.
 */
final class Clients implements StateMachine.Observer {
    /** What the clients need from the node around them. */
    interface Node {
        /** Whether clients are served at all. */
        boolean isServing();

        /** The barrier that all share who ask for one in this batch of inputs. */
        Barrier openBarrier();

        /** A parcel is full. */
        void onSealed(Parcel parcel);

        /** A session began, or goes on over another connection, somewhere in the ensemble. */
        void onSessionActive(long session, int timeoutMillis);

        /** A session has ended. */
        void onSessionEnded(long session, boolean expired);
    }

    /**
     * A connection whose session is not there yet.
     *
     * @param early frames that came meanwhile; bounded because the gateway was told to stop reading
     */
    private record Joining(ConnectRequest request, ArrayDeque<Bytes> early) {}

    /**
     * A connection whose client's step in logging in with SASL is being judged.
     *
     * @param xid of the request that is to be answered
     * @param early as above
     */
    private record LoggingIn(int xid, ArrayDeque<Bytes> early) {}

    /** What stands in an answer for which nothing was looked up. */
    private static final long NO_ZXID = -1;

    /** When so many are told of a change, what they are told is handed out before the next one's. */
    private static final int TOLD_TOGETHER = 64;

    private final ReplicaSettings settings;
    private final Ports ports;
    private final Node node;
    private final StateMachine state;
    private final Submissions submissions;
    private final RequestReader reader;
    private final Authentication authentication;
    private final Reads reads;
    private final Watches watches = new Watches();
    private final LongMap<ClientConnection> connections = new LongMap<>();
    private final LongMap<ClientConnection> bySession = new LongMap<>();
    private final Answers answers;
    private final ReadingLimits limits;
    private final List<ClientConnection> touched = new ArrayList<>();
    private final LongMap<Joining> joining = new LongMap<>();
    private final LongMap<LoggingIn> loggingIn = new LongMap<>();
    private long outstanding;
    private @Nullable ClientConnection @Nullable [] owners;

    Clients(ReplicaSettings settings, Ports ports, Node node, StateMachine state, Submissions submissions) {
        this.settings = settings;
        this.ports = ports;
        this.node = node;
        this.state = state;
        this.submissions = submissions;
        this.answers = new Answers(ports);
        this.limits = new ReadingLimits(settings, ports);
        this.reader = new RequestReader(new RequestDecoder(settings.rules().extendedTypes()), ports);
        this.authentication = new Authentication(settings.rules());
        this.reads = new Reads(state.tree(), watches, authentication);
    }

    int connectionCount() {
        return connections.size();
    }

    long outstanding() {
        return outstanding;
    }

    Watches watches() {
        return watches;
    }

    void onConnected(long id, Bytes address, List<Identity> proved) {
        connections.put(id, authentication.begin(id, address, proved));
    }

    void onGone(long id) {
        ClientConnection connection = connections.find(id);
        if (connection != null) {
            forget(connection);
        }
    }

    /** @param tooLate whether it has waited longer than requests may */
    void onFrame(long id, Bytes frame, boolean tooLate) {
        ClientConnection connection = connections.find(id);
        if (connection == null) {
            return;
        }
        try {
            switch (connection.state) {
                case GREETING -> greet(connection, ConnectRequest.decode(frame));
                case JOINING, LOGGING_IN -> keep(connection, frame);
                case OPEN -> take(connection, frame, tooLate);
                case CLOSING -> {
                    // Requests behind a close, or behind what broke the connection, are not executed.
                }
            }
        } catch (Malformed e) {
            ports.note(new ReplicaNote.ClientMalformed(id, String.valueOf(e.getMessage())));
            close(connection, CloseReason.MALFORMED);
        }
    }

    private void keep(ClientConnection connection, Bytes frame) {
        Joining waiting = joining.find(connection.id);
        LoggingIn judged = loggingIn.find(connection.id);
        if (waiting != null) {
            waiting.early().addLast(frame);
        } else if (judged != null) {
            judged.early().addLast(frame);
        }
    }

    /** No leader is in reach: every client is better served elsewhere. */
    void closeAll(CloseReason reason) {
        List<ClientConnection> all = new ArrayList<>(connections.size());
        connections.forEach(all::add);
        for (ClientConnection connection : all) {
            close(connection, reason);
        }
    }

    private void greet(ClientConnection connection, ConnectRequest request) {
        if (!node.isServing()) {
            close(connection, CloseReason.NOT_SERVING);
            return;
        }
        if (request.lastZxidSeen() > state.zxid()) {
            close(connection, CloseReason.CLIENT_AHEAD);
            return;
        }
        int timeoutMillis = Math.max(
                settings.minSessionTimeoutMillis(),
                Math.min(settings.maxSessionTimeoutMillis(), request.timeoutMillis()));
        connection.state = ClientConnection.State.JOINING;
        joining.put(connection.id, new Joining(request, new ArrayDeque<>(0)));
        limits.stop(connection);
        if (request.sessionId() == 0) {
            RequestWriter.createSession(submissions.open(), timeoutMillis);
        } else {
            Bytes password = request.password() == null ? Bytes.EMPTY : request.password();
            RequestWriter.attachSession(submissions.open(), request.sessionId(), timeoutMillis, password);
        }
        submitted(connection);
    }

    private void take(ClientConnection connection, Bytes frame, boolean tooLate) throws Malformed {
        RequestHeader header = RequestHeader.decode(frame);
        if (header.type() != OpCode.AUTH && header.type() != OpCode.SASL) {
            // These two say who is there and not that a session lives; a client that only repeats them expires.
            touch(connection);
        }
        Bytes body = RequestHeader.body(frame);
        ClientRequest request = reader.read(connection.id, header, body, tooLate);
        if (!(request instanceof ClientRequest.Auth)
                && !(request instanceof ClientRequest.Sasl)
                && !authentication.isProvedEnough(connection)) {
            ReplyEncoder.failed(output(connection), header.xid(), 0, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH);
            close(connection, CloseReason.AUTHENTICATION_REQUIRED);
            return;
        }
        if (request instanceof ClientRequest.Write write) {
            ErrorCode refusal = refusesAtOnce(connection, write);
            if (refusal != ErrorCode.OK) {
                ReplyEncoder.failed(output(connection), header.xid(), 0, refusal);
                return;
            }
            RequestWriter.operation(
                    submissions.open(),
                    settings.rules().enforceQuota(),
                    header.xid(),
                    header.type(),
                    connection.session,
                    connection.attachment,
                    connection.encodedIdentities(),
                    body);
            submitted(connection);
        } else if (request instanceof ClientRequest.CloseSession) {
            connection.state = ClientConnection.State.CLOSING;
            RequestWriter.closeSession(submissions.open(), header.xid(), connection.session, connection.attachment);
            submitted(connection);
        } else if (request instanceof ClientRequest.Auth auth) {
            authenticate(connection, header.xid(), auth);
        } else if (request instanceof ClientRequest.Sasl sasl) {
            logIn(connection, header.xid(), sasl.token());
        } else {
            if (request instanceof ClientRequest.Unknown) {
                connection.state = ClientConnection.State.CLOSING;
            }
            defer(connection, header.xid(), request);
        }
        limits.afterRequest(connection, outstanding);
    }

    /**
     * Where an operator wants lists to be looked at before a write goes its way: what the state here says. Only for a write
     * that nothing of its connection precedes, because that might change what it may do.
     */
    private ErrorCode refusesAtOnce(ClientConnection connection, ClientRequest.Write write) {
        return settings.rules().eagerAcl() && connection.outstanding() == 0
                ? reads.refusal(connection, write.request())
                : ErrorCode.OK;
    }

    /** Answers now what nothing precedes, and otherwise puts it in its place behind the writes before it. */
    private void defer(ClientConnection connection, int xid, ClientRequest request) {
        Barrier barrier = needsBarrier(request) ? node.openBarrier() : null;
        if (barrier == null && !connection.hasDeferred() && connection.answered == connection.submitted) {
            answer(connection, xid, request);
            return;
        }
        if (barrier != null) {
            barrier.waiting.add(connection);
        }
        connection.defer(new ClientConnection.Deferred(connection.submitted, xid, request, barrier));
        outstanding++;
    }

    private boolean needsBarrier(ClientRequest request) {
        if (request instanceof ClientRequest.Sync) {
            return true;
        }
        return settings.reads() != ReadMode.LOCAL
                && (request instanceof ClientRequest.Read
                        || request instanceof ClientRequest.Exists
                        || request instanceof ClientRequest.GetAcl
                        || request instanceof ClientRequest.MultiRead
                        || request instanceof ClientRequest.GetEphemerals
                        || request instanceof ClientRequest.GetAllChildrenNumber);
    }

    /** Answers the requests whose turn has come. */
    void proceed(ClientConnection connection) {
        proceed(connection, false);
    }

    private void proceed(ClientConnection connection, boolean barriersPassed) {
        for (ClientConnection.Deferred next = connection.firstDeferred();
                next != null;
                next = connection.firstDeferred()) {
            boolean isPassed =
                    barriersPassed || next.barrier() == null || next.barrier().isPassedBy(state.appliedSlot());
            if (next.writesBefore() > connection.answered || !isPassed) {
                return;
            }
            connection.removeFirstDeferred();
            outstanding--;
            answer(connection, next.xid(), next.request());
        }
    }

    private void answer(ClientConnection connection, int xid, ClientRequest request) {
        Output out = output(connection);
        if (request instanceof ClientRequest.Unknown) {
            ReplyEncoder.failed(out, xid, NO_ZXID, ErrorCode.UNIMPLEMENTED);
            close(connection, CloseReason.UNKNOWN_OPERATION);
            return;
        }
        reads.answer(connection, out, xid, state.zxid(), request, eventSink);
    }

    private void authenticate(ClientConnection connection, int xid, ClientRequest.Auth auth) {
        switch (authentication.hear(connection, auth)) {
            case ACCEPTED -> ReplyEncoder.done(output(connection), xid, 0);
            case REFUSED -> {
                ReplyEncoder.failed(output(connection), xid, 0, ErrorCode.AUTH_FAILED);
                close(connection, CloseReason.AUTHENTICATION_FAILED);
            }
            // An error would be the end for the client, and it should try another server.
            case ELSEWHERE -> close(connection, CloseReason.OTHER_ENSEMBLE);
        }
    }

    private void logIn(ClientConnection connection, int xid, @Nullable Bytes token) {
        if (settings.rules().sasl() == SaslMode.NONE || token == null) {
            // Clients that are told nothing go on as nobody.
            ReplyEncoder.sasl(output(connection), xid, 0, null);
        } else if (connection.hasIdentityOf(Schemes.SASL)) {
            loggedIn(connection, xid, SaslStep.FAILED);
        } else {
            connection.state = ClientConnection.State.LOGGING_IN;
            loggingIn.put(connection.id, new LoggingIn(xid, new ArrayDeque<>(0)));
            limits.stop(connection);
            ports.logIn(connection.id, token);
        }
    }

    void onSaslStep(long id, SaslStep step) {
        ClientConnection connection = connections.find(id);
        LoggingIn judged = loggingIn.remove(id);
        if (connection != null && judged != null) {
            connection.state = ClientConnection.State.OPEN;
            loggedIn(connection, judged.xid(), step);
            takeEarly(connection, judged.early());
        }
    }

    private void loggedIn(ClientConnection connection, int xid, SaslStep step) {
        ErrorCode refusal = authentication.judge(connection, step);
        if (refusal == ErrorCode.OK) {
            ReplyEncoder.sasl(output(connection), xid, 0, step.token());
        } else {
            ReplyEncoder.saslFailed(output(connection), xid, refusal);
            close(connection, CloseReason.AUTHENTICATION_FAILED);
        }
    }

    private void submitted(ClientConnection connection) {
        connection.submitted++;
        outstanding++;
        submissions.added(connection, state.origins(), node::onSealed);
    }

    // What the log brings back.

    @Override
    public void onParcel(Parcel parcel, Origins.Verdict verdict) {
        owners = verdict == Origins.Verdict.NEXT ? submissions.applied(parcel) : null;
    }

    @Override
    public void onParcelDone(Parcel parcel) {
        owners = null;
    }

    /**
     * What the client asked before this write is answered from the state before it. A barrier among it is passed: what was
     * chosen before the barrier's request arrived stands in the log before a write that arrived later.
     */
    @Override
    public void onTurn(int index) {
        ClientConnection connection = ownerOf(index);
        if (connection != null && connection.hasDeferred()) {
            proceed(connection, true);
        }
    }

    @Override
    public void onOperation(int index, int xid, int type, long zxid, Reply reply, Changes changes) {
        tellWatchers(changes);
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            ReplyEncoder.written(output(connection), xid, zxid, reply);
            answered(connection);
        }
    }

    @Override
    public void onSessionUnknown(int index, int xid, int type) {
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            ReplyEncoder.failed(output(connection), xid, state.zxid(), ErrorCode.SESSION_EXPIRED);
            answered(connection);
            close(connection, CloseReason.SESSION_EXPIRED);
        }
    }

    @Override
    public void onSessionMoved(int index) {
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            close(connection, CloseReason.SESSION_MOVED);
        }
    }

    @Override
    public void onSessionCreated(int index, long session, int timeoutMillis, long attachment) {
        node.onSessionActive(session, timeoutMillis);
        joined(index, session, timeoutMillis, attachment);
    }

    @Override
    public void onSessionAttached(int index, long session, int timeoutMillis, long attachment) {
        ClientConnection before = bySession.find(session);
        if (before != null) {
            close(before, CloseReason.SESSION_MOVED);
        }
        node.onSessionActive(session, timeoutMillis);
        joined(index, session, timeoutMillis, attachment);
    }

    @Override
    public void onSessionRefused(int index) {
        ClientConnection connection = ownerOf(index);
        if (connection == null) {
            return;
        }
        Joining waiting = joining.find(connection.id);
        if (waiting != null) {
            ReplyEncoder.refusedSession(output(connection), waiting.request());
        }
        close(connection, CloseReason.SESSION_REFUSED);
    }

    @Override
    public void onSessionClosed(int index, int xid, long session, boolean expired, long zxid, Changes changes) {
        tellWatchers(changes);
        node.onSessionEnded(session, expired);
        ClientConnection connection = bySession.find(session);
        ClientConnection asker = ownerOf(index);
        if (asker != null && !expired) {
            ReplyEncoder.done(output(asker), xid, zxid);
            answered(asker);
        }
        if (connection != null) {
            close(connection, expired ? CloseReason.SESSION_EXPIRED : CloseReason.SESSION_CLOSED);
        }
    }

    private void joined(int index, long session, int timeoutMillis, long attachment) {
        ClientConnection connection = ownerOf(index);
        if (connection == null) {
            return;
        }
        Joining waiting = joining.remove(connection.id);
        if (waiting == null) {
            return;
        }
        connection.session = session;
        connection.attachment = attachment;
        connection.state = ClientConnection.State.OPEN;
        bySession.put(session, connection);
        ReplyEncoder.connected(
                output(connection),
                waiting.request(),
                timeoutMillis,
                session,
                state.sessions().password(session),
                false);
        answered(connection);
        takeEarly(connection, waiting.early());
    }

    /** Takes what came while the connection was waiting for something else. */
    private void takeEarly(ClientConnection connection, ArrayDeque<Bytes> early) {
        while (connection.state == ClientConnection.State.OPEN && !early.isEmpty()) {
            onFrame(connection.id, early.removeFirst(), false);
        }
        LoggingIn judged = loggingIn.find(connection.id);
        if (judged != null) {
            judged.early().addAll(early);
        }
    }

    private @Nullable ClientConnection ownerOf(int index) {
        ClientConnection owner = owners == null ? null : owners[index];
        return owner == null || owner.gone ? null : owner;
    }

    private void answered(ClientConnection connection) {
        connection.answered++;
        outstanding--;
        proceed(connection);
    }

    private void tellWatchers(Changes changes) {
        if (changes.size() > 0 && !watches.isEmpty()) {
            watches.trigger(changes, this::mayRead, eventSink);
        }
    }

    private final synod.tree.WatchSink eventSink = this::onEvent;

    private void onEvent(long id, EventType type, Bytes path, long zxid) {
        ClientConnection connection = connections.find(id);
        if (connection != null) {
            ReplyEncoder.event(output(connection), type, path, zxid);
            if (answers.connections() >= TOLD_TOGETHER) {
                answers.handOut();
            }
        }
    }

    private boolean mayRead(long id, List<Acl> acl) {
        ClientConnection connection = connections.find(id);
        return connection != null && AccessControl.allows(acl, Acl.READ, connection.identities());
    }

    // Output, limits, end of a connection.

    private Output output(ClientConnection connection) {
        return answers.to(connection);
    }

    /** Hands out what was answered. */
    void flush() {
        answers.handOut();
        limits.resume(outstanding);
    }

    private void close(ClientConnection connection, CloseReason reason) {
        if (connection.gone) {
            return;
        }
        connection.gone = true;
        answers.handOut(connection);
        ports.close(connection.id, reason);
        forget(connection);
    }

    private void forget(ClientConnection connection) {
        connection.gone = true;
        connection.state = ClientConnection.State.CLOSING;
        connections.remove(connection.id);
        joining.remove(connection.id);
        loggingIn.remove(connection.id);
        if (connection.session != 0 && bySession.find(connection.session) == connection) {
            bySession.remove(connection.session);
        }
        watches.removeConnection(connection.id);
        outstanding -= connection.outstanding();
        connection.forgetDeferred();
        connection.out = null;
    }

    // Signs of life.

    private void touch(ClientConnection connection) {
        if (!connection.touched) {
            connection.touched = true;
            touched.add(connection);
        }
    }

    /** The sessions whose clients gave a sign of life since the last call, also of those that are gone since. */
    long[] takeTouched() {
        long[] sessions = new long[touched.size()];
        for (int i = 0; i < sessions.length; i++) {
            ClientConnection connection = touched.get(i);
            connection.touched = false;
            sessions[i] = connection.session;
        }
        touched.clear();
        return sessions;
    }

    /** Visits every connection, for the operator. */
    void forEach(Consumer<ClientConnection> visitor) {
        connections.forEach(visitor);
    }
}
