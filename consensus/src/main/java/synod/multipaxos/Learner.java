package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.multipaxos.ConsensusNote.IgnoreReason;
import synod.multipaxos.ConsensusNote.Ignored;
import synod.paxos.Ballot;

/**
 * Knows how far the log is chosen, delivers it in order, asks any other replica for what is missing, and tells others
 * what they miss.
 */
final class Learner {
    private final Roster roster;
    private final PaxosSettings settings;
    private final Chance chance;
    private final Acceptor acceptor;
    private final SlotLog log;

    /** Peers whose connection is known to be broken, by number. */
    private final boolean[] isDown = new boolean[NodeId.MAX_VALUE + 1];

    /** Every slot up to here is delivered. */
    private long chosenUpTo;

    /** Somebody knows every slot up to here to be chosen. */
    private long heardOf;

    /** The latest leader's watermark, and under which ballot it said so. */
    private Ballot watermarkBallot = Ballot.ZERO;

    private long watermark;

    private long lastHint;
    private long lastSnapshot;
    private long askAt = Long.MIN_VALUE;

    Learner(Roster roster, PaxosSettings settings, Chance chance, Acceptor acceptor, long snapshotSlot) {
        this.roster = roster;
        this.settings = settings;
        this.chance = chance;
        this.acceptor = acceptor;
        this.log = acceptor.log();
        this.chosenUpTo = snapshotSlot;
        this.heardOf = snapshotSlot;
        this.lastHint = snapshotSlot;
        this.lastSnapshot = snapshotSlot;
    }

    long chosenUpTo() {
        return chosenUpTo;
    }

    /** The slot of the newest snapshot on this node's disk. */
    long lastSnapshot() {
        return lastSnapshot;
    }

    /** True while there is something chosen that this replica can neither deliver nor do without. */
    boolean isBehind() {
        return heardOf > chosenUpTo;
    }

    long deadline() {
        return isBehind() && !roster.others().isEmpty() ? askAt : Long.MAX_VALUE;
    }

    boolean isDown(NodeId peer) {
        return isDown[peer.value()];
    }

    void onLink(NodeId peer, boolean nowDown) {
        isDown[peer.value()] = nowDown;
    }

    /** After a restart: what this node itself wrote down as chosen, as far as the values are there. */
    void replayHint(long upTo, Effects<Message, Record, Value> out) {
        while (chosenUpTo < upTo && log.isIntact(chosenUpTo + 1)) {
            deliverNext(out);
        }
        heardOf = Math.max(heardOf, upTo);
    }

    /** Somebody knows more: worth asking for. */
    void onRumour(long upTo) {
        heardOf = Math.max(heardOf, upTo);
    }

    /** The leader of a ballot says how far the log is chosen. */
    void onWatermark(Ballot ballot, long upTo, long now, Effects<Message, Record, Value> out) {
        if (ballot.isAbove(watermarkBallot)) {
            watermarkBallot = ballot;
            watermark = upTo;
        } else if (ballot.equals(watermarkBallot)) {
            watermark = Math.max(watermark, upTo);
        }
        heardOf = Math.max(heardOf, upTo);
        advance(out);
        ask(now, out);
    }

    /** Delivers what the watermark covers and this replica accepted under its ballot or a higher one. */
    void advance(Effects<Message, Record, Value> out) {
        while (chosenUpTo < watermark
                && log.isIntact(chosenUpTo + 1)
                && !log.ballotAt(chosenUpTo + 1).isBelow(watermarkBallot)) {
            deliverNext(out);
        }
    }

    /** The leader here counted a quorum for the next slot, which it had proposed under {@code ballot}. */
    void onChosenHere(Ballot ballot, long slot, Effects<Message, Record, Value> out) {
        if (slot != chosenUpTo + 1 || !log.ballotAt(slot).equals(ballot)) {
            throw PaxosRule.LEARNT_UNDER_BALLOT.broken("slot " + slot + " was accepted under " + log.ballotAt(slot)
                    + ", counted under " + ballot + ", delivered up to " + chosenUpTo);
        }
        heardOf = Math.max(heardOf, slot);
        deliverNext(out);
    }

    /** Somebody tells what is chosen in a slot. */
    void onChosenElsewhere(Entry entry, Effects<Message, Record, Value> out) {
        if (entry.value() instanceof Value.Damaged) {
            throw PaxosRule.DAMAGE_NEVER_SPREADS.broken("told of lost bytes as chosen in " + entry.slot());
        }
        if (entry.slot() <= chosenUpTo) {
            if (log.isIntact(entry.slot())) {
                acceptor.requireSame(PaxosRule.CHOSEN_STAYS, entry.slot(), entry.value());
            }
        } else if (entry.slot() == chosenUpTo + 1) {
            if (acceptor.learn(entry.ballot(), entry.slot(), entry.value(), out)) {
                out.note(new ConsensusNote.SlotRepaired(entry.slot()));
            }
            heardOf = Math.max(heardOf, entry.slot());
            deliverNext(out);
        }
    }

