package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * The memory of the protocol, for all slots at once: one promise, and what was accepted in which slot. Whoever asks
 * whether a vote may be cast asks here; whether this node votes at all is decided before.
 */
final class Acceptor {
    private final PaxosSettings settings;
    private final SlotLog log;

    /** Equal to what is durable, or about to be: whatever is sent about it waits. */
    private Ballot promised;

    /** The highest ballot whose leader may count on this node's silence until {@link #leaseUntil}. */
    private Ballot leaseBallot = Ballot.ZERO;

    private long leaseUntil = Long.MIN_VALUE;

    /** Until then an earlier life of this process may have owed its silence to somebody. */
    private long silentUntil;

    Acceptor(PaxosSettings settings, SlotLog log, Ballot promised, long silentUntil) {
        this.settings = settings;
        this.log = log;
        this.promised = promised;
        this.silentUntil = silentUntil;
    }

    Ballot promised() {
        return promised;
    }

    SlotLog log() {
        return log;
    }

    /** This node cannot have owed its silence to anybody: it votes for the first time ever. */
    void breakSilence() {
        silentUntil = Long.MIN_VALUE;
    }

    /** Keeps from promising anybody else's ballot for the time of a lease. */
    void holdLease(Ballot ballot, long now) {
        leaseBallot = ballot.isAbove(leaseBallot) ? ballot : leaseBallot;
        leaseUntil = Math.max(leaseUntil, now + settings.leaseNanos());
    }

    /** The leader itself gave up the lease of this ballot. */
    void releaseLease(Ballot ballot) {
        if (leaseBallot.equals(ballot)) {
            leaseUntil = Long.MIN_VALUE;
        }
    }

    /**
     * For how long this acceptor may not yet promise a ballot of {@code candidate}; 0 when it may at once.
     *
     * @param released the highest ballot whose leader gave its lease up
     */
    long waitNanos(long now, NodeId candidate, Ballot released) {
        long silence = silentUntil > now ? silentUntil - now : 0;
        boolean isOwed = leaseUntil > now && leaseBallot.node() != candidate.value() && leaseBallot.isAbove(released);
        return isOwed ? Math.max(silence, leaseUntil - now) : silence;
    }

    /** Promises a ballot above every earlier one. The caller has asked {@link #waitNanos}. */
    void promise(long now, Ballot ballot, Ballot released, Effects<Message, Record, Value> out) {
        if (!ballot.isAbove(promised)) {
            throw PaxosRule.PROMISE_KEPT.broken("promised " + promised + ", would promise " + ballot);
        }
        if (waitNanos(now, NodeId.of(ballot.node()), released) > 0) {
            throw PaxosRule.LEASE_KEPT.broken("a lease of " + leaseBallot + " runs, would promise " + ballot);
        }
        promised = ballot;
        out.persist(new Record.Promised(ballot));
    }

    /** After a recovery: what the others say that this node may have promised. */
    void recallPromise(Ballot atLeast, Effects<Message, Record, Value> out) {
        promised = atLeast.isAbove(promised) ? atLeast : promised;
        out.persist(new Record.Promised(promised));
    }

    /** One page of what was accepted at or above {@code from}, as large as a message may be. */
    Message.Promise page(long from, long chosenUpTo, NodeNumbers generations) {
        List<Entry> entries = new ArrayList<>();
        long weight = 0;
        long next = 0;
        for (long slot = Math.max(from, log.first()); slot <= log.last(); slot++) {
            Value value = log.valueAt(slot);
            if (value != null) {
                Entry entry = new Entry(slot, log.ballotAt(slot), value);
                if (!entries.isEmpty() && weight + entry.weight() > settings.messageBytes()) {
                    next = slot;
                    break;
                }
                weight += entry.weight();
                entries.add(entry);
            }
        }
        return new Message.Promise(promised, from, entries, next, chosenUpTo, generations);
    }

    /**
     * Accepts one value; the promise rises with it. Accepting again what is already there is not written again.
     *
     * @return true when a value that was lost here is back
     */
    boolean accept(Ballot ballot, long slot, Value value, Effects<Message, Record, Value> out) {
        if (ballot.isBelow(promised)) {
            throw PaxosRule.PROMISE_KEPT.broken("promised " + promised + ", would accept " + ballot + " in " + slot);
        }
        if (value instanceof Value.Damaged) {
            throw PaxosRule.DAMAGE_NEVER_SPREADS.broken("asked to accept lost bytes in " + slot + " under " + ballot);
        }
        promised = ballot;
        return put(ballot, slot, value, out);
    }

    /**
     * Writes down what is known to be chosen. The promise does not matter: a proposer that overlooks a chosen value
     * because of it would be wrong anyway.
     *
     * @param ballot one under which the value was proposed, not below the one under which it was first chosen
     * @return true when a value that was lost here is back
     */
    boolean learn(Ballot ballot, long slot, Value value, Effects<Message, Record, Value> out) {
        if (log.ballotAt(slot).isAbove(ballot) && log.isIntact(slot)) {
            // Accepted under a later ballot, which by P2b carries the same value.
            requireSame(PaxosRule.CHOSEN_STAYS, slot, value);
            return false;
        }
        return put(log.ballotAt(slot).isAbove(ballot) ? log.ballotAt(slot) : ballot, slot, value, out);
    }

    private boolean put(Ballot ballot, long slot, Value value, Effects<Message, Record, Value> out) {
        boolean isSameBallot = log.ballotAt(slot).equals(ballot);
        if (isSameBallot && log.isIntact(slot)) {
            requireSame(PaxosRule.BALLOT_UNIQUE, slot, value);
            return false;
        }
        boolean wasDamaged = log.valueAt(slot) instanceof Value.Damaged;
        log.put(slot, ballot, value);
        out.persist(new Record.Accepted(ballot, slot, value));
        return wasDamaged;
    }

    /** The promise rises without anything being accepted: the slots it was about are long chosen and forgotten here. */
    void follow(Ballot ballot, Effects<Message, Record, Value> out) {
        if (ballot.isAbove(promised)) {
            promised = ballot;
            out.persist(new Record.Promised(ballot));
        }
    }

    void requireSame(PaxosRule rule, long slot, Value value) {
        if (!value.equals(log.valueAt(slot))) {
            throw rule.broken("slot " + slot + " holds " + log.valueAt(slot) + " of " + log.ballotAt(slot)
                    + ", now told " + value);
        }
    }
}
