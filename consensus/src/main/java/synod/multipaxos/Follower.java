package synod.multipaxos;

import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;

/** Phase 2b, and what else a replica does for a leader that it follows. The caller has seen that it follows the sender. */
final class Follower {
    private final Roster roster;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Memory memory;
    private final Franchise franchise;

    Follower(Roster roster, Acceptor acceptor, Learner learner, Memory memory, Franchise franchise) {
        this.roster = roster;
        this.acceptor = acceptor;
        this.learner = learner;
        this.memory = memory;
        this.franchise = franchise;
    }

    /** Accepts, and says so when it is durable. An observer keeps what it is told, and says nothing. */
    void onAccept(long now, NodeId from, Message.Accept message, Effects<Message, Record, Value> out) {
        long last = message.firstSlot() + message.values().size() - 1;
        if (roster.isVoter() && !franchise.isVoting()) {
            out.note(Ignored.of(IgnoreReason.NOT_VOTING));
        } else if (last >= acceptor.log().first() && !acceptor.log().canHold(last)) {
            out.note(Ignored.of(IgnoreReason.HOPELESS_LOG));
        } else {
            accept(message, out);
            if (roster.isVoter()) {
                out.send(from, new Message.Accepted(message.ballot(), message.firstSlot(), last, memory.generations()));
            }
        }
        learner.onWatermark(message.ballot(), message.chosenUpTo(), now, out);
    }

    private void accept(Message.Accept message, Effects<Message, Record, Value> out) {
        // A slot that is forgotten here is chosen and in a snapshot: it counts as accepted, but the promise must rise.
        acceptor.follow(message.ballot(), out);
        for (int i = 0; i < message.values().size(); i++) {
            long slot = message.firstSlot() + i;
            Value value = message.values().get(i);
            if (slot < acceptor.log().first()) {
                continue;
            }
            if (slot <= learner.chosenUpTo()) {
                acceptor.requireSame(PaxosRule.CHOSEN_STAYS, slot, value);
            }
            if (acceptor.accept(message.ballot(), slot, value, out)) {
                out.note(new ConsensusNote.SlotRepaired(slot));
            }
        }
    }

    void onHeartbeat(long now, NodeId from, Message.Heartbeat message, Effects<Message, Record, Value> out) {
        learner.onWatermark(message.ballot(), message.chosenUpTo(), now, out);
        if (franchise.isVoting()) {
            acceptor.holdLease(message.ballot(), now);
            // Ahead of the disk: it says that no higher ballot was promised so far, and that none will be for a while.
            // A crash does not break the second, because a restarted replica is silent for as long.
            out.sendAhead(
                    from,
                    new Message.HeartbeatAck(
                            message.ballot(), message.round(), learner.chosenUpTo(), memory.generations()));
        }
    }
}
