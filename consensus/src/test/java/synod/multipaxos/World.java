package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.paxos.Ballot;

/**
 * A small deterministic world around some cores: a network that loses, doubles and reorders, disks that are late,
 * processes that die between any two effects. It knows everything and checks what no single node can see.
 */
final class World {
    static final long MILLISECOND = 1_000_000L;

    private record Due(long time, long sequence, Runnable action) {}

    private record Proposed(Ballot ballot, long slot) {}

    private record Asked(Node node, int life, long atLeast) {}

    final SplittableRandom chance;
    final Configuration configuration;
    final PaxosSettings settings;
    final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    long now;

    double lossRate;
    double doubleRate;
    long maxDelay = 5 * MILLISECOND;
    long maxDiskDelay = 4 * MILLISECOND;
    final boolean[][] isCut = new boolean[256][256];

    /** False in worlds in which votes of a lost life may linger: then only what is delivered is compared. */
    boolean countsVotes = true;

    final List<Note> notes = new ArrayList<>();
    final TreeMap<Long, Value> chosen = new TreeMap<>();
    private final Map<Proposed, Value> proposals = new LinkedHashMap<>();
    private final Map<Proposed, Long> votes = new LinkedHashMap<>();
    private final Map<Long, Asked> reads = new LinkedHashMap<>();
    int readsAnswered;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(
            (a, b) -> a.time != b.time ? Long.compare(a.time, b.time) : Long.compare(a.sequence, b.sequence));
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private long sequence;
    private long nextToken;
    private long commands;

    World(long seed, Configuration configuration, PaxosSettings settings) {
        this.chance = new SplittableRandom(seed);
        this.configuration = configuration;
        this.settings = settings;
        for (Member voter : configuration.voters()) {
            add(voter.id());
        }
        for (NodeId observer : configuration.observers()) {
            add(observer);
        }
    }

    private void add(NodeId id) {
        // Rates differ by less than the drift that the settings allow for.
        long ratePpb = chance.nextLong(-settings.driftPerMille() * 400_000L, settings.driftPerMille() * 400_000L + 1);
        nodes.put(id, new Node(id, this, ratePpb, chance.nextLong(-1_000_000_000L, 1_000_000_000_000L)));
    }

    void startAll() {
        for (Node node : nodes.values()) {
            if (!node.isUp()) {
                node.start();
            }
        }
    }

    Node node(int number) {
        Node node = nodes.get(NodeId.of(number));
        assertThat(node).isNotNull();
        return java.util.Objects.requireNonNull(node);
    }

    Node any() {
        return List.copyOf(nodes.values()).get(chance.nextInt(nodes.size()));
    }

    // ---- time

    void later(long delay, Runnable action) {
        queue.add(new Due(now + delay, sequence++, action));
    }

    void scheduleTick(Node node) {
        MultiPaxos core = node.core;
        if (core == null) {
            return;
        }
        long due = node.globalTime(core.deadline());
        if (due == Long.MAX_VALUE) {
            return;
        }
        int life = node.life;
        long deadline = core.deadline();
        queue.add(new Due(Math.max(due, now), sequence++, () -> {
            MultiPaxos current = node.core;
            if (current != null && node.life == life && current.deadline() == deadline) {
                node.step(new Event.Tick(chance.nextLong()));
                MultiPaxos after = node.core;
                if (after != null && !node.isPaused() && after.deadline() <= node.localTime(now)) {
                    throw new AssertionError(node.id + ": a deadline stays in the past after its tick");
                }
            }
        }));
    }

    void run(long nanos) {
        long end = now + nanos;
        while (!queue.isEmpty() && queue.peek().time <= end) {
            Due next = queue.remove();
            now = Math.max(now, next.time);
            next.action.run();
        }
        now = end;
    }

    long diskDelay() {
        return chance.nextLong(50_000, maxDiskDelay + 50_001);
    }

    // ---- network

