package synod.commit.threephase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import synod.commit.CommitRule;
import synod.commit.threephase.Message.Standing;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** One election of one that finishes: it collects where the participants stand, and says what follows. */
final class Termination {
    /** What to do next. */
    enum Kind {
        WAIT,
        COMMIT,
        ABORT,
        TRY_TO_COMMIT,
        TRY_TO_ABORT
    }

    /**
     * What follows.
     *
     * @param whom whom to tell, when it is an attempt
     */
    record Step(Kind kind, Ballot election, List<NodeId> whom, String why) {}

    private final Form form;
    private final Ballot election;
    private final List<NodeId> members;
    private final boolean isAfterTotalFailure;
    private final TreeMap<NodeId, Standing> standings = new TreeMap<>();
    private final TreeSet<NodeId> awaited = new TreeSet<>();
    private final TreeSet<NodeId> reached = new TreeSet<>();
    private Kind attempt = Kind.WAIT;
    private long highestSeen;

    /** @param isAfterTotalFailure Skeen: it has crashed itself, and may rule only if all the others have too */
    Termination(Form form, Ballot election, List<NodeId> members, boolean isAfterTotalFailure) {
        this.isAfterTotalFailure = isAfterTotalFailure;
        this.form = form;
        this.election = election;
        this.members = members;
        this.highestSeen = election.round();
    }

    boolean isOf(Ballot other) {
        return election.equals(other);
    }

    boolean isCollecting() {
        return attempt == Kind.WAIT;
    }

    boolean isAttempting() {
        return attempt != Kind.WAIT;
    }

    /** The highest round of an election that anybody spoke of. */
    long highestSeen() {
        return highestSeen;
    }

    void onRefused(Ballot lastElected) {
        highestSeen = Math.max(highestSeen, lastElected.round());
    }

    Step onStanding(NodeId from, Standing standing, Set<NodeId> suspected) {
        if (isAttempting()) {
            return waiting();
        }
        standings.put(from, standing);
        return form == Form.SKEEN ? skeen(suspected) : standings.size() == members.size() ? byQuorum() : shortcut();
    }

    /** Nobody else answers in time. */
    Step onSilence() {
        return form == Form.SKEEN ? waiting() : byQuorum();
    }

    Step onSuspected(Set<NodeId> suspected) {
        return isCollecting() ? skeen(suspected) : acknowledgedBySkeen(suspected);
    }

    Step onAcknowledged(NodeId from, Phase phase, Set<NodeId> suspected) {
        boolean isForIt = (attempt == Kind.TRY_TO_COMMIT && phase == Phase.PRE_COMMITTED)
                || (attempt == Kind.TRY_TO_ABORT && phase == Phase.PRE_ABORTED);
        if (!isForIt) {
            return waiting();
        }
        reached.add(from);
        if (form == Form.SKEEN) {
            return acknowledgedBySkeen(suspected);
        }
        if (reached.size() < ThreePhaseSettings.quorum(members.size())) {
            return waiting();
        }
        String why = reached + " are " + phase;
        return attempt == Kind.TRY_TO_COMMIT ? step(Kind.COMMIT, why) : step(Kind.ABORT, why);
    }

    // ---- Skeen: TR1 to TR4

    /** Rules on the states of all that are up. Those that have crashed since their vote count only when all have. */
    private Step skeen(Set<NodeId> suspected) {
        TreeSet<NodeId> missing = new TreeSet<>(members);
        missing.removeAll(standings.keySet());
        missing.removeAll(suspected);
        if (has(Phase.ABORTED)) {
            return step(Kind.ABORT, "TR1: one has aborted");
        }
        if (has(Phase.COMMITTED)) {
            return step(Kind.COMMIT, "TR2: one has committed");
        }
        if (!missing.isEmpty()) {
            return waiting();
        }
        List<Standing> counted = new ArrayList<>();
        for (Standing standing : standings.values()) {
            if (!standing.isRecovering()) {
                counted.add(standing);
            }
        }
        if (isAfterTotalFailure) {
            if (!counted.isEmpty() || standings.size() < members.size()) {
                return waiting();
            }
            counted.addAll(standings.values());
        }
        if (counted.stream().allMatch(standing -> standing.phase() == Phase.UNCERTAIN)) {
            return step(Kind.ABORT, "TR3: all are uncertain");
        }
        attempt = Kind.TRY_TO_COMMIT;
        List<NodeId> whom = new ArrayList<>();
        for (Map.Entry<NodeId, Standing> entry : standings.entrySet()) {
            if (entry.getValue().phase() == Phase.PRE_COMMITTED) {
                reached.add(entry.getKey());
            } else {
                whom.add(entry.getKey());
                awaited.add(entry.getKey());
            }
        }
        if (whom.isEmpty()) {
            return step(Kind.COMMIT, "TR4: all are pre-committed");
        }
        return new Step(Kind.TRY_TO_COMMIT, election, whom, "TR4: one is pre-committed");
    }

