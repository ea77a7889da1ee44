package synod.replica;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.ConsensusNote;
import synod.multipaxos.Event;
import synod.multipaxos.Message;
import synod.multipaxos.MultiPaxos;
import synod.multipaxos.Record;
import synod.multipaxos.Value;
import synod.session.LocalSessions;
import synod.tree.Identity;
import synod.tree.SoftLimit;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.peer.PeerMessage;

/**
 * One node. Single-threaded: a batch of inputs begins with {@link #advance} and ends with {@link #endOfBatch}; nothing else
 * happens, and everything that leaves the node goes through {@link Ports}.
 *
 * <p>Time is what the caller says. {@link #endOfBatch} is given a time that was read after the inputs of its batch were
 * taken from the world, because whether a lease held is asked at that time.
 */
public final class Replica {
    private final ReplicaSettings settings;
    private final Ports ports;
    private final MultiPaxos core;
    private final StateMachine state;
    private final Submissions submissions;
    private final Proposals proposals;
    private final Service service;
    private final LocalSessions locals;
    private final Clients clients;
    private final Barriers barriers;
    private final Caretaker caretaker;
    private final Digests digests;
    private final Snapshots snapshots;
    private final SnapshotFetch fetch;
    private final Outbox<PeerMessage> outbox;
    private final AcceptedPositions acceptedPositions = new AcceptedPositions();
    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final ArrayDeque<Note> notes = new ArrayDeque<>();
    private final CoreEffects effects = new CoreEffects();
    private final Consumer<SoftLimit> tellLimit;

    private long now;
    private long wallMillis;
    private long persisted;
    private int inFlightCommands;
    private boolean leads;
    private boolean diverged;
    private boolean handingOver;
    private long touchedAtNanos;
    private long submittedAtNanos;

    /** Made by {@link ReplicaLoader#start}. */
    Replica(
            ReplicaSettings settings,
            Ports ports,
            MultiPaxos core,
            StateMachine state,
            long journalPosition,
            long coin,
            long now,
            long wallMillis) {
        this.settings = settings;
        this.ports = ports;
        this.tellLimit = limit -> ports.note(new ReplicaNote.SoftLimitPassed(limit));
        this.core = core;
        this.state = state;
        this.now = now;
        this.wallMillis = wallMillis;
        this.persisted = journalPosition;
        this.outbox = new Outbox<>(journalPosition);
        this.submissions = new Submissions(settings.self(), coin, settings.parcelBytes());
        this.proposals = new Proposals(settings.batchBytes(), settings.waitingBytes());
        this.locals = new LocalSessions(settings.self().value(), wallMillis, coin, settings.tickNanos());
        this.clients = new Clients(settings, ports, new ClientSurroundings(), state, submissions, locals);
        this.barriers = new Barriers(
                settings.self(), ports, new LeaderDesk(core, events::addLast, settings.reads() != ReadMode.QUORUM));
        this.caretaker = new Caretaker(settings, ports, state, submissions, this::onSealed);
        this.digests = new Digests(settings, ports);
        this.snapshots = new Snapshots(settings, ports, state, coin);
        this.fetch = new SnapshotFetch(settings, ports);
        this.service = new Service(settings, ports, this::sendAway, now);
        this.touchedAtNanos = now;
        if (settings.membership().length() > 0) {
            state.tree().showMembership(settings.membership());
        }
        ports.note(new ReplicaNote.Restored(
                core.chosenUpTo(),
                state.appliedSlot(),
                state.zxid(),
                state.tree().nodeCount(),
                state.sessions().size()));
    }

    /**
     * Begins a batch of inputs.
     *
     * @param newNow monotonic nanoseconds; never less than before
     * @param newWallMillis milliseconds since 1970 on this node's clock; may jump
     */
    public void advance(long newNow, long newWallMillis) {
        now = Math.max(now, newNow);
        wallMillis = newWallMillis;
    }

    /** A message of a peer. */
    public void onPeerMessage(NodeId from, PeerMessage message) {
        if (message instanceof PeerMessage.Paxos paxos) {
            step(new Event.Received(from, paxos.message()));
        } else if (message instanceof PeerMessage.Submit submit) {
            onSubmit(from, submit.parcel());
        } else if (message instanceof PeerMessage.Touches touches) {
            caretaker.sessions().onTouched(touches.sessions(), now);
        } else if (message instanceof PeerMessage.Barrier barrier) {
            barriers.onAsked(from, barrier.token());
        } else if (message instanceof PeerMessage.BarrierReply reply) {
            barriers.onAnswered(reply.token(), reply.slot());
        } else if (message instanceof PeerMessage.StateDigest told) {
            judge(digests.onTold(from, told.slot(), told.digest(), core.configuration()));
        } else if (message instanceof PeerMessage.SnapshotRequest request) {
            ports.readSnapshotChunk(from, request.slot(), request.offset(), request.max());
        } else if (message instanceof PeerMessage.SnapshotChunk chunk) {
            fetch.onChunk(from, chunk);
        }
    }

