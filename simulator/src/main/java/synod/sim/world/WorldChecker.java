package synod.sim.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import synod.journal.JournalRecord;
import synod.kernel.LongMap;
import synod.kernel.NodeId;
import synod.multipaxos.Message;
import synod.replica.NodeStorage;
import synod.replica.Replica;
import synod.wire.peer.PeerMessage;
import synod.wire.peer.RecordCodec;

/**
 * Looks at everything that nodes persist, send, apply and answer, and knows nothing of how they decide. Each rule is
 * checked at the event that could break it.
 */
final class WorldChecker {
    private static final int LOOK_AT_SESSIONS_EVERY = 64;

    /** What one disk is known to hold, by what was handed to it and forced. */
    private static final class Durable {
        private final ArrayDeque<JournalRecord> unforced = new ArrayDeque<>();
        private final LongMap<JournalRecord> accepted = new LongMap<>();
        private long firstUnforced;
        private long promisedRound;
        private int promisedNode;
        private long persistedRound;
        private int persistedNode;
        private long snapshotSlot;

        void take(JournalRecord entry) {
            if (entry.kind() == RecordCodec.ACCEPTED) {
                accepted.put(entry.slot(), entry);
                promise(entry);
            } else if (entry.kind() == RecordCodec.PROMISED) {
                promise(entry);
            }
        }

        private void promise(JournalRecord entry) {
            if (isAbove(entry.round(), entry.node(), promisedRound, promisedNode)) {
                promisedRound = entry.round();
                promisedNode = entry.node();
            }
        }
    }

    /** What is known of one node. */
    private static final class Watched {
        private final Vows vows;
        private Durable disk = new Durable();

        /** The last slot it has applied, in this life. */
        private long applied;

        Watched(NodeId node) {
            vows = new Vows(node);
        }
    }

    private final World world;
    private final List<Watched> nodes = new ArrayList<>();

    /** What each slot's state came to, by whoever applied it first. */
    private final LongMap<Long> digests = new LongMap<>();

    /** The body accepted in a slot under a ballot, by whoever accepted it first. */
    private final Map<String, synod.kernel.Bytes> bodies = new HashMap<>();

    private long quorumCheckedTo;
    private long turns;

    /** Since when each node that leads has led. */
    private final TreeMap<NodeId, Long> electedAt = new TreeMap<>();

    WorldChecker(World world) {
        this.world = world;
    }

    /** Nodes come in the order of their numbers, from 1. */
    void add(NodeId node) {
        nodes.add(new Watched(node));
    }

    // ---- what nodes persist

    void onStarted(SimNode node, NodeStorage opened) {
        // What was written but not forced may have survived; what the journal read back is durable now.
        onForced(node, opened.journal().lastPosition());
        Durable disk = disk(node);
        disk.unforced.clear();
        disk.firstUnforced = opened.journal().lastPosition() + 1;
        disk.persistedRound = disk.promisedRound;
        disk.persistedNode = disk.promisedNode;
        vowsOf(node).onStarted();
        Watched watched = watched(node);
        Replica replica = node.replica();
        if (replica != null) {
            watched.applied = Math.min(watched.applied, replica.status().appliedSlot());
        }
    }

    void onEnded(SimNode node) {
        electedAt.remove(node.id);
    }

    void onDiskLost(SimNode node) {
        watched(node).disk = new Durable();
    }

    /** Promises and accepted ballots only rise, and a ballot has one value per slot. */
    void onPersist(SimNode node, JournalRecord entry) {
        Durable disk = disk(node);
        disk.unforced.addLast(entry);
        if (entry.kind() == RecordCodec.PROMISED) {
            if (isAbove(disk.persistedRound, disk.persistedNode, entry.round(), entry.node()) && !node.mayLoseDisk()) {
                throw new Violation(node + " promises ballot " + entry.round() + "." + entry.node() + " after "
                        + disk.persistedRound + "." + disk.persistedNode);
            }
            disk.persistedRound = entry.round();
            disk.persistedNode = entry.node();
        }
        if (entry.kind() == RecordCodec.ACCEPTED) {
            String key = entry.slot() + "@" + entry.round() + "." + entry.node();
            synod.kernel.Bytes before = bodies.putIfAbsent(key, entry.body());
            if (before != null && !before.equals(entry.body())) {
                throw new Violation("two values in slot " + entry.slot() + " under ballot " + entry.round() + "."
                        + entry.node() + ", the second at " + node);
            }
        }
    }

    void onForced(SimNode node, long position) {
        Durable disk = disk(node);
        while (disk.firstUnforced <= position) {
            disk.firstUnforced++;
            JournalRecord entry = disk.unforced.pollFirst();
            if (entry != null) {
                disk.take(entry);
                vowsOf(node).onDurable(entry);
            }
        }
    }

