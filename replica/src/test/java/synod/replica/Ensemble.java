package synod.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import synod.journal.JournalRecord;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.Configuration;
import synod.snapshot.SnapshotInfo;
import synod.wire.peer.PeerMessage;

/**
 * Some nodes in one thread on a kind network: messages arrive after a fixed delay and in order, disks force at once or
 * when told. Time is virtual. For scenes that a test wants to write out; the simulator is for everything else.
 */
final class Ensemble {
    private static final long MILLISECOND = 1_000_000L;
    private static final long STEP = MILLISECOND;

    private record InFlight(long at, NodeId from, NodeId to, PeerMessage message) {}

    private final Configuration configuration;
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private final ArrayDeque<InFlight> network = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(42);
    private long now = 1_000 * MILLISECOND;

    /** Messages that do not arrive. */
    Predicate<PeerMessage> lost = message -> false;

    Ensemble(Configuration configuration, UnaryOperator<ReplicaSettings> settings) {
        this.configuration = configuration;
        for (var voter : configuration.voters()) {
            nodes.put(voter.id(), new Node(voter.id(), settings));
        }
        for (NodeId observer : configuration.observers()) {
            nodes.put(observer, new Node(observer, settings));
        }
        nodes.values().forEach(Node::start);
    }

    static Ensemble of(int... voters) {
        return new Ensemble(Configuration.ofVoters(voters), settings -> settings);
    }

    Node node(int id) {
        return at(NodeId.of(id));
    }