    void transmit(Node from, NodeId to, Message message) {
        onSent(from, message);
        if (from.id.equals(to)) {
            int life = from.life;
            later(1_000, () -> {
                if (from.life == life) {
                    from.step(new Event.Received(to, message));
                }
            });
            return;
        }
        if (isCut[from.id.value()][to.value()] || chance.nextDouble() < lossRate) {
            return;
        }
        int copies = chance.nextDouble() < doubleRate ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            later(chance.nextLong(20_000, maxDelay + 20_001), () -> {
                Node target = nodes.get(to);
                if (target != null && target.isUp()) {
                    trace(to + " <- " + from.id + " " + message);
                    target.step(new Event.Received(from.id, message));
                }
            });
        }
    }

    void cut(NodeId one, NodeId other, boolean bothWays) {
        isCut[one.value()][other.value()] = true;
        isCut[other.value()][one.value()] |= bothWays;
    }

    void isolate(NodeId one) {
        for (NodeId other : nodes.keySet()) {
            cut(one, other, true);
        }
    }

    void heal() {
        for (boolean[] row : isCut) {
            java.util.Arrays.fill(row, false);
        }
        for (Node node : nodes.values()) {
            for (NodeId peer : nodes.keySet()) {
                if (!peer.equals(node.id)) {
                    node.step(new Event.LinkUp(peer));
                }
            }
        }
    }

    void calm() {
        lossRate = 0;
        doubleRate = 0;
        heal();
    }

    // ---- what is asked of the nodes

    void propose() {
        Node leader = leader();
        if (leader != null && leader.core != null && leader.core.hasRoom()) {
            byte[] bytes = new byte[8 + chance.nextInt(40)];
            long number = ++commands;
            for (int i = 0; i < 8; i++) {
                bytes[i] = (byte) (number >>> (8 * i));
            }
            leader.step(new Event.Propose(Bytes.wrap(bytes)));
        }
    }

    void read(Node node) {
        long atLeast = 0;
        for (Node other : nodes.values()) {
            atLeast = Math.max(atLeast, other.isUp() ? other.applied : 0);
        }
        long token = nextToken++;
        reads.put(token, new Asked(node, node.life, atLeast));
        node.step(new Event.ReadIndex(token, true));
    }

    @org.jspecify.annotations.Nullable
    Node leader() {
        Node best = null;
        for (Node node : nodes.values()) {
            MultiPaxos core = node.core;
            if (core != null && core.isLeading()) {
                if (best == null || best.core == null || core.ballot().isAbove(best.core.ballot())) {
                    best = node;
                }
            }
        }
        return best;
    }

    // ---- what must hold

    private void onSent(Node from, Message message) {
        if (message instanceof Message.Accept accept) {
            for (int i = 0; i < accept.values().size(); i++) {
                Proposed proposed = new Proposed(accept.ballot(), accept.firstSlot() + i);
                Value before = proposals.putIfAbsent(proposed, accept.values().get(i));
                if (before != null && !before.equals(accept.values().get(i))) {
                    throw broken(proposed + " has two values: " + before + " and "
                            + accept.values().get(i));
                }
            }
        } else if (message instanceof Message.Accepted accepted) {
            for (long slot = accepted.first(); slot <= accepted.last(); slot++) {
                onVote(from, new Proposed(accepted.ballot(), slot));
            }
        }
    }

    private void onVote(Node from, Proposed proposed) {
        int index = configuration.indexOf(from.id);
        if (index < 0) {
            throw broken(from.id + " votes and is no voter");
        }
        long set = votes.merge(proposed, 1L << index, (one, other) -> one | other);
        Value value = proposals.get(proposed);
        if (countsVotes && value != null && configuration.quorums().isAcceptQuorum(set)) {
            onChosen(proposed.slot, value, "by votes under " + proposed.ballot);
        }
    }

    private void onChosen(long slot, Value value, String how) {
        Value before = chosen.putIfAbsent(slot, value);
        if (before != null && !before.equals(value)) {
            throw broken("slot " + slot + " was chosen as " + before + " and is chosen " + how + " as " + value);
        }
    }

    void onDelivered(Node node, long slot, Value value) {
        if (slot != node.applied + 1) {
            throw broken(node.id + " delivers " + slot + " after " + node.applied);
        }
        trace(node.id + " delivers " + slot + " " + value);
        if (countsVotes && configuration.voters().size() > 1 && !value.equals(chosen.get(slot))) {
            throw broken(node.id + " delivers in " + slot + " what nobody chose: " + value);
        }
        onChosen(slot, value, "at " + node.id);
    }

    void onNote(Node node, Note note) {
        trace(node.id + " notes " + note);
        notes.add(note);
        if (note instanceof ConsensusNote.ReadReady ready) {
            Asked asked = reads.remove(ready.token());
            if (asked != null && asked.life == node.life && ready.slot() < asked.atLeast) {
                throw broken(node.id + " would read at " + ready.slot() + ", applied elsewhere: " + asked.atLeast);
            }
            readsAnswered++;
        } else if (note instanceof ConsensusNote.ReadRefused refused) {
            reads.remove(refused.token());
        } else if (note instanceof ConsensusNote.NeedsSnapshot needs) {
            later(20 * MILLISECOND, () -> install(node, node.life, needs));
        }
    }

    private void install(Node node, int life, ConsensusNote.NeedsSnapshot needs) {
        Node donor = nodes.get(needs.from());
        if (node.life == life && donor != null && donor.isUp() && donor.snapshotSlot >= needs.slot()) {
            trace(node.id + " installs the snapshot of " + donor.id + " at " + donor.snapshotSlot);
            long slot = donor.snapshotSlot;
            node.crash();
            node.snapshotSlot = Math.max(node.snapshotSlot, slot);
            node.start();
        }
    }

    void checkAfter(Node node, MultiPaxos core) {
        if (core.chosenUpTo() != node.applied) {
            throw broken(node.id + " says " + core.chosenUpTo() + " and delivered " + node.applied);
        }
        if (!core.isLeaseValid(node.localTime(now))) {
            return;
        }
        for (Node other : nodes.values()) {
            MultiPaxos rival = other.core;
            if (rival != null && rival.isLeading() && rival.ballot().isAbove(core.ballot())) {
                throw broken(node.id + " trusts its lease while " + other.id + " leads under " + rival.ballot());
            }
        }
    }

    AssertionError broken(String what) {
        return new AssertionError(what + "\n" + String.join("\n", trace));
    }

    void trace(String line) {
        trace.addLast(now / 1000 + " " + line);
        if (trace.size() > 400) {
            trace.removeFirst();
        }
    }

    /** Everybody up, connected, led by one, and equally far. */
    void requireConvergence(long withinNanos) {
        long end = now + withinNanos;
        long goal = -1;
        while (now < end) {
            run(50 * MILLISECOND);
            Node leader = leader();
            if (leader == null || leader.core == null) {
                continue;
            }
            if (goal < 0 && !leader.core.hasRoom()) {
                continue;
            }
            if (goal < 0) {
                propose();
                goal = leader.applied + 1;
            }
            long slowest = Long.MAX_VALUE;
            boolean allVote = true;
            for (Node node : nodes.values()) {
                slowest = Math.min(slowest, node.isUp() ? node.applied : 0);
                MultiPaxos core = node.core;
                allVote &= core != null && (core.isVoting() || configuration.indexOf(node.id) < 0);
            }
            if (slowest >= goal && allVote) {
                return;
            }
        }
        StringBuilder state = new StringBuilder("no convergence towards " + goal);
        for (Node node : nodes.values()) {
            MultiPaxos core = node.core;
            state.append('\n').append(node.id).append(" applied ").append(node.applied);
            if (core != null) {
                state.append(", leader ")
                        .append(core.leader())
                        .append(", ballot ")
                        .append(core.ballot());
                state.append(", voting ")
                        .append(core.isVoting())
                        .append(", snapshot ")
                        .append(node.snapshotSlot);
            }
        }
        throw broken(state.toString());
    }
}