    /** There is a connection to a peer. */
    public void onLinkUp(NodeId peer) {
        step(new Event.LinkUp(peer));
        if (peer.equals(core.leader())) {
            onLeaderReachable();
        }
    }

    /** A connection to a peer broke. */
    public void onLinkDown(NodeId peer) {
        step(new Event.LinkDown(peer));
    }

    /**
     * Time has passed; due at {@link #deadline}, harmless at any other time.
     *
     * @param coin 64 random bits, drawn for this tick alone
     */
    public void onTick(long coin) {
        step(new Event.Tick(coin));
        caretaker.onTick(now, wallMillis, core.isLeaseValid(now));
        barriers.onTick(now, settings.retransmitNanos());
        fetch.onTick(now);
        service.check(core.leader(), now);
        clients.expireLocals();
        if (now - touchedAtNanos >= settings.touchNanos()) {
            touchedAtNanos = now;
            tellTouched();
        }
        if (now - submittedAtNanos >= settings.retransmitNanos()) {
            submittedAtNanos = now;
            if (submissions.isStuck() && !leads) {
                resubmit();
            }
        }
    }

    /** Everything persisted up to this journal position is forced. */
    public void onDurable(long position) {
        outbox.onDurable(position, this::dispatch);
        drain();
    }

    /** A client has connected from this address, a literal without a port. */
    public void onClientConnected(long connection, Bytes address) {
        onClientConnected(connection, address, List.of());
    }

    /**
     * A client has connected from this address, a literal without a port, and has proved to be somebody before its first
     * byte reached this node: with a certificate, during the handshake of TLS.
     */
    public void onClientConnected(long connection, Bytes address, List<Identity> proved) {
        clients.onConnected(connection, address, proved);
    }

    /** A frame of a client, without its length prefix; the array is given away. */
    public void onClientFrame(long connection, Bytes frame) {
        clients.onFrame(connection, frame, false);
    }

    /** A frame of a client that has waited too long before it came here: an operation is refused in its turn. */
    public void onLateClientFrame(long connection, Bytes frame) {
        clients.onFrame(connection, frame, true);
    }

    /** What a client said to log in was judged, as {@link Ports#logIn} asked. */
    public void onSaslStep(long connection, SaslStep step) {
        clients.onSaslStep(connection, step);
    }

    /** A client's connection is gone. */
    public void onClientGone(long connection) {
        clients.onGone(connection);
    }

    /** An image of the state as it is now is wanted, or of a later one; it is told as {@link ReplicaNote.SnapshotSaved}. */
    public void onSnapshotWanted() {
        snapshots.want();
    }

    /** A block of the image that is being written has been taken. */
    public void onSnapshotBlockWritten() {
        snapshots.onBlockWritten();
    }

    /** The image of this slot is durable. */
    public void onSnapshotSaved(long slot) {
        snapshots.onSaved(slot);
        step(new Event.SnapshotSaved(slot));
    }

    /** The image under way could not be stored for want of room; another is taken in time. */
    public void onSnapshotAbandoned() {
        snapshots.onAbandoned();
    }

    /**
     * A piece of an image was read for a peer.
     *
     * @param total the file's length; with no bytes when that image is not kept any more
     */
    public void onSnapshotChunkRead(NodeId forPeer, long slot, long offset, long total, Bytes bytes) {
        boolean isGone = bytes.length() == 0;
        ports.send(forPeer, new PeerMessage.SnapshotChunk(slot, isGone ? 0 : offset, isGone ? 0 : total, bytes));
    }

    /**
     * A piece of the image that is being fetched was stored.
     *
     * @param nextOffset where the next piece has to begin
     * @param complete whether the image is whole, checked and the newest on this disk
     */
    public void onSnapshotChunkStored(long slot, long nextOffset, boolean complete) {
        fetch.onStored(slot, nextOffset, complete, now);
    }

    /**
     * Ends a batch of inputs: what was gathered is proposed or sent on, questions are put to the leader, answers leave.
     *
     * @param freshNow monotonic nanoseconds, read after the inputs of this batch were taken from the world
     */
    public void endOfBatch(long freshNow) {
        now = Math.max(now, freshNow);
        if (diverged) {
            return;
        }
        submissions.seal(state.origins(), this::onSealed);
        barriers.endOfBatch(now);
        drain();
        propose();
        snapshots.advance(core, acceptedPositions, () -> persisted, this::persist);
        clients.flush();
    }

