package synod.multipaxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;

/**
 * Whether this replica has a vote, and how it comes to have one: by the formation of the ensemble, or by recovering what
 * it forgot. And what it tells others that are on the same way.
 */
final class Franchise {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Chance chance;
    private final Memory memory;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Restored restored;
    private @Nullable Founding founding;
    private @Nullable Recovery recovery;

    /** True from when the ensemble is known to be formed until the caller has asked. */
    private boolean isJustFormed;

    Franchise(
            Roster roster,
            PaxosSettings settings,
            Chance chance,
            Memory memory,
            Acceptor acceptor,
            Learner learner,
            Restored restored) {
        this.roster = roster;
        this.settings = settings;
        this.chance = chance;
        this.memory = memory;
        this.acceptor = acceptor;
        this.learner = learner;
        this.restored = restored;
    }

    boolean isVoting() {
        return roster.isVoter() && memory.identity().isVoting();
    }

    long deadline() {
        long due = founding == null ? Long.MAX_VALUE : founding.deadline();
        return recovery == null ? due : Math.min(due, recovery.deadline());
    }

    /** Finds out where this replica stands after a start. */
    void begin(long now, Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        if (identity.life() == 0) {
            identity = identity.withLife(Founding.lifeFrom(chance));
        }
        // Also when nothing was drawn: a replica that may not vote any more writes that down first of all.
        memory.become(identity, out);
        if (roster.isAlone() && isVoting()) {
            // Nobody else can ever have led, so nobody can be owed silence.
            acceptor.breakSilence();
        }
        if (isVoting() || (!roster.isVoter() && identity.isFormed())) {
            return;
        }
        boolean isForgetfulAlone = restored.damage() == Damage.FORGOTTEN && roster.isAlone();
        if (roster.isVoter() && (identity.isFormed() || isForgetfulAlone)) {
            becomeForgetful(now);
        } else {
            Founding begun = new Founding(roster, settings, chance, memory, restored.seed(), now);
            founding = begun;
            onOutcome(now, begun.foundIfAllPledged(out), out);
        }
    }

    void onTick(long now, Effects<Message, Record, Value> out) {
        if (founding != null) {
            founding.onTick(now, out);
        }
        if (recovery != null) {
            recovery.onTick(now, out);
        }
    }

    private void onOutcome(long now, Founding.Outcome outcome, Effects<Message, Record, Value> out) {
        switch (outcome) {
            case WAIT -> {}
            case MISPLACED -> out.note(new ConsensusNote.SeedMisplaced());
            case FORGOTTEN -> {
                founding = null;
                becomeForgetful(now);
            }
            case FORMED -> {
                founding = null;
                isJustFormed = true;
                out.note(new ConsensusNote.EnsembleFormed(memory.identity().ensembleId()));
                if (restored.isBlank() || roster.isAlone()) {
                    // In this very run the disk was empty, and now it is known that no ensemble existed before.
                    acceptor.breakSilence();
                }
            }
        }
    }

    /**
     * Whether a message means anything yet. A replica that was given a state does not know whether it is the ensemble's before
     * the others have said so; until then it takes no chosen slot on top of it.
     */
    boolean isMeaningful(Message message) {
        return restored.seed() == 0
                || memory.identity().isFormed()
                || message instanceof Message.Census
                || message instanceof Message.Pledge
                || message instanceof Message.Founded
                || message instanceof Message.Recall
                || message instanceof Message.Recalled;
    }

    private void becomeForgetful(long now) {
        recovery = new Recovery(roster, settings, acceptor, learner, memory, now);
    }

    /** True once after this replica came to know where it stands for good; a voter votes from then on. */
    boolean hasJustBeenGranted(long now, Effects<Message, Record, Value> out) {
        if (recovery != null && recovery.isComplete()) {
            recovery.complete(out);
            recovery = null;
            return true;
        }
        boolean isNews = isJustFormed;
        isJustFormed = false;
        return isNews;
    }

    // ---- messages

    void onCensus(NodeId from, Message.Census message, Effects<Message, Record, Value> out) {
        if (founding != null) {
            founding.onCensus(from, message, out);
        } else {
            tell(from, 0, out);
        }
    }

    void onPledge(long now, NodeId from, Message.Pledge message, Effects<Message, Record, Value> out) {
        if (founding == null) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
        } else {
            onOutcome(now, founding.onPledge(from, message, out), out);
        }
    }

    void onFounded(long now, NodeId from, Message.Founded message, Effects<Message, Record, Value> out) {
        if (founding == null) {
            out.note(Ignored.of(IgnoreReason.NOT_RECOVERING));
        } else {
            onOutcome(now, founding.onFounded(from, message, out), out);
        }
    }

    void onRecall(NodeId from, Message.Recall message, Effects<Message, Record, Value> out) {
        tell(from, message.heldTo(), out);
    }

    /** Tells how the ensemble is formed, and what else this voter remembers. */
    private void tell(NodeId to, long heldTo, Effects<Message, Record, Value> out) {
        Identity identity = memory.identity();
        boolean isFounder = roster.self().equals(roster.voters().get(0));
        if (isFounder && identity.isFormed() && heldTo != 0) {
            // A founder, even one that forgot, vouches with its present life for how the ensemble is formed.
            out.send(to, new Message.Founded(identity.life(), identity.lives(), heldTo));
        } else if (isVoting()) {
            out.send(to, new Message.Recalled(identity.lives(), identity.generations()));
        } else {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
        }
    }

    void onRecalled(long now, NodeId from, Message.Recalled message, Effects<Message, Record, Value> out) {
        if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
        } else if (recovery != null) {
            recovery.onRecalled(now, from, message, out);
        } else if (founding != null) {
            onOutcome(now, founding.onRecalled(message, out), out);
        } else {
            out.note(Ignored.of(IgnoreReason.NOT_RECOVERING));
        }
    }

    /** Another voter forgot. Returns true when its earlier votes count no more. */
    boolean onReborn(NodeId from, Message.Reborn message, Effects<Message, Record, Value> out) {
        NodeNumbers known = memory.generations();
        if (!isVoting()) {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
            return false;
        }
        if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
            return false;
        }
        if (message.generation() < known.of(from)) {
            // A later attempt of it was announced here before; it needs to know.
            out.note(Ignored.of(IgnoreReason.OLD_GENERATION));
            tell(from, 0, out);
            return false;
        }
        memory.become(memory.identity().withGenerations(known.with(from, message.generation())), out);
        out.send(
                from,
                new Message.Remembered(
                        message.generation(),
                        acceptor.promised(),
                        acceptor.log().last(),
                        learner.chosenUpTo(),
                        memory.generations()));
        return true;
    }

    void onRemembered(NodeId from, Message.Remembered message, Effects<Message, Record, Value> out) {
        if (recovery == null) {
            out.note(Ignored.of(IgnoreReason.STALE_ANSWER));
        } else if (!roster.isVoter(from)) {
            out.note(Ignored.of(IgnoreReason.NOT_A_VOTER));
        } else {
            recovery.onRemembered(from, message, out);
        }
    }
}
