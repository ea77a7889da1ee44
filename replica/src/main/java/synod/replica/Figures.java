package synod.replica;

import java.util.List;
import synod.session.LocalSessions;
import synod.session.SessionTimers;
import synod.tree.Watches;

/**
 * What an operator may ask of a node beside its {@link Status}. A view of the node as it is now, to be asked between two
 * inputs and not kept.
 */
public final class Figures {
    /**
     * The state's digest at one zxid.
     *
     * @param zxid of the last change behind which the digest was taken
     * @param digest the same on every server that has the same state
     */
    public record Point(long zxid, long digest) {}

    private final StateMachine state;
    private final Submissions submissions;
    private final Proposals proposals;
    private final SessionKeeper sessions;
    private final LocalSessions locals;
    private final Clients clients;

    Figures(
            StateMachine state,
            Submissions submissions,
            Proposals proposals,
            SessionKeeper sessions,
            LocalSessions locals,
            Clients clients) {
        this.state = state;
        this.submissions = submissions;
        this.proposals = proposals;
        this.sessions = sessions;
        this.locals = locals;
        this.clients = clients;
    }

    /** Digests of the past, oldest first: about one for each 128 zxids since this server's start, 1024 at most. */
    public List<Point> digests() {
        return state.history().points();
    }

    /** Whether requests of this server are on their way that it has not applied yet. */
    public boolean hasUnappliedParcels() {
        return submissions.hasPending();
    }

    /** The watches of this server's clients, which must not be changed. */
    public Watches watches() {
        return clients.watches();
    }

    /** How many bytes the last command had that this node proposed; -1 when there was none. */
    public long lastProposalBytes() {
        return proposals.lastBytes();
    }

    /** How many bytes the smallest had; -1 when there was none. */
    public long leastProposalBytes() {
        return proposals.leastBytes();
    }

    /** How many bytes the largest had; -1 when there was none. */
    public long mostProposalBytes() {
        return proposals.mostBytes();
    }

    /** Forgets the sizes of proposals; nothing else depends on them. */
    public void resetProposalSizes() {
        proposals.resetSizes();
    }

    /** When this node began to lead, on the clock of its inputs, in nanoseconds; 0 when it does not. */
    public long leadingSinceNanos() {
        return sessions.leadingSinceNanos();
    }

    /**
     * Visits every session with the time that is left to it, by deadline, when this node is the one that counts it.
     *
     * @return false, without a visit, when another node does
     */
    public boolean eachDeadline(SessionTimers.Visitor visitor) {
        return sessions.eachDeadline(visitor);
    }

    /** Visits every session that this server knows alone, with the time that is left to it, by deadline. */
    public void eachLocalDeadline(SessionTimers.Visitor visitor) {
        locals.eachByDeadline(visitor);
    }

    /** Whether a session lives, as far as this server knows, for a person to read. */
    public String sessionNow(long session) {
        String here = clients.serves(session) ? "; its client is connected to this server" : "";
        if (locals.contains(session)) {
            return "lives, known to this server alone" + here;
        }
        return state.sessions().contains(session)
                ? "lives, with a timeout of " + state.sessions().timeoutMillis(session) + " ms" + here
                : "does not live, as far as this server knows";
    }
}