    /** When {@link #onTick} is due next, on the clock of {@link #advance}; in the past when there is more to do at once. */
    public long deadline() {
        if (snapshots.canAdvance()) {
            return now;
        }
        long own = Math.min(touchedAtNanos + settings.touchNanos(), caretaker.deadline(now));
        own = Math.min(own, locals.deadline());
        if (submissions.hasPending() || !barriers.isIdle() || fetch.isActive()) {
            own = Math.min(own, now + settings.retransmitNanos());
        }
        return Math.min(core.deadline(), own);
    }

    /** Before a clean end: gives leadership away, if this node has it and another can take it. */
    public void handOver() {
        handingOver = true;
        if (core.isLeading() && core.configuration().voters().size() > 1) {
            step(new Event.Transfer(null));
        }
    }

    /** Whether nothing of this node is missed when it ends now. */
    public boolean isHandedOver() {
        return handingOver
                && (!core.isLeading() || core.configuration().voters().size() == 1);
    }

    /** What this node looks like now. */
    public Status status() {
        return Status.of(settings.self(), core, state, clients, service, locals.size(), snapshots.isRunning());
    }

    /** Further figures of this node, for its operator. */
    public Figures figures() {
        return new Figures(state, submissions, proposals, caretaker.sessions(), locals, clients);
    }

    /** What tells this node's ensemble from others; 0 before it is formed. */
    public long ensembleId() {
        return core.ensembleId();
    }

    /** The slot up to which everything is applied. */
    public long appliedSlot() {
        return state.appliedSlot();
    }

    /** 64 bits that depend on everything applied so far. */
    public long stateDigest() {
        return state.digest();
    }

    /** The state as it is, for those who check it. It must not be changed. */
    public synod.tree.Tree tree() {
        return state.tree();
    }

    /** The sessions as they are, for those who check them. They must not be changed. */
    public synod.session.Sessions sessions() {
        return state.sessions();
    }

    // The core.

    private void step(Event event) {
        events.addLast(event);
        drain();
    }

    /** Runs what has come for the core, and then what the core had to say, until both are through. */
    private void drain() {
        while (true) {
            Event event = events.pollFirst();
            if (event != null) {
                core.step(now, event, effects);
                continue;
            }
            Note note = notes.pollFirst();
            if (note == null) {
                break;
            }
            onNote(note);
        }
        barriers.release(state.appliedSlot(), clients::proceed, slot -> service.begin(core.leader()));
    }

    /** A value accepted in an earlier life stands at this place of the journal. */
    void remember(long slot, long position) {
        acceptedPositions.add(slot, position);
    }

    private void persist(Record entry) {
        persisted++;
        if (entry instanceof Record.Accepted accepted) {
            acceptedPositions.add(accepted.slot(), persisted);
        }
        ports.persist(JournalEntries.of(entry));
    }

    /** Hands a message to its link, or back to this node through its queue. */
    private void dispatch(NodeId to, PeerMessage message) {
        if (to.equals(settings.self())) {
            if (message instanceof PeerMessage.Paxos paxos) {
                events.addLast(new Event.Received(to, paxos.message()));
            }
        } else {
            ports.send(to, message);
        }
    }

    private final class CoreEffects implements Effects<Message, Record, Value> {
        @Override
        public void persist(Record entry) {
            Replica.this.persist(entry);
        }

        @Override
        public void send(NodeId to, Message message) {
            outbox.sendAfter(persisted, to, new PeerMessage.Paxos(message), Replica.this::dispatch);
        }

        @Override
        public void sendAhead(NodeId to, Message message) {
            dispatch(to, new PeerMessage.Paxos(message));
        }

        @Override
        public void deliver(long slot, Value value) {
            Replica.this.deliver(slot, value);
        }

        @Override
        public void note(Note note) {
            notes.addLast(note);
        }
    }

    private void deliver(long slot, Value value) {
        if (value instanceof Value.Command command) {
            if (inFlightCommands > 0) {
                inFlightCommands--;
            }
            snapshots.onApplied(command.bytes().length());
            state.apply(slot, command.bytes(), clients);
            state.tree().takePassedLimits(tellLimit);
            int renumbered = submissions.reviewLife(state.origins());
            if (renumbered >= 0) {
                ports.note(new ReplicaNote.Renumbered(submissions.counter(), renumbered));
                resubmit();
            }
        } else if (value instanceof Value.Lead) {
            state.beginLeadership(slot, core.configuration().voters().size() > 1);
        } else {
            state.skip(slot);
        }
        acceptedPositions.onApplied(slot);
        if (slot % settings.digestSlots() == 0) {
            judge(digests.onApplied(slot, state.digest(), core.configuration()));
        }
    }

