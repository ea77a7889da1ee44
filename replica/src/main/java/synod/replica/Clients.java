package synod.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.session.LocalSessions;
import synod.tree.Caller;
import synod.tree.Changes;
import synod.tree.ErrorCode;
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
 * <p>Answers are gathered per connection and handed out at the end of the batch of inputs, so that a connection is written
 * to once however many requests were answered.
 */
final class Clients implements StateMachine.Observer {
    /**
     * A connection whose session is not there yet, or not yet one of the ensemble.
     *
     * @param request what asked for the session; null when it is a local one on its way into the log
     * @param early frames that came meanwhile; bounded because the gateway was told to stop reading
     */
    private record Joining(@Nullable ConnectRequest request, ArrayDeque<Bytes> early) {}

    /** What stands in an answer for which nothing was looked up. */
    private static final long NO_ZXID = -1;

    private final ReplicaSettings settings;
    private final Ports ports;
    private final ClientHost node;
    private final StateMachine state;
    private final Submissions submissions;
    private final RequestReader reader;
    private final Authentication authentication;
    private final Reads reads;
    private final Replies replies;
    private final Intake intake;
    private final WatchDesk watches;
    private final LongMap<ClientConnection> connections = new LongMap<>();
    private final LongMap<ClientConnection> bySession = new LongMap<>();
    private final LongMap<Joining> joining = new LongMap<>();
    private final LocalSessions locals;
    private final LifeSigns signs;
    private final Logins logins;
    private @Nullable ClientConnection @Nullable [] owners;

    Clients(
            ReplicaSettings settings,
            Ports ports,
            ClientHost node,
            StateMachine state,
            Submissions submissions,
            LocalSessions locals) {
        this.settings = settings;
        this.ports = ports;
        this.node = node;
        this.state = state;
        this.submissions = submissions;
        this.reader = new RequestReader(new RequestDecoder(settings.rules().extendedTypes()), ports);
        this.authentication = new Authentication(settings.rules());
        this.locals = locals;
        this.signs = new LifeSigns(locals);
        this.replies = new Replies(ports);
        this.intake = new Intake(settings, ports);
        this.logins = new Logins(settings.rules(), ports, authentication, replies, intake, this::close);
        this.watches = new WatchDesk(
                state.tree(),
                connections,
                replies,
                state.zxid(),
                settings.sessions().keptChanges());
        this.reads = new Reads(settings.reads(), state.tree(), watches, authentication);
    }

    int connectionCount() {
        return connections.size();
    }

    long outstanding() {
        return intake.outstanding();
    }

    /** Whether the client of a session is connected here. */
    boolean serves(long session) {
        return bySession.find(session) != null;
    }

    Watches watches() {
        return watches.watches();
    }

    void onConnected(long id, Bytes address, List<Identity> proved) {
        connections.put(id, authentication.begin(id, address, proved));
    }

