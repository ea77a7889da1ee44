package synod.sim.multipaxos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.NodeNumbers;
import synod.paxos.Ballot;

/**
 * What every voter has durably promised and accepted, and what is therefore chosen, whoever knows it. Checks that a slot
 * gets one value, that what is accepted above a chosen ballot carries its value, that nothing durable is taken back, that
 * no answer leaves before the record it rests on, and that nobody applies what is not chosen.
 */
final class Ledger {
    /** A voter, and which generations it had written down when it voted, its own among them. */
    private record Holder(NodeId node, NodeNumbers generations) {}

    /** A value of one slot under one ballot, and the votes cast for it, those of forgotten lives too. */
    private static final class Vote {
        private final Ballot ballot;
        private final Bytes value;
        private final List<Holder> holders = new ArrayList<>(3);

        Vote(Ballot ballot, Bytes value) {
            this.ballot = ballot;
            this.value = value;
        }

        void add(Holder holder) {
            if (!holders.contains(holder)) {
                holders.add(holder);
            }
        }

        /**
         * True when some quorum's votes were cast so that none of them knew that another's voter was to be reborn: every
         * such quorum stays as good as if nobody had ever forgotten anything.
         */
        boolean isChosen(int quorum) {
            return holders.size() >= quorum && isChosen(quorum, 0, new ArrayList<>());
        }

        private boolean isChosen(int quorum, int from, List<Holder> counted) {
            if (counted.size() == quorum) {
                return true;
            }
            for (int next = from; next < holders.size(); next++) {
                Holder holder = holders.get(next);
                if (counted.stream().allMatch(other -> areCurrent(holder, other))) {
                    counted.add(holder);
                    if (isChosen(quorum, next + 1, counted)) {
                        return true;
                    }
                    counted.remove(counted.size() - 1);
                }
            }
            return false;
        }

        private static boolean areCurrent(Holder one, Holder other) {
            return !one.node.equals(other.node)
                    && one.generations.of(one.node) >= other.generations.of(one.node)
                    && other.generations.of(other.node) >= one.generations.of(other.node);
        }
    }

    private static final class Slot {
        private final List<Vote> votes = new ArrayList<>(2);
        private @Nullable Vote chosen;
    }

    /** What one node has on its disk for certain. */
    private static final class Disk {
        private Ballot promised = Ballot.ZERO;

        /** What its records of accepted and learnt values imply after a restart. */
        private Ballot implied = Ballot.ZERO;

        private NodeNumbers generations = NodeNumbers.NONE;
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

    /** Which generations a node knows has become durable. */
    void identified(int node, NodeNumbers generations) {
        disks[node].generations = generations;
    }

    /** A vote has become durable. */
    void accepted(int node, long slot, Ballot ballot, Bytes value) {
        Disk disk = disks[node];
        Ballot before = disk.accepted.put(slot, ballot);
        if (before != null && before.compareTo(ballot) > 0) {
            disk.accepted.put(slot, before);
        }
        disk.implied = higher(disk.implied, ballot);
        Slot at = slot(slot);
        Vote vote = vote(at, ballot, value, node, slot);
        if (votes[node]) {
            vote.add(new Holder(NodeId.of(node), disk.generations));
        }
        Vote chosen = at.chosen;
        if (chosen == null && vote.isChosen(quorum)) {
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

    private static Ballot higher(Ballot one, Ballot other) {
        return one.compareTo(other) > 0 ? one : other;
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
        Ballot durable = higher(disks[node].promised, disks[node].implied);
        if (durable.compareTo(ballot) < 0) {
            throw new Violation("DURABLE: n" + node + " tells its promise of " + ballot + ", durable is " + durable);
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
        disk.promised = found.promised;
        disk.implied = found.implied();
        disk.generations = found.generations;
        disk.snapshotSlot = found.snapshotSlot;
        disk.accepted.clear();
        disk.accepted.putAll(found.accepted);
    }

    /** What was found on a disk. */
    static final class Restored {
        private Ballot promised = Ballot.ZERO;
        private NodeNumbers generations = NodeNumbers.NONE;
        private final long snapshotSlot;
        private final TreeMap<Long, Ballot> accepted = new TreeMap<>();

        /** @param snapshotSlot of the newest good snapshot, 0 for none */
        Restored(long snapshotSlot) {
            this.snapshotSlot = snapshotSlot;
        }

        /** A promise was found. */
        void promised(Ballot ballot) {
            promised = higher(promised, ballot);
        }

        /** Which generations it knows was found. */
        void identified(NodeNumbers numbers) {
            generations = numbers;
        }

        /** A vote was found, which implies a promise. */
        void accepted(long slot, Ballot ballot) {
            accepted.merge(slot, ballot, Ledger::higher);
        }

        private Ballot implied() {
            return accepted.values().stream().reduce(Ballot.ZERO, Ledger::higher);
        }
    }
}