    private Node at(NodeId id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new AssertionError("there is no " + id);
        }
        return node;
    }

    List<Node> all() {
        return List.copyOf(nodes.values());
    }

    /** The one established leader. */
    Node leader() {
        List<Node> leaders = nodes.values().stream()
                .filter(node -> node.isUp())
                .filter(node -> node.status().role() == Status.Role.LEADER
                        || node.status().role() == Status.Role.STANDALONE)
                .toList();
        if (leaders.size() != 1) {
            throw new AssertionError("leaders: " + leaders);
        }
        return leaders.get(0);
    }

    Node follower() {
        Node leader = leader();
        return nodes.values().stream()
                .filter(node -> node.isUp() && node != leader)
                .findFirst()
                .orElseThrow();
    }

    void run(long millis) {
        long end = now + millis * MILLISECOND;
        while (now < end) {
            now += STEP;
            step();
        }
    }

    /** Runs until it holds, for at most a minute of virtual time. */
    void runUntil(String what, java.util.function.BooleanSupplier condition) {
        long end = now + 60_000 * MILLISECOND;
        while (!condition.getAsBoolean()) {
            if (now >= end) {
                throw new AssertionError("not within a minute: " + what + "; " + describe());
            }
            now += STEP;
            step();
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        nodes.values()
                .forEach(node ->
                        text.append('\n').append(node).append(": ").append(node.isUp() ? node.status() : "down"));
        return text.toString();
    }

    void runUntilServing() {
        runUntil(
                "all serve",
                () -> nodes.values().stream()
                        .allMatch(node -> !node.isUp() || node.status().serving()));
    }

    private void step() {
        int arriving = network.size();
        for (int i = 0; i < arriving; i++) {
            InFlight next = network.removeFirst();
            if (next.at > now) {
                network.addLast(next);
            } else {
                Node to = at(next.to);
                Node from = at(next.from);
                if (to.isUp() && !to.cut && !from.cut && !lost.test(next.message)) {
                    to.receive(next.from, next.message);
                }
            }
        }
        nodes.values().forEach(Node::turn);
    }

    /** One node with its disk. */
    final class Node implements Ports {
        final NodeId id;
        final ReplicaSettings settings;
        final List<Note> notes = new ArrayList<>();
        final Map<Long, TestClient> clients = new LinkedHashMap<>();
        /** What clients have said to log in and nobody has judged, by connection. */
        final Map<Long, Bytes> logins = new LinkedHashMap<>();

        private final List<Runnable> pending = new ArrayList<>();
        MemoryDisk disk = new MemoryDisk();
        boolean cut;
        private @Nullable Replica replica;
        private @Nullable NodeStorage storage;

        Node(NodeId id, UnaryOperator<ReplicaSettings> settings) {
            this.id = id;
            this.settings = settings.apply(ReplicaSettings.tiny(id, configuration));
        }

        boolean isUp() {
            return replica != null;
        }

        Replica replica() {
            if (replica == null) {
                throw new AssertionError(id + " is down");
            }
            return replica;
        }

        Status status() {
            return replica().status();
        }

        void start() {
            ReplicaLoader loader = new ReplicaLoader(settings);
            NodeStorage opened = NodeStorage.open(disk, disk, JournalSettings.tiny(), loader);
            storage = opened;
            replica = loader.start(opened.opened(), this, now, now / MILLISECOND, random.nextLong());
            for (Node other : nodes.values()) {
                if (other != this && other.isUp() && !other.cut && !cut) {
                    replica.onLinkUp(other.id);
                    other.pending.add(() -> other.replica().onLinkUp(id));
                }
            }
        }

        /** As by kill -9: what was not forced is lost. */
        void crash() {
            replica = null;
            storage = null;
            pending.clear();
            clients.values().forEach(client -> client.closed = true);
            clients.clear();
            for (Node other : nodes.values()) {
                if (other != this && other.isUp()) {
                    other.pending.add(() -> other.replica().onLinkDown(id));
                }
            }
        }

        void receive(NodeId from, PeerMessage message) {
            pending.add(() -> replica().onPeerMessage(from, message));
        }

        void connect(TestClient client) {
            clients.put(client.connection, client);
            pending.add(() -> replica()
                    .onClientConnected(
                            client.connection,
                            Bytes.wrap("127.0.0.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                            client.proved));
        }

        void frame(TestClient client, Bytes frame) {
            boolean isLate = client.isLate;
            pending.add(() -> {
                if (isLate) {
                    replica().onLateClientFrame(client.connection, frame);
                } else {
                    replica().onClientFrame(client.connection, frame);
                }
            });
        }

        void disconnect(TestClient client) {
            clients.remove(client.connection);
            pending.add(() -> replica().onClientGone(client.connection));
        }

        void judge(TestClient client, SaslStep step) {
            logins.remove(client.connection);
            pending.add(() -> replica().onSaslStep(client.connection, step));
        }

        void handOver() {
            pending.add(() -> replica().handOver());
        }

        private void turn() {
            Replica current = replica;
            if (current == null) {
                return;
            }
            current.advance(now, now / MILLISECOND);
            List<Runnable> inputs = List.copyOf(pending);
            pending.clear();
            for (Runnable input : inputs) {
                input.run();
                if (replica != current) {
                    return;
                }
            }
            if (current.deadline() <= now) {
                current.onTick(random.nextLong());
            }
            current.endOfBatch(now);
            if (storage != null && replica == current) {
                storage.journal().force();
                long durable = storage.journal().forcedPosition();
                pending.add(() -> replica().onDurable(durable));
            }
        }

        private NodeStorage storage() {
            if (storage == null) {
                throw new AssertionError(id + " is down");
            }
            return storage;
        }

        @Override
        public void persist(JournalRecord entry) {
            storage().journal().append(entry);
        }

        @Override
        public void send(NodeId to, PeerMessage message) {
            network.addLast(new InFlight(now + 2 * MILLISECOND, id, to, message));
        }

        @Override
        public void reply(long connection, byte[] buffer, int offset, int length) {
            TestClient client = clients.get(connection);
            if (client != null) {
                client.receive(buffer, offset, length);
            }
        }

        @Override
        public void close(long connection, CloseReason reason) {
            TestClient client = clients.remove(connection);
            if (client != null) {
                client.closed = true;
                client.reason = reason;
            }
        }

        @Override
        public void logIn(long connection, Bytes token) {
            logins.put(connection, token);
        }

        @Override
        public void setReading(long connection, boolean on) {
            TestClient client = clients.get(connection);
            if (client != null) {
                client.readable = on;
            }
        }

        @Override
        public void note(Note note) {
            notes.add(note);
        }

        @Override
        public void beginSnapshot(SnapshotInfo info) {
            storage().snapshots().begin(info);
        }

        @Override
        public void writeSnapshot(Bytes block) {
            storage().snapshots().write(block);
            pending.add(() -> replica().onSnapshotBlockWritten());
        }

        @Override
        public void commitSnapshot() {
            long slot = storage().snapshots().commit();
            storage().journal().trimBelow(storage().snapshots().trimmableBelow());
            pending.add(() -> replica().onSnapshotSaved(slot));
        }

        @Override
        public void abortSnapshot() {
            storage().snapshots().abort();
        }

        @Override
        public void readSnapshotChunk(NodeId forPeer, long slot, long offset, int max) {
            SnapshotDesk.Chunk chunk = storage().snapshots().read(slot, offset, max);
            pending.add(
                    () -> replica().onSnapshotChunkRead(forPeer, chunk.slot(), offset, chunk.total(), chunk.bytes()));
        }

        @Override
        public void storeSnapshotChunk(long slot, long offset, long total, Bytes bytes) {
            SnapshotDesk.Stored stored = storage().snapshots().store(slot, offset, bytes);
            pending.add(() -> replica().onSnapshotChunkStored(slot, stored.nextOffset(), stored.complete()));
        }

        @Override
        public void reopen(boolean discardSnapshots) {
            storage().journal().force();
            if (discardSnapshots) {
                throw new AssertionError(id + " diverged");
            }
            replica = null;
            storage = null;
            pending.clear();
            clients.values().forEach(client -> client.closed = true);
            clients.clear();
            start();
        }

        @Override
        public String toString() {
            return id.toString();
        }
    }
}
