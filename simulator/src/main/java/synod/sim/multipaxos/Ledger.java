package synod.sim.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.paxos.Ballot;

/**
 * What every voter has durably promised and accepted, and what is therefore chosen, whoever knows it. Checks that a slot
 * gets one value, that what is accepted above a chosen ballot carries its value, that nothing durable is taken back, that
 * no answer leaves before the record it rests on, and that nobody applies what is not chosen.
 */
final class Ledger {
    /** A value of one slot under one ballot, and the voters that hold it, one bit each. */
    private static final class Vote {
        private final Ballot ballot;
        private final Bytes value;
        private long holders;

        Vote(Ballot ballot, Bytes value) {
            this.ballot = ballot;
            this.value = value;
        }
    }

    private static final class Slot {
        private final List<Vote> votes = new ArrayList<>(2);
        private @Nullable Vote chosen;
    }

    /** What one node has on its disk for certain. */
    private static final class Disk {
        private Ballot promised = Ballot.ZERO;
        private long snapshotSlot;
        private final TreeMap<Long, Ballot> accepted = new TreeMap<>();
    }

    private final int quorum;
    private final Disk[] disks;
    private final boolean[] votes;
    private final ArrayList<Slot> slots = new ArrayList<>();
    private final Map<Ballot, Integer> leaderships = new TreeMap<>();
    private long chosenUpTo;

    /**
     * @param nodes how many nodes there are, numbered from 1
     * @param voters how many of them vote: the first ones
     */
    Ledger(int nodes, int voters) {
        this.quorum = voters / 2 + 1;
        this.disks = new Disk[nodes + 1];
        this.votes = new boolean[nodes + 1];
        for (int node = 1; node <= nodes; node++) {
            disks[node] = new Disk();
            votes[node] = node <= voters;
        }
    }

    /** Every slot up to this one has a chosen value. */
    long chosenUpTo() {
        return chosenUpTo;
    }

    /** A promise has become durable. */
    void promised(int node, Ballot ballot) {
        Disk disk = disks[node];
        if (ballot.compareTo(disk.promised) < 0) {
            throw new Violation("P1a: n" + node + " recorded a promise of " + ballot + " after " + disk.promised);
        }
        disk.promised = ballot;
    }

    /** A vote has become durable. */
    void accepted(int node, long slot, Ballot ballot, Bytes value) {
        Disk disk = disks[node];
        Ballot before = disk.accepted.put(slot, ballot);
        if (before != null && before.compareTo(ballot) > 0) {
            disk.accepted.put(slot, before);
        }
        Slot at = slot(slot);
        Vote vote = vote(at, ballot, value, node, slot);
        if (votes[node]) {
            vote.holders |= 1L << node;
        }
        Vote chosen = at.chosen;
        if (chosen == null && Long.bitCount(vote.holders) >= quorum) {
            at.chosen = vote;
            for (Vote other : at.votes) {
                requireSame(slot, vote, other);
            }
            while (chosenUpTo < slots.size() && slots.get((int) chosenUpTo).chosen != null) {
                chosenUpTo++;
            }
        } else if (chosen != null) {
            requireSame(slot, chosen, vote);
        }
    }

    /** A snapshot of everything up to a slot has become durable. */
    void snapshot(int node, long slot) {
        if (slot > chosenUpTo) {
            throw new Violation("n" + node + " has a snapshot of slot " + slot + ", chosen is up to " + chosenUpTo);
        }
        disks[node].snapshotSlot = Math.max(disks[node].snapshotSlot, slot);
    }

    private Slot slot(long slot) {
        while (slots.size() < slot) {
            slots.add(new Slot());
        }
        return slots.get((int) slot - 1);
    }

    private static Vote vote(Slot at, Ballot ballot, Bytes value, int node, long slot) {
        for (Vote vote : at.votes) {
            if (vote.ballot.equals(ballot)) {
                if (!vote.value.equals(value)) {
                    throw new Violation("BALLOT: slot " + slot + " has two values under " + ballot + ": " + vote.value
                            + " and, at n" + node + ", " + value);
                }
                return vote;
            }
        }
        Vote vote = new Vote(ballot, value);
        at.votes.add(vote);
        return vote;
    }