    void onSnapshotSaved(SimNode node, long slot) {
        disk(node).snapshotSlot = Math.max(disk(node).snapshotSlot, slot);
        vowsOf(node).onImage(slot);
    }

    // ---- what nodes say

    /** Nothing is promised or acknowledged before it is durable, or against an earlier word. */
    void onSend(SimNode node, PeerMessage message) {
        if (!(message instanceof PeerMessage.Paxos paxos)) {
            return;
        }
        vowsOf(node).onSend(paxos.message());
        Durable disk = disk(node);
        if (paxos.message() instanceof Message.Promise promise) {
            if (isAbove(promise.ballot().round(), promise.ballot().node(), disk.promisedRound, disk.promisedNode)) {
                throw new Violation(node + " sends " + short_(promise) + " but has durably promised only "
                        + disk.promisedRound + "." + disk.promisedNode);
            }
        } else if (paxos.message() instanceof Message.Accepted accepted && !node.mayLoseDisk()) {
            for (long slot = accepted.first(); slot <= accepted.last(); slot++) {
                JournalRecord entry = disk.accepted.find(slot);
                boolean isThere = entry != null
                        && !isAbove(accepted.ballot().round(), accepted.ballot().node(), entry.round(), entry.node());
                if (!isThere && slot > disk.snapshotSlot && slot > world.lowestFetched(node.id)) {
                    throw new Violation(node + " acknowledges slot " + slot + " under " + accepted.ballot()
                            + " without having it durably");
                }
            }
        }
    }

    private static String short_(Message.Promise promise) {
        return "Promise[" + promise.ballot() + "]";
    }

    // ---- what nodes apply and answer

    /** States after the same slot are the same, and what is applied stays applied. */
    void onTurn(SimNode node, Replica replica) {
        turns++;
        long slot = replica.appliedSlot();
        Watched watched = watched(node);
        long before = watched.applied;
        if (slot < before) {
            throw new Violation(node + " had applied slot " + before + " and now only " + slot);
        }
        if (slot > before) {
            watched.applied = slot;
            long digest = replica.stateDigest();
            Long first = digests.find(slot);
            if (first == null) {
                digests.put(slot, digest);
            } else if (first != digest) {
                throw new Violation("after slot " + slot + " the state of " + node + " differs from that of others");
            }
            world.mix(node.id.value() * 31L + slot, digest);
        }
        if (turns % LOOK_AT_SESSIONS_EVERY == 0) {
            checkEphemerals(node, replica);
        }
    }

    /** A client is told something only when everything it may rest on is held by a quorum of disks. */
    void onReply(SimNode node, Replica replica) {
        long slot = replica.appliedSlot();
        if (world.mayLoseDisks()) {
            // What was chosen need not be on a quorum's disks any more.
            return;
        }
        for (long next = quorumCheckedTo + 1; next <= slot; next++) {
            int holders = 0;
            for (Watched voter : nodes.subList(0, world.voters())) {
                Durable disk = voter.disk;
                if (disk.accepted.find(next) != null || disk.snapshotSlot >= next) {
                    holders++;
                }
            }
            if (holders * 2 <= world.voters() && next > world.lowestFetched()) {
                throw new Violation(node + " answers a client from slot " + next + ", which only " + holders + " of "
                        + world.voters() + " disks hold");
            }
        }
        quorumCheckedTo = Math.max(quorumCheckedTo, slot);
    }

    private static void checkEphemerals(SimNode node, Replica replica) {
        for (long owner : replica.tree().ephemeralOwners()) {
            if (!replica.sessions().contains(owner)) {
                throw new Violation(
                        node + " has an ephemeral of session " + Long.toHexString(owner) + ", which does not live");
            }
        }
    }

    // ---- sessions

    void onElected(NodeId leader) {
        electedAt.put(leader, world.now());
    }

    void onSteppedDown(NodeId leader) {
        electedAt.remove(leader);
    }

    /** A new leader gives every session its full time before it ends one. */
    void onExpired(NodeId node, int leastTimeoutMillis) {
        Long since = electedAt.get(node);
        if (since != null && world.now() - since < leastTimeoutMillis * 900_000L) {
            throw new Violation(node + " ends a session " + (world.now() - since) / 1_000_000
                    + " ms after its election, less than any session's timeout");
        }
    }

    void onSessionRefused(long session) {
        world.trace(null, "session " + Long.toHexString(session) + " is over");
    }

    private Watched watched(SimNode node) {
        return nodes.get(node.id.value() - 1);
    }

    private Vows vowsOf(SimNode node) {
        return watched(node).vows;
    }

    private Durable disk(SimNode node) {
        return watched(node).disk;
    }

    private static boolean isAbove(long round, int node, long otherRound, int otherNode) {
        return round != otherRound ? round > otherRound : node > otherNode;
    }
}
