package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;

/**
 * Forms an ensemble once, out of voters that all are new. The voter with the lowest number, the founder, asks for the
 * life of every other, decides alone by writing the list of lives to its disk, and tells it. Since formation needs every
 * voter anyway, leaving the decision to one costs nothing, and one disk decides atomically.
 *
 * <p>An observer uses the questions only, to learn the identity of the ensemble.
 */
final class Founding {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Chance chance;
    private final Memory memory;
    private final NodeId founder;
    private final long seed;
    private final long initialDigest;

    /** The founder's: the life of each voter that pledged itself to its present life. */
    private NodeNumbers pledged = NodeNumbers.NONE;

    private long askAt;

    Founding(Roster roster, PaxosSettings settings, Chance chance, Memory memory, long seed, long now) {
        this.roster = roster;
        this.settings = settings;
        this.chance = chance;
        this.memory = memory;
        this.founder = roster.voters().get(0);
        this.seed = seed;
        // Whoever begins with another state, or with none, is asked in vain: they are not one ensemble.
        this.initialDigest = digest(roster.configuration(), seed);
        this.askAt = now;
    }

    /** What becomes of a node by an answer. */
    enum Outcome {
        /** Nothing yet. */
        WAIT,
        /** It is a voter of a formed ensemble, or an observer that knows it. */
        FORMED,
        /** The ensemble was formed with another life of this voter: it forgot. */
        FORGOTTEN,
        /** The ensemble was formed without this node's seed: what its state rests on is not the ensemble's. */
        MISPLACED
    }

    long deadline() {
        return askAt;
    }

    void onTick(long now, Effects<Message, Record, Value> out) {
        if (now < askAt) {
            return;
        }
        askAt = now + settings.retransmitNanos();
        for (NodeId voter : roster.otherVoters()) {
            // Waits for the disk: the life that is told must not change by a crash.
            out.send(voter, new Message.Recall(heldTo()));
            if (isFounder()) {
                out.send(voter, new Message.Census(memory.identity().life(), initialDigest));
            }
        }
    }

    private boolean isFounder() {
        return founder.equals(roster.self());
    }

    /** The founder asks. The answer binds this voter to that life of the founder. */
    void onCensus(NodeId from, Message.Census census, Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        if (!from.equals(founder) || !roster.isVoter()) {
            out.note(Ignored.of(IgnoreReason.OTHER_FOUNDER));
            return;
        }
        if (census.initial() != initialDigest) {
            out.note(Ignored.of(IgnoreReason.OTHER_CONFIGURATION));
            return;
        }
        boolean isOver = identity.pledges().contains(census.life()) && !isHeldTo(census.life());
        if (!isOver && !isHeldTo(census.life())) {
            List<Long> pledges = new ArrayList<>(identity.pledges());
            pledges.add(census.life());
            memory.become(identity.withPledges(pledges), out);
        }
        // Waits for the disk: having seen a later life of the founder must survive a crash.
        out.send(from, new Message.Pledge(identity.life(), census.life(), isOver));
    }

    /** True when the founder's life is the last one that this voter answered. */
    private boolean isHeldTo(long founderLife) {
        return founderLife != 0 && heldTo() == founderLife;
    }

    private long heldTo() {
        List<Long> pledges = memory.identity().pledges();
        return pledges.isEmpty() ? 0 : pledges.get(pledges.size() - 1);
    }

    /** A voter answers the founder. */
    Outcome onPledge(NodeId from, Message.Pledge pledge, Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        if (!isFounder() || pledge.founder() != identity.life() || !roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.OTHER_FOUNDER));
            return Outcome.WAIT;
        }
        if (pledge.isRefused()) {
            // The voter took this life for an earlier one than another it heard of. A new life settles it.
            memory.become(identity.withLife(newLife()), out);
            pledged = NodeNumbers.NONE;
            return Outcome.WAIT;
        }
        pledged = pledged.with(from, pledge.life());
        return foundIfAllPledged(out);
    }

    /** The founder decides as soon as everybody else has pledged. */
    Outcome foundIfAllPledged(Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        if (!isFounder() || pledged.size() < roster.otherVoters().size()) {
            return Outcome.WAIT;
        }
        NodeNumbers lives = pledged.with(roster.self(), identity.life());
        memory.become(identity.withLives(lives).withVoting(true), out);
        for (NodeId voter : roster.otherVoters()) {
            out.send(voter, new Message.Founded(identity.life(), lives, 0));
        }
        return Outcome.FORMED;
    }

    /**
     * The founder says how the ensemble is formed. It counts when this voter holds to that life of the founder, or to
     * the one that decided; or when the founder answers a question that this voter asked while holding to another life:
     * that one was over by then, and its call had only been slow.
     */
    Outcome onFounded(NodeId from, Message.Founded founded, Effects<Message, Record, Value> out) {
        boolean isEndorsed = isHeldTo(founded.founder())
                || isHeldTo(founded.lives().of(founder))
                || (from.equals(founder) && isHeldTo(founded.answering()));
        return onLives(founded.lives(), isEndorsed, out);
    }

    /** A voter of a formed ensemble says how it is formed. */
    Outcome onRecalled(Message.Recalled recalled, Effects<Message, Record, Value> out) {
        return onLives(recalled.lives(), isHeldTo(recalled.lives().of(founder)), out);
    }

    private Outcome onLives(NodeNumbers lives, boolean isFounderHeldTo, Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        if (seed != 0 && (!roster.isVoter() || isFounder() || lives.of(roster.self()) != identity.life())) {
            // Nothing of the ensemble is written down before the seed is gone: together they would be believed.
            return Outcome.MISPLACED;
        }
        if (!roster.isVoter()) {
            memory.become(identity.withLives(lives), out);
            return Outcome.FORMED;
        }
        if (isFounder() || lives.of(roster.self()) != identity.life()) {
            // The founder knows of its own decision, unless it forgot it.
            memory.become(identity.withLives(lives), out);
            return Outcome.FORGOTTEN;
        }
        if (!isFounderHeldTo) {
            // A later life of the founder was answered since. What that one says counts.
            out.note(Ignored.of(IgnoreReason.OTHER_FOUNDER));
            return Outcome.WAIT;
        }
        memory.become(identity.withLives(lives).withVoting(true), out);
        return Outcome.FORMED;
    }

    private long newLife() {
        return lifeFrom(chance);
    }

    static long lifeFrom(Chance chance) {
        long life = chance.next();
        return life == 0 ? 1 : life;
    }

    private static long digest(Configuration configuration, long seed) {
        long digest = configuration.quorums().hashCode();
        for (Member voter : configuration.voters()) {
            digest = Chance.mixed(digest ^ voter.id().value());
        }
        return seed == 0 ? digest : Chance.mixed(digest ^ seed);
    }
}