    /** S2 and P2a: above a chosen ballot, only its value. */
    private static void requireSame(long slot, Vote chosen, Vote other) {
        if (other.ballot.compareTo(chosen.ballot) >= 0 && !other.value.equals(chosen.value)) {
            throw new Violation("P2a: slot " + slot + " has " + chosen.value + " chosen under " + chosen.ballot
                    + ", and " + other.value + " accepted under " + other.ballot);
        }
    }

    // What leaves a node.

    /** DURABLE: a promise leaves. */
    void promiseLeaves(int node, Ballot ballot) {
        if (disks[node].promised.compareTo(ballot) < 0) {
            throw new Violation(
                    "DURABLE: n" + node + " tells its promise of " + ballot + ", durable is " + disks[node].promised);
        }
    }

    /** DURABLE: the news of votes leaves. */
    void acceptedLeaves(int node, Ballot ballot, long first, long last) {
        Disk disk = disks[node];
        for (long slot = Math.max(first, disk.snapshotSlot + 1); slot <= last; slot++) {
            Ballot durable = disk.accepted.get(slot);
            boolean isKnownChosen = slot <= chosenUpTo;
            if (durable == null ? !isKnownChosen : durable.compareTo(ballot) < 0 && !isKnownChosen) {
                throw new Violation("DURABLE: n" + node + " tells that it accepted slot " + slot + " under " + ballot
                        + ", durable is " + durable);
            }
        }
    }

    // What a node does with it.

    /** S3: a node's state includes everything up to a slot. */
    void applied(int node, long slot) {
        if (slot > chosenUpTo) {
            throw new Violation("S3: n" + node + " has applied slot " + slot + ", chosen is up to " + chosenUpTo);
        }
    }

    /** A node leads. */
    void elected(int node, Ballot ballot) {
        if (ballot.node() != node) {
            throw new Violation("BALLOT: n" + node + " leads under the ballot " + ballot + " of another");
        }
        Integer before = leaderships.put(ballot, node);
        if (before != null) {
            throw new Violation("BALLOT: n" + node + " leads under " + ballot + " for the second time");
        }
    }

    // What is left after a restart.

    /** What a node finds on its disk: compared with what was durable, unless the world has damaged that disk. */
    void restored(int node, Restored found, boolean isDamaged) {
        Disk disk = disks[node];
        if (!isDamaged) {
            if (found.promised.compareTo(disk.promised) < 0) {
                throw new Violation("DURABLE: n" + node + " had promised " + disk.promised + " and comes back with "
                        + found.promised);
            }
            for (Map.Entry<Long, Ballot> entry :
                    disk.accepted.tailMap(found.snapshotSlot, false).entrySet()) {
                Ballot now = found.accepted.get(entry.getKey());
                if (now == null || now.compareTo(entry.getValue()) < 0) {
                    throw new Violation("DURABLE: n" + node + " had accepted slot " + entry.getKey() + " under "
                            + entry.getValue() + " and comes back with " + now);
                }
            }
        }
        for (int slot = 1; slot <= slots.size(); slot++) {
            forgetIfLost(node, slot, found);
        }
        disk.promised = found.promised;
        disk.snapshotSlot = found.snapshotSlot;
        disk.accepted.clear();
        disk.accepted.putAll(found.accepted);
    }

    private void forgetIfLost(int node, int slot, Restored found) {
        if (slot > found.snapshotSlot && !found.accepted.containsKey((long) slot)) {
            for (Vote vote : slots.get(slot - 1).votes) {
                vote.holders &= ~(1L << node);
            }
        }
    }

    /** What was found on a disk. */
    static final class Restored {
        private Ballot promised = Ballot.ZERO;
        private final long snapshotSlot;
        private final TreeMap<Long, Ballot> accepted = new TreeMap<>();

        /** @param snapshotSlot of the newest good snapshot, 0 for none */
        Restored(long snapshotSlot) {
            this.snapshotSlot = snapshotSlot;
        }

        /** A promise was found. */
        void promised(Ballot ballot) {
            promised = ballot.compareTo(promised) > 0 ? ballot : promised;
        }

        /** A vote was found, which implies a promise. */
        void accepted(long slot, Ballot ballot) {
            accepted.merge(slot, ballot, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }
}