    private void onNote(Note note) {
        ports.note(note);
        if (note instanceof ConsensusNote.Elected) {
            leads = true;
            inFlightCommands = 0;
            proposals.reset();
            caretaker.onElected(now);
            onLeaderReachable();
        } else if (note instanceof ConsensusNote.SteppedDown) {
            leads = false;
            proposals.reset();
            caretaker.onSteppedDown();
        } else if (note instanceof ConsensusNote.LeaderChanged changed) {
            if (changed.leader() != null && !changed.leader().equals(settings.self())) {
                onLeaderReachable();
            }
        } else if (note instanceof ConsensusNote.ReadReady ready) {
            barriers.onReadReady(ready.token(), ready.slot());
        } else if (note instanceof ConsensusNote.ReadRefused refused) {
            barriers.onReadRefused(refused.token());
        } else if (note instanceof ConsensusNote.SeedMisplaced) {
            judge(false);
        } else if (note instanceof ConsensusNote.NeedsSnapshot needs) {
            fetch.begin(needs.from(), now);
        } else if (note instanceof ConsensusNote.ProposalDropped) {
            inFlightCommands = 0;
            resubmit();
        }
    }

    /** A leader is known that was not before, or is reached again: it gets everything that may not have reached it. */
    private void onLeaderReachable() {
        if (service.onLeaderReachable(now)) {
            barriers.open().opensService = true;
        }
        barriers.askAgain(now);
        resubmit();
    }

    private void sendAway(CloseReason reason) {
        if (reason == CloseReason.READ_ONLY_ENDED) {
            locals.endTemporary();
        }
        clients.closeAll(reason);
    }

    private void judge(boolean agrees) {
        if (!agrees && !diverged) {
            diverged = true;
            service.end();
            ports.reopen(true);
        }
    }

    // Writes on their way.

    private void onSealed(Parcel parcel) {
        submittedAtNanos = now;
        send(parcel);
    }

    private void send(Parcel parcel) {
        NodeId leader = core.leader();
        if (leads) {
            proposals.offer(parcel, true, state.origins());
        } else if (leader != null && !leader.equals(settings.self())) {
            ports.send(leader, new PeerMessage.Submit(parcel.encoded()));
        }
    }

    private void resubmit() {
        submittedAtNanos = now;
        if (leads) {
            proposals.reset();
        }
        submissions.forEachPending(this::send);
    }

    private void onSubmit(NodeId from, Bytes encoded) {
        if (!leads) {
            ports.note(new ReplicaNote.PeerIgnored(from, "a parcel for a leader, which this node is not"));
            return;
        }
        try {
            Input in = new Input(encoded);
            Parcel parcel = Parcel.decode(in);
            in.end();
            proposals.offer(parcel, false, state.origins());
        } catch (Malformed e) {
            ports.note(new ReplicaNote.PeerIgnored(from, "not a parcel: " + e.getMessage()));
        }
    }

    /** Puts what waits into the log, as long as there is room; batches grow while what is under way fills it. */
    private void propose() {
        while (leads && !proposals.isEmpty() && inFlightCommands < settings.inFlightCommands() && core.hasRoom()) {
            inFlightCommands++;
            step(new Event.Propose(proposals.nextCommand(wallMillis)));
        }
    }

    private void tellTouched() {
        long[] touched = clients.takeTouched();
        NodeId leader = core.leader();
        if (touched.length == 0) {
            return;
        }
        if (leads) {
            caretaker.sessions().onTouched(touched, now);
        } else if (leader != null && !leader.equals(settings.self())) {
            ports.send(leader, new PeerMessage.Touches(touched));
        }
    }

    private final class ClientSurroundings implements ClientHost {
        @Override
        public boolean isServing() {
            return service.isServing() && !handingOver;
        }

        @Override
        public boolean isReadOnly() {
            return service.isReadOnly() && !handingOver;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public Barrier openBarrier() {
            return barriers.open();
        }

        @Override
        public void onSealed(Parcel parcel) {
            Replica.this.onSealed(parcel);
        }

        @Override
        public void onSessionActive(long session, int timeoutMillis) {
            caretaker.sessions().onActive(session, timeoutMillis, now);
        }

        @Override
        public void onSessionEnded(long session, boolean expired) {
            caretaker.sessions().onEnded(session);
            if (expired) {
                ports.note(new ReplicaNote.SessionExpired(session, state.timeMillis()));
            } else {
                ports.note(new ReplicaNote.SessionClosed(session, state.timeMillis()));
            }
        }
    }
}
