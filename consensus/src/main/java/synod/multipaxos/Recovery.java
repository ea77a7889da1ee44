package synod.multipaxos;

import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.paxos.Ballot;

/**
 * The way back of a voter that forgot what it promised: choose a generation nobody has heard of, have enough others
 * vouch for nothing older, learn from them what may have been promised and accepted, and vote again only when all of
 * that is known. The argument is in {@code docs/decisions/0003-votes-of-a-forgotten-life.md}.
 */
final class Recovery {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Memory memory;
    private final VoteFilter filter;

    /** The generation of this attempt; 0 as long as it is not chosen. */
    private long generation;

    /** Who answered the present question. */
    private long answered;

    /** Everything the answers know of generations. */
    private NodeNumbers known;

    private Ballot promised = Ballot.ZERO;

    /** The highest slot that anybody accepted anything in. */
    private long floor;

    private boolean isRemembered;
    private boolean hasNoted;
    private long askAt;

    Recovery(Roster roster, PaxosSettings settings, Acceptor acceptor, Learner learner, Memory memory, long now) {
        this.roster = roster;
        this.settings = settings;
        this.acceptor = acceptor;
        this.learner = learner;
        this.memory = memory;
        this.known = memory.generations();
        this.filter = new VoteFilter(roster, known);
        this.askAt = now;
    }

    long deadline() {
        return isHopeless() ? Long.MAX_VALUE : askAt;
    }

    /** True when even all others together cannot know what this voter took part in. */
    private boolean isHopeless() {
        return !isEnough(roster.quorums().everyone() & ~roster.bit(roster.self()));
    }

    private boolean isEnough(long set) {
        return roster.quorums().remembers(set, roster.indexOf(roster.self()));
    }

    void onTick(long now, Effects<Message, Record, Value> out) {
        if (!hasNoted) {
            hasNoted = true;
            out.note(isHopeless() ? new ConsensusNote.MemoryLost() : new ConsensusNote.Recovering(0));
        }
        if (now < askAt || isHopeless()) {
            return;
        }
        askAt = now + settings.retransmitNanos();
        if (isRemembered) {
            // What is left is to learn; the floor may only just have been chosen.
            learner.onRumour(floor);
            return;
        }
        for (NodeId voter : roster.otherVoters()) {
            if ((answered & roster.bit(voter)) == 0) {
                // Waits for the disk: the generation must be durable before anybody hears of it.
                out.send(voter, generation == 0 ? new Message.Recall(0) : new Message.Reborn(generation));
            }
        }
    }

    /** A voter in possession of its memory tells which generations it knows. */
    void onRecalled(long now, NodeId from, Message.Recalled recalled, Effects<Message, Record, Value> out) {
        if (!recalled.lives().equals(memory.identity().lives())) {
            out.note(Ignored.of(IgnoreReason.OTHER_FOUNDER));
            return;
        }
        if (isRemembered) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
            return;
        }
        if (generation != 0) {
            if (recalled.generations().of(roster.self()) > generation) {
                // An attempt that was announced before got further there than this one: begin again above it.
                known = known.max(recalled.generations());
                choose(now, out);
            } else {
                out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
            }
            return;
        }
        if (admit(from, recalled.generations(), out)) {
            answered |= roster.bit(from);
            if (isEnough(answered)) {
                choose(now, out);
            }
        }
    }

    private boolean admit(NodeId from, NodeNumbers generations, Effects<Message, Record, Value> out) {
        answered &= ~filter.raise(generations);
        if (!filter.isCurrent(from, generations)) {
            out.note(Ignored.of(IgnoreReason.OLD_GENERATION));
            return false;
        }
        known = known.max(generations);
        return true;
    }

    private void choose(long now, Effects<Message, Record, Value> out) {
        generation = known.of(roster.self()) + 1;
        known = known.with(roster.self(), generation);
        answered = 0;
        promised = Ballot.ZERO;
        floor = 0;
        memory.become(memory.identity().withGenerations(known), out);
        out.note(new ConsensusNote.Recovering(generation));
        askAt = now;
        onTick(now, out);
    }

    /** A voter has written the new generation down, and says what it knows. */
    void onRemembered(NodeId from, Message.Remembered remembered, Effects<Message, Record, Value> out) {
        if (remembered.generation() != generation || isRemembered) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
            return;
        }
        if (!admit(from, remembered.generations(), out)) {
            return;
        }
        // What a voter said that has since been reborn stays in the maxima: too high a floor is only slower.
        promised = remembered.promised().isAbove(promised) ? remembered.promised() : promised;
        floor = Math.max(floor, Math.max(remembered.lastAccepted(), remembered.chosenUpTo()));
        answered |= roster.bit(from);
        if (isEnough(answered)) {
            isRemembered = true;
            learner.onRumour(floor);
        }
    }

    /** True when everything that this voter can have taken part in is known to it. */
    boolean isComplete() {
        return isRemembered && learner.chosenUpTo() >= floor;
    }

    /** Writes down what was recovered; from now on this voter votes. */
    void complete(Effects<Message, Record, Value> out) {
        acceptor.recallPromise(promised, out);
        memory.become(memory.identity().withGenerations(known).withVoting(true), out);
        out.note(new ConsensusNote.Recovered(generation, floor));
    }
}
