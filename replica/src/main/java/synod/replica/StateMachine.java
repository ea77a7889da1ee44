package synod.replica;

import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.session.Sessions;
import synod.tree.Caller;
import synod.tree.Changes;
import synod.tree.ErrorCode;
import synod.tree.Reply;
import synod.tree.Request;
import synod.tree.Tree;
import synod.tree.Txn;
import synod.tree.Znode;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.zookeeper.OpCode;
import synod.wire.zookeeper.RequestDecoder;

/**
 * The replicated state: the tree, the sessions, and what makes each parcel count once. It is a function of the log alone:
 * equal after the same slots on every server.
 *
 * <p>The zxid is computed here, at delivery. Its upper half counts the leaderships of an ensemble in the log; its lower
 * half counts the changes of each. When the lower half is full the sum simply carries: no election is needed.
 */
final class StateMachine {
    /** What a server wants to know while its state moves on; called in the order in which things happen. */
    interface Observer {
        /** A parcel has its turn; its requests follow when the verdict is {@link Origins.Verdict#NEXT}. */
        void onParcel(Parcel parcel, Origins.Verdict verdict);

        /**
         * The request has its turn and nothing of it is done yet: the state is that after everything that was chosen
         * before it.
         */
        void onTurn(int index);

        /** A write of the parcel's request {@code index} was applied or refused; {@code changes} are its events. */
        void onOperation(int index, int xid, int type, long zxid, Reply reply, Changes changes);

        /** A request had no effect: its session has ended. */
        void onSessionUnknown(int index, int xid, int type);

        /** A request had no effect: its session is served over another connection. */
        void onSessionMoved(int index);

        void onSessionCreated(int index, long session, int timeoutMillis, long attachment);

        void onSessionAttached(int index, long session, int timeoutMillis, long attachment);

        /** A session that one server knew alone is one of all. */
        void onSessionUpgraded(int index, long session, int timeoutMillis, long attachment);

        /** It cannot become one of all, for there is another with its id. */
        void onUpgradeRefused(int index, long session);

        /** An attach had no effect: no such session, or a wrong password. */
        void onSessionRefused(int index);

        /** A session has ended, by its client's wish or, with {@code expired}, for want of a sign of life. */
        void onSessionClosed(int index, int xid, long session, boolean expired, long zxid, Changes changes);

        /** All requests of the parcel were carried out. */
        void onParcelDone(Parcel parcel);
    }

    private final Tree tree;
    private final Sessions sessions;
    private final Origins origins;
    private final Identities identities = new Identities();
    private final Changes changes = new Changes();
    private final Znode lapsed = new Znode();
    private final DigestHistory history = new DigestHistory();
    private long appliedSlot;
    private long zxid;
    private long attachments;
    private long leaderships;
    private long requests;
    private long timeMillis;

    StateMachine(
            Tree tree,
            Sessions sessions,
            Origins origins,
            long appliedSlot,
            long zxid,
            long attachments,
            long leaderships) {
        this.tree = tree;
        this.sessions = sessions;
        this.origins = origins;
        this.appliedSlot = appliedSlot;
        this.zxid = zxid;
        this.attachments = attachments;
        this.leaderships = leaderships;
    }

    Tree tree() {
        return tree;
    }

    Sessions sessions() {
        return sessions;
    }

    Origins origins() {
        return origins;
    }

    /** The slot up to which everything is applied. */
    long appliedSlot() {
        return appliedSlot;
    }

    /** The zxid of the last change. */
    long zxid() {
        return zxid;
    }

    /** How many attachments were handed out; the last one's number. */
    long attachments() {
        return attachments;
    }

    /** The time that the last command was made at, milliseconds since 1970; 0 before the first. */
    long timeMillis() {
        return timeMillis;
    }

    /** How many requests were carried out since this object was made. */
    long requests() {
        return requests;
    }

    /** 64 bits that depend on everything applied so far. */
    long digest() {
        long digest = tree.digest();
        digest = 31 * digest + sessions.digest();
        digest = 31 * digest + zxid;
        return 31 * digest + attachments;
    }

    /** Digests of the past, for the operator. */
    DigestHistory history() {
        return history;
    }

    /** A slot without a command, or whose command is not for the state machine, was delivered. */
    void skip(long slot) {
        advanceTo(slot);
    }

    /**
     * A leadership begins at this slot.
     *
     * @param beginsEpoch whether an epoch begins with it: in an ensemble of several, as ZooKeeper has it
     */
    void beginLeadership(long slot, boolean beginsEpoch) {
        advanceTo(slot);
        leaderships++;
        if (beginsEpoch) {
            zxid = ((zxid >>> 32) + 1) << 32;
        }
    }

    /** How many leaderships have begun. */
    long leaderships() {
        return leaderships;
    }

    /** Carries out a command. */
    void apply(long slot, Bytes command, Observer observer) {
        requireNext(slot);
        Input in = new Input(command);
        long before = zxid;
        try {
            int version = in.readByte();
            if (version != Parcel.COMMAND_VERSION) {
                throw new InvariantViolation("slot " + slot + " holds a command of version " + version
                        + "; this server knows version " + Parcel.COMMAND_VERSION);
            }
            timeMillis = in.readLong();
            while (in.remaining() > 0) {
                applyParcel(Parcel.decode(in), timeMillis, observer);
            }
        } catch (Malformed e) {
            throw new InvariantViolation("slot " + slot + " holds a command that cannot be read: " + e.getMessage());
        }
        // Only now: a barrier on this slot has not been passed while some of the slot's requests are still to come.
        appliedSlot = slot;
        history.onApplied(before, zxid, digest());
    }

    private void advanceTo(long slot) {
        requireNext(slot);
        appliedSlot = slot;
    }