    void onGone(long id) {
        ClientConnection connection = connections.find(id);
        if (connection != null) {
            tellEnd(connection, null);
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
                case JOINING -> keep(connection, frame);
                case LOGGING_IN -> logins.keep(connection, frame);
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
        if (waiting != null) {
            waiting.early().addLast(frame);
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
        boolean isReadOnly = request.readOnly() && node.isReadOnly();
        if (!isReadOnly && !node.isServing()) {
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
        long session = request.sessionId();
        if (session == 0 ? isReadOnly || settings.sessions().local() : locals.contains(session)) {
            joinLocal(connection, request, timeoutMillis, isReadOnly);
        } else if (isReadOnly) {
            joinReadOnly(connection, request, timeoutMillis);
        } else {
            join(connection, request, timeoutMillis);
        }
    }

    /** The session is one of the ensemble: it begins, or goes on here, when the log says so. */
    private void join(ClientConnection connection, ConnectRequest request, int timeoutMillis) {
        if (request.sessionId() == 0) {
            RequestWriter.createSession(submissions.open(), timeoutMillis);
        } else {
            RequestWriter.attachSession(submissions.open(), request.sessionId(), timeoutMillis, passwordOf(request));
        }
        await(connection, new Joining(request, new ArrayDeque<>(0)));
    }

    private static Bytes passwordOf(ConnectRequest request) {
        return request.password() == null ? Bytes.EMPTY : request.password();
    }

    /** Nothing of this connection is carried out before the log has spoken. */
    private void await(ClientConnection connection, Joining what) {
        connection.state = ClientConnection.State.JOINING;
        joining.put(connection.id, what);
        intake.stop(connection);
        submitted(connection);
    }

    /** The session is this server's own: it begins, or goes on over this connection, at once. */
    private void joinLocal(ClientConnection connection, ConnectRequest request, int timeoutMillis, boolean isReadOnly) {
        long session = request.sessionId();
        if (session == 0) {
            session = locals.create(timeoutMillis, isReadOnly, node.now());
        } else if (state.sessions().isPassword(session, passwordOf(request))) {
            closeOlder(session);
            locals.attach(session, timeoutMillis, node.now());
        } else {
            ReplyEncoder.refusedSession(replies.to(connection), request);
            close(connection, CloseReason.SESSION_REFUSED);
            return;
        }
        connection.isLocal = true;
        open(connection, request, session, timeoutMillis, isReadOnly);
    }

    /**
     * The session is one of the ensemble, and nothing can be put into the log: its client may read. When it is not known here
     * it may still live, and only others can tell.
     */
    private void joinReadOnly(ClientConnection connection, ConnectRequest request, int timeoutMillis) {
        long session = request.sessionId();
        if (state.sessions().contains(session) && state.sessions().isPassword(session, passwordOf(request))) {
            closeOlder(session);
            open(connection, request, session, timeoutMillis, true);
        } else {
            close(connection, CloseReason.SESSION_UNKNOWN_HERE);
        }
    }

    private void closeOlder(long session) {
        ClientConnection before = bySession.find(session);
        if (before != null) {
            close(before, CloseReason.SESSION_MOVED);
        }
    }

    private void open(
            ClientConnection connection, ConnectRequest request, long session, int timeoutMillis, boolean isReadOnly) {
        connection.session = session;
        connection.isReadOnly = isReadOnly;
        connection.state = ClientConnection.State.OPEN;
        bySession.put(session, connection);
        ReplyEncoder.connected(
                replies.to(connection),
                request,
                timeoutMillis,
                session,
                state.sessions().password(session),
                isReadOnly);
    }

    /** A local session wants to own a znode: it has to become one of the ensemble first. */
    private void upgrade(ClientConnection connection, Bytes frame) {
        ArrayDeque<Bytes> early = new ArrayDeque<>(1);
        early.addLast(frame);
        int timeoutMillis = locals.beginUpgrade(connection.session);
        RequestWriter.upgradeSession(submissions.open(), connection.session, timeoutMillis);
        await(connection, new Joining(null, early));
    }

    private void take(ClientConnection connection, Bytes frame, boolean tooLate) throws Malformed {
        RequestHeader header = RequestHeader.decode(frame);
        if (header.type() != OpCode.AUTH && header.type() != OpCode.SASL) {
            // These two say who is there and not that a session lives; a client that only repeats them expires.
            signs.hear(connection);
        }
        Bytes body = RequestHeader.body(frame);
        ClientRequest request = reader.read(connection, header, body, tooLate);
        if (!(request instanceof ClientRequest.Auth)
                && !(request instanceof ClientRequest.Sasl)
                && !authentication.isProvedEnough(connection)) {
            ReplyEncoder.failed(replies.to(connection), header.xid(), 0, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH);
            close(connection, CloseReason.AUTHENTICATION_REQUIRED);
            return;
        }
        if (request instanceof ClientRequest.Write write) {
            if (connection.isLocal && settings.sessions().upgradesLocal() && RequestReader.makesEphemeral(write)) {
                upgrade(connection, frame);
                return;
            }
            // Only what nothing of its connection precedes: that might change what it may do.
            ErrorCode refusal = settings.rules().eagerAcl() && connection.outstanding() == 0
                    ? reads.refusal(connection, write.request())
                    : ErrorCode.OK;
            if (refusal != ErrorCode.OK) {
                ReplyEncoder.failed(replies.to(connection), header.xid(), 0, refusal);
                return;
            }
            RequestWriter.operation(
                    submissions.open(),
                    settings.rules().enforceQuota(),
                    header.xid(),
                    header.type(),
                    connection.isLocal ? Caller.NO_SESSION : connection.session,
                    connection.attachment,
                    connection.encodedIdentities(),
                    body);
            submitted(connection);
        } else if (request instanceof ClientRequest.CloseSession && !connection.isLocal) {
            connection.state = ClientConnection.State.CLOSING;
            RequestWriter.closeSession(submissions.open(), header.xid(), connection.session, connection.attachment);
            submitted(connection);
        } else if (request instanceof ClientRequest.Auth auth) {
            logins.prove(connection, header.xid(), auth);
        } else if (request instanceof ClientRequest.Sasl sasl) {
            logins.step(connection, header.xid(), sasl.token());
        } else {
            if (request instanceof ClientRequest.CloseSession) {
                // One that is known here alone ends here and now; its answer has its turn behind what came before.
                locals.close(connection.session);
                connection.state = ClientConnection.State.CLOSING;
            } else if (request instanceof ClientRequest.Unknown) {
                connection.state = ClientConnection.State.CLOSING;
            }
            defer(connection, header.xid(), request);
        }
        intake.limit(connection);
    }

    /** Answers now what nothing precedes, and otherwise puts it in its place behind the writes before it. */
    private void defer(ClientConnection connection, int xid, ClientRequest request) {
        Barrier barrier = !connection.isReadOnly && reads.needsBarrier(request) ? node.openBarrier() : null;
        if (barrier == null && !connection.hasDeferred() && connection.answered == connection.submitted) {
            answer(connection, xid, request);
            return;
        }
        if (barrier != null) {
            barrier.waiting.add(connection);
        }
        connection.defer(new ClientConnection.Deferred(connection.submitted, xid, request, barrier));
        intake.add(1);
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
            intake.add(-1);
            answer(connection, next.xid(), next.request());
        }
    }

    private void answer(ClientConnection connection, int xid, ClientRequest request) {
        Output out = replies.to(connection);
        if (request instanceof ClientRequest.Unknown) {
            ReplyEncoder.failed(out, xid, NO_ZXID, ErrorCode.UNIMPLEMENTED);
            close(connection, CloseReason.UNKNOWN_OPERATION);
            return;
        }
        if (request instanceof ClientRequest.CloseSession) {
            ReplyEncoder.done(out, xid, state.zxid());
            close(connection, CloseReason.SESSION_CLOSED);
            return;
        }
        reads.answer(connection, out, xid, state.zxid(), request);
    }

    void onSaslStep(long id, SaslStep step) {
        ClientConnection connection = connections.find(id);
        ArrayDeque<Bytes> early = connection == null ? null : logins.judged(connection, step);
        if (connection != null && early != null) {
            takeEarly(connection, early);
        }
    }

    private void submitted(ClientConnection connection) {
        connection.submitted++;
        intake.add(1);
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
        watches.onChanges(changes);
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            ReplyEncoder.written(replies.to(connection), xid, zxid, reply);
            answered(connection);
        }
    }

    @Override
    public void onSessionUnknown(int index, int xid, int type) {
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            ReplyEncoder.failed(replies.to(connection), xid, state.zxid(), ErrorCode.SESSION_EXPIRED);
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
        closeOlder(session);
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
        ConnectRequest request = waiting == null ? null : waiting.request();
        if (request != null) {
            ReplyEncoder.refusedSession(replies.to(connection), request);
        }
        close(connection, CloseReason.SESSION_REFUSED);
    }

    @Override
    public void onSessionUpgraded(int index, long session, int timeoutMillis, long attachment) {
        node.onSessionActive(session, timeoutMillis);
        locals.endUpgrade(session);
        ClientConnection connection = ownerOf(index);
        Joining waiting = connection == null ? null : joining.remove(connection.id);
        if (connection != null && waiting != null) {
            connection.isLocal = false;
            connection.attachment = attachment;
            goOn(connection, waiting);
        }
    }

    @Override
    public void onUpgradeRefused(int index, long session) {
        locals.endUpgrade(session);
        ClientConnection connection = ownerOf(index);
        if (connection != null) {
            close(connection, CloseReason.SESSION_EXPIRED);
        }
    }

    @Override
    public void onSessionClosed(int index, int xid, long session, boolean expired, long zxid, Changes changes) {
        watches.onChanges(changes);
        node.onSessionEnded(session, expired);
        ClientConnection connection = bySession.find(session);
        ClientConnection asker = ownerOf(index);
        if (asker != null && !expired) {
            ReplyEncoder.done(replies.to(asker), xid, zxid);
            answered(asker);
        }
        if (connection != null) {
            close(connection, expired ? CloseReason.SESSION_EXPIRED : CloseReason.SESSION_CLOSED);
        }
    }

    private void joined(int index, long session, int timeoutMillis, long attachment) {
        ClientConnection connection = ownerOf(index);
        Joining waiting = connection == null ? null : joining.remove(connection.id);
        ConnectRequest request = waiting == null ? null : waiting.request();
        if (connection == null || waiting == null || request == null) {
            return;
        }
        connection.attachment = attachment;
        open(connection, request, session, timeoutMillis, false);
        goOn(connection, waiting);
    }

    /** The log has spoken: what came meanwhile has its turn. */
    private void goOn(ClientConnection connection, Joining waited) {
        connection.state = ClientConnection.State.OPEN;
        answered(connection);
        takeEarly(connection, waited.early());
    }

    /** Takes what came while the connection was waiting for something else. */
    private void takeEarly(ClientConnection connection, ArrayDeque<Bytes> early) {
        // One of them may begin a login, or make a session one of the ensemble: the rest is kept for later again.
        while (!early.isEmpty() && connection.state != ClientConnection.State.CLOSING) {
            onFrame(connection.id, early.removeFirst(), false);
        }
    }

    private @Nullable ClientConnection ownerOf(int index) {
        ClientConnection owner = owners == null ? null : owners[index];
        return owner == null || owner.gone ? null : owner;
    }

    private void answered(ClientConnection connection) {
        connection.answered++;
        intake.add(-1);
        proceed(connection);
    }

    /** Hands out what was answered. */
    void flush() {
        replies.handOut();
        intake.resume();
    }

    private void close(ClientConnection connection, CloseReason reason) {
        if (connection.gone) {
            return;
        }
        connection.gone = true;
        replies.handOut(connection);
        ports.close(connection.id, reason);
        tellEnd(connection, reason);
        forget(connection);
    }

    private void tellEnd(ClientConnection connection, @Nullable CloseReason reason) {
        if (connection.session != 0) {
            ports.note(new ReplicaNote.ConnectionEnded(connection.session, reason));
        }
    }

    private void forget(ClientConnection connection) {
        connection.gone = true;
        connection.state = ClientConnection.State.CLOSING;
        connections.remove(connection.id);
        joining.remove(connection.id);
        logins.forget(connection.id);
        if (connection.session != 0 && bySession.find(connection.session) == connection) {
            bySession.remove(connection.session);
        }
        watches.watches().removeConnection(connection.id);
        intake.add(-connection.outstanding());
        connection.forgetDeferred();
        connection.out = null;
    }

    // Sessions that give no sign of life.

    /** The sessions of the ensemble whose clients gave a sign of life since the last call. */
    long[] takeTouched() {
        return signs.take(node.now());
    }

    /** Ends the local sessions that are silent for too long; their time stands still while nobody is served. */
    void expireLocals() {
        long now = node.now();
        locals.run(node.isServing() || node.isReadOnly(), now);
        locals.expire(now, (session, timeoutMillis, silentMillis) -> {
            ports.note(new ReplicaNote.SessionSilent(session, timeoutMillis, silentMillis));
            ClientConnection connection = bySession.find(session);
            if (connection != null) {
                close(connection, CloseReason.SESSION_EXPIRED);
            }
        });
    }
}