    private void deliverNext(Effects<Message, Record, Value> out) {
        long slot = chosenUpTo + 1;
        Value value = log.valueAt(slot);
        if (value == null || slot <= lastSnapshot) {
            throw PaxosRule.IN_ORDER.broken("slot " + slot + " holds " + value + ", snapshot at " + lastSnapshot);
        }
        if (value instanceof Value.Damaged) {
            throw PaxosRule.DAMAGE_NEVER_SPREADS.broken("would deliver lost bytes in " + slot);
        }
        chosenUpTo = slot;
        out.deliver(slot, value);
        if (value instanceof Value.Configure configure
                && !configure.configuration().equals(roster.configuration())) {
            out.note(new ConsensusNote.ConfigurationRefused(slot, configure.configuration()));
        }
        if (chosenUpTo - lastHint >= settings.hintSlots()) {
            lastHint = chosenUpTo;
            out.persist(new Record.ChosenUpTo(chosenUpTo));
        }
        shrink();
    }

    // ---- asking

    void onTick(long now, Effects<Message, Record, Value> out) {
        ask(now, out);
    }

    private void ask(long now, Effects<Message, Record, Value> out) {
        if (isBehind() && now >= askAt && !roster.others().isEmpty()) {
            askOne(now, target(), out);
        }
    }

    private void askOne(long now, NodeId peer, Effects<Message, Record, Value> out) {
        askAt = now + settings.retransmitNanos();
        // Ahead of the disk: a question says nothing about what this node holds.
        out.sendAhead(peer, new Message.LearnRequest(chosenUpTo + 1, heardOf));
    }

    /** Any other replica, rather one that can be reached. */
    private NodeId target() {
        List<NodeId> others = roster.others();
        int start = (int) chance.below(others.size());
        for (int i = 0; i < others.size(); i++) {
            NodeId peer = others.get((start + i) % others.size());
            if (!isDown(peer)) {
                return peer;
            }
        }
        return others.get(start);
    }

    void onLearned(long now, NodeId from, Message.Learned message, Effects<Message, Record, Value> out) {
        long before = chosenUpTo;
        for (Entry entry : message.entries()) {
            onChosenElsewhere(entry, out);
        }
        heardOf = Math.max(heardOf, message.chosenUpTo());
        advance(out);
        if (!isBehind()) {
            return;
        }
        if (chosenUpTo > before) {
            // It was of use; there may be more where that came from.
            askOne(now, from, out);
        } else if (message.from() == chosenUpTo + 1 && message.keptFrom() > chosenUpTo + 1) {
            out.note(new ConsensusNote.NeedsSnapshot(from, message.keptFrom() - 1));
            askAt = now + settings.electionTimeoutNanos();
        } else {
            out.note(Ignored.of(IgnoreReason.NOTHING_NEW));
            askAt = Math.min(askAt, now + settings.retransmitNanos() / 4);
        }
    }

    // ---- telling

    void onLearnRequest(NodeId from, Message.LearnRequest request, Effects<Message, Record, Value> out) {
        List<Entry> entries = new ArrayList<>();
        long weight = 0;
        if (request.from() >= log.first()) {
            for (long slot = request.from(); slot <= Math.min(request.upTo(), chosenUpTo); slot++) {
                Value value = log.valueAt(slot);
                if (value == null || value instanceof Value.Damaged) {
                    throw PaxosRule.DAMAGE_NEVER_SPREADS.broken("slot " + slot + " was delivered and holds " + value);
                }
                Entry entry = new Entry(slot, log.ballotAt(slot), value);
                weight += entry.weight();
                if (!entries.isEmpty() && weight > settings.messageBytes()) {
                    break;
                }
                entries.add(entry);
            }
        }
        // Ahead of the disk: what is chosen stays chosen whatever happens to this node.
        out.sendAhead(from, new Message.Learned(request.from(), entries, log.first(), chosenUpTo));
    }

    // ---- forgetting

    /** Nothing up to {@code slot} is needed for a restart of this node. Keeps what others may ask for. */
    void onSnapshotSaved(long slot) {
        long newest = Math.min(slot, chosenUpTo);
        if (newest > lastSnapshot) {
            log.trimBelow(lastSnapshot + 1);
            lastSnapshot = newest;
            shrink();
        }
    }

    /** Keeps the memory for others within its bound; never gives up what is not in a snapshot. */
    private void shrink() {
        while (log.weight() > settings.retainedBytes() && log.first() <= lastSnapshot) {
            log.trimBelow(log.first() + 1);
        }
    }
}