    private Step acknowledgedBySkeen(Set<NodeId> suspected) {
        TreeSet<NodeId> missing = new TreeSet<>(awaited);
        missing.removeAll(reached);
        missing.removeAll(suspected);
        return missing.isEmpty() ? step(Kind.COMMIT, "TR4: all are pre-committed") : waiting();
    }

    // ---- with a quorum

    /** What does not depend on who else answers. */
    private Step shortcut() {
        if (has(Phase.COMMITTED)) {
            return step(Kind.COMMIT, "one has committed");
        }
        return has(Phase.ABORTED) ? step(Kind.ABORT, "one has aborted") : waiting();
    }

    private Step byQuorum() {
        Step known = shortcut();
        if (known.kind() != Kind.WAIT) {
            return known;
        }
        int quorum = ThreePhaseSettings.quorum(members.size());
        if (standings.size() < quorum) {
            return waiting();
        }
        return form == Form.E3PC ? e3pc() : quorum(quorum);
    }

    /** Skeen 1982: towards commit when one is pre-committed, towards abort when none is, and enough can follow. */
    private Step quorum(int quorum) {
        long canCommit = standings.values().stream()
                .filter(standing -> standing.phase() != Phase.PRE_ABORTED)
                .count();
        long canAbort = standings.values().stream()
                .filter(standing -> standing.phase() != Phase.PRE_COMMITTED)
                .count();
        if (has(Phase.PRE_COMMITTED)) {
            return canCommit >= quorum ? tryTo(Kind.TRY_TO_COMMIT, "one is pre-committed") : waiting();
        }
        return canAbort >= quorum ? tryTo(Kind.TRY_TO_ABORT, "none is pre-committed") : waiting();
    }

    /** Keidar and Dolev: the latest attempt that anybody here took part in decides which way. */
    private Step e3pc() {
        Ballot latest = Ballot.ZERO;
        for (Standing standing : standings.values()) {
            latest = standing.lastAttempt().isAbove(latest) ? standing.lastAttempt() : latest;
        }
        boolean isCommittable = !latest.equals(Ballot.ZERO);
        for (Standing standing : standings.values()) {
            if (standing.lastAttempt().equals(latest)) {
                isCommittable &= standing.phase() == Phase.PRE_COMMITTED;
            }
        }
        if (isCommittable && !has(Phase.PRE_COMMITTED)) {
            throw CommitRule.H4.broken("committable without anyone that is pre-committed: " + standings);
        }
        return isCommittable
                ? tryTo(Kind.TRY_TO_COMMIT, "the latest attempt, " + latest + ", was to commit")
                : tryTo(Kind.TRY_TO_ABORT, "the latest attempt, " + latest + ", was not to commit");
    }

    private Step tryTo(Kind kind, String why) {
        attempt = kind;
        return new Step(kind, election, members, why);
    }

    private boolean has(Phase phase) {
        return standings.values().stream().anyMatch(standing -> standing.phase() == phase);
    }

    private Step step(Kind kind, String why) {
        return new Step(kind, election, List.of(), why);
    }

    private Step waiting() {
        return step(Kind.WAIT, "");
    }

    @Override
    public String toString() {
        return "election " + election + ", heard " + standings.keySet()
                + (isAttempting() ? ", " + attempt + " with " + reached : "");
    }
}