    private void requireNext(long slot) {
        if (slot != appliedSlot + 1) {
            throw new InvariantViolation("slot " + slot + " delivered after slot " + appliedSlot);
        }
    }

    private void applyParcel(Parcel parcel, long timeMillis, Observer observer) throws Malformed {
        Origins.Verdict verdict = origins.offer(parcel.origin(), parcel.incarnation(), parcel.sequence());
        observer.onParcel(parcel, verdict);
        if (verdict != Origins.Verdict.NEXT) {
            return;
        }
        requests += parcel.count();
        Input in = new Input(parcel.requests());
        for (int index = 0; index < parcel.count(); index++) {
            observer.onTurn(index);
            switch (RequestKind.of(in.readByte())) {
                case OPERATION -> applyOperation(in, index, timeMillis, false, observer);
                case BOUNDED_OPERATION -> applyOperation(in, index, timeMillis, true, observer);
                case REMOVE_LAPSED -> removeLapsed(in, index, timeMillis, observer);
                case CREATE_SESSION -> createSession(in, index, observer);
                case ATTACH_SESSION -> attachSession(in, index, observer);
                case UPGRADE_SESSION -> upgradeSession(in, index, observer);
                case CLOSE_SESSION -> closeSession(index, in.readInt(), in, timeMillis, false, observer);
                case EXPIRE_SESSION -> {
                    // What an earlier leader decided is void: only the present one has counted this session's silence.
                    boolean isPast = in.readLong() != leaderships;
                    if (isPast) {
                        in.skip(2 * Long.BYTES);
                    } else {
                        closeSession(index, 0, in, timeMillis, true, observer);
                    }
                }
            }
        }
        in.end();
        observer.onParcelDone(parcel);
    }

    private void applyOperation(Input in, int index, long timeMillis, boolean isBounded, Observer observer)
            throws Malformed {
        int xid = in.readInt();
        int type = in.readInt();
        long session = in.readLong();
        long attachment = in.readLong();
        Bytes encodedIdentities = in.readSized();
        Bytes body = in.readSized();
        boolean isShared = session != Caller.NO_SESSION;
        if (isShared && !sessions.contains(session)) {
            observer.onSessionUnknown(index, xid, type);
            return;
        }
        if (isShared && sessions.attachment(session) != attachment) {
            observer.onSessionMoved(index);
            return;
        }
        zxid++;
        changes.clear();
        Reply reply;
        try {
            Request request = RequestDecoder.write(type, body);
            Caller caller = new Caller(session, identities.decode(encodedIdentities), isBounded);
            reply = tree.execute(request, caller, zxid, timeMillis, changes);
        } catch (Malformed e) {
            // The client's own server looked at these bytes before; should one not have, all refuse them alike.
            reply = tree.apply(new Txn.Failed(zxid, timeMillis, ErrorCode.MARSHALLING_ERROR), changes);
        }
        observer.onOperation(index, xid, type, zxid, reply, changes);
    }

    /** Nothing happens, and no zxid is taken, when anything has happened to the znode since the leader looked at it. */
    private void removeLapsed(Input in, int index, long timeMillis, Observer observer) throws Malformed {
        Bytes path = in.readSized();
        long mzxid = in.readLong();
        long pzxid = in.readLong();
        boolean isAsItWas = tree.find(path, lapsed)
                && lapsed.isLapsing()
                && lapsed.numChildren() == 0
                && lapsed.mzxid() == mzxid
                && lapsed.pzxid() == pzxid;
        if (isAsItWas) {
            zxid++;
            changes.clear();
            Reply reply = tree.apply(new Txn.Delete(zxid, timeMillis, path), changes);
            observer.onOperation(index, 0, OpCode.DELETE_CONTAINER, zxid, reply, changes);
        }
    }

    private void createSession(Input in, int index, Observer observer) throws Malformed {
        int timeoutMillis = in.readInt();
        zxid++;
        attachments++;
        long session = sessions.create(timeoutMillis, attachments, zxid);
        observer.onSessionCreated(index, session, timeoutMillis, attachments);
    }

    private void attachSession(Input in, int index, Observer observer) throws Malformed {
        long session = in.readLong();
        int timeoutMillis = in.readInt();
        Bytes password = in.readSized();
        if (!sessions.contains(session) || !sessions.isPassword(session, password)) {
            observer.onSessionRefused(index);
            return;
        }
        attachments++;
        sessions.attach(session, timeoutMillis, attachments, zxid);
        observer.onSessionAttached(index, session, timeoutMillis, attachments);
    }

    private void upgradeSession(Input in, int index, Observer observer) throws Malformed {
        long session = in.readLong();
        int timeoutMillis = in.readInt();
        if (!sessions.adopt(session, timeoutMillis, attachments + 1, zxid + 1)) {
            observer.onUpgradeRefused(index, session);
            return;
        }
        zxid++;
        attachments++;
        observer.onSessionUpgraded(index, session, timeoutMillis, attachments);
    }

    private void closeSession(int index, int xid, Input in, long timeMillis, boolean expired, Observer observer)
            throws Malformed {
        long session = in.readLong();
        long attachment = in.readLong();
        if (!sessions.contains(session)) {
            observer.onSessionUnknown(index, xid, OpCode.CLOSE_SESSION);
            return;
        }
        // An expiry that was decided before the client came back through another connection is void.
        if (sessions.attachment(session) != attachment) {
            observer.onSessionMoved(index);
            return;
        }
        zxid++;
        changes.clear();
        tree.closeSession(session, zxid, timeMillis, changes);
        sessions.close(session, zxid);
        observer.onSessionClosed(index, xid, session, expired, zxid, changes);
    }
}
