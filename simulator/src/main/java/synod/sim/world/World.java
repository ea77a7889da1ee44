package synod.sim.world;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import synod.check.History;
import synod.check.Linearizability;
import synod.check.SessionGuarantees;
import synod.check.Verdict;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.Configuration;
import synod.multipaxos.ConsensusNote;
import synod.replica.ReadMode;
import synod.replica.Replica;
import synod.replica.ReplicaNote;
import synod.replica.ReplicaSettings;
import synod.replica.SessionRules;
import synod.replica.Status;
import synod.sim.disk.CrashStyle;

/** One world: a function of its settings and its seed. */
final class World {
    static final Bytes ADDRESS = Bytes.wrap("127.0.0.1".getBytes(StandardCharsets.US_ASCII));

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long LINEARIZABILITY_STEPS = 20_000_000;

    /** A stream of chance of its own, so that worlds without local sessions are what they were. */
    private static final long LOCAL_SESSIONS = 0x10ca1L;

    /** So few that clients are told to look again now and then. */
    private static final int KEPT_CHANGES = 40;

    private final WorldSettings settings;
    private final long seed;
    private final @Nullable Consumer<String> trace;
    private final SplittableRandom faultsRandom;
    private final SplittableRandom diskTimes;
    private final SplittableRandom clientRandom;
    private final Timeline timeline = new Timeline();
    private final WorldChecker checker = new WorldChecker(this);
    private final History history = new History();
    private final int voters;
    private final ReadMode reads;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final TreeMap<String, Integer> effects = new TreeMap<>();
    private final TreeMap<NodeId, Long> fetched = new TreeMap<>();
    private final SimNetwork network;
    private final boolean mayLoseDisks;
    private final boolean localSessions;
    private FaultPlan plan;
    private boolean safety = true;
    private long connections;
    private long operations;
    private long fingerprint;
    private @Nullable String failure;

    World(WorldSettings settings, long seed, @Nullable Consumer<String> trace) {
        this.settings = settings;
        this.seed = seed;
        this.trace = trace;
        SplittableRandom root = new SplittableRandom(seed);
        SplittableRandom networkRandom = root.split();
        this.faultsRandom = root.split();
        this.diskTimes = root.split();
        this.clientRandom = root.split();
        SplittableRandom nodesRandom = root.split();
        this.voters = settings.nodes() > 0 ? settings.nodes() : new int[] {1, 3, 3, 3, 5, 5}[root.nextInt(6)];
        int observers = settings.nodes() > 0 ? 0 : Math.max(0, root.nextInt(6) - 3);
        int count = voters + observers;
        this.reads = List.of(ReadMode.LOCAL, ReadMode.LEASE, ReadMode.QUORUM).get(root.nextInt(3));
        this.plan = settings.faults() ? FaultPlan.draw(faultsRandom, voters) : FaultPlan.none();
        this.mayLoseDisks = plan.badDisks() > 0;
        SplittableRandom sessionsRandom = new SplittableRandom(seed ^ LOCAL_SESSIONS);
        this.localSessions = settings.faults() && sessionsRandom.nextInt(3) == 0;
        SessionRules sessions =
                new SessionRules(localSessions, sessionsRandom.nextInt(4) > 0, SessionRules.NEVER, KEPT_CHANGES);
        this.network = new SimNetwork(this, networkRandom, count);
        Configuration configuration = configuration(voters, observers);
        for (int i = 1; i <= count; i++) {
            NodeId id = NodeId.of(i);
            checker.add(id);
            ReplicaSettings its = settings.tiny()
                    ? ReplicaSettings.tiny(id, configuration)
                    : ReplicaSettings.defaults(id, configuration, 2_000);
            nodes.add(new SimNode(
                    this, id, its.withReads(reads).withSessions(sessions), nodesRandom.split(), i <= plan.badDisks()));
        }
        for (int i = 0; i < settings.clients(); i++) {
            clients.add(new SimClient(this, i, clientRandom.split(), history));
        }
    }

    /** Voters come first; observers have the numbers after theirs. */
    private static Configuration configuration(int voters, int observers) {
        int[] numbers = IntStream.rangeClosed(1, voters).toArray();
        List<NodeId> watching = IntStream.rangeClosed(voters + 1, voters + observers)
                .mapToObj(NodeId::of)
                .toList();
        Configuration majority = Configuration.ofVoters(numbers);
        return new Configuration(majority.voters(), watching, majority.quorums());
    }

    // ---- what the inhabitants may ask

    boolean isVoter(NodeId node) {
        return node.value() <= voters;
    }

    int voters() {
        return voters;
    }

    /** Whether every read is linearizable here, and not only one behind a sync. */
    boolean areReadsLinearizable() {
        return reads != ReadMode.LOCAL;
    }

    WorldSettings settings() {
        return settings;
    }

    JournalSettings journalSettings() {
        return new JournalSettings(1 << 20, 1 << 16, 1 << 22, 1);
    }

    FaultPlan plan() {
        return plan;
    }

    Timeline timeline() {
        return timeline;
    }

    long now() {
        return timeline.now();
    }

    SimNetwork network() {
        return network;
    }

    WorldChecker checker() {
        return checker;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(NodeId id) {
        return nodes.get(id.value() - 1);
    }

    long nextConnection() {
        return ++connections;
    }

    void onOperation() {
        operations++;
    }

    void count(String effect) {
        effects.merge(effect, 1, Integer::sum);
    }

    void mix(long one, long other) {
        fingerprint = (fingerprint ^ one ^ (now() << 1)) * 0x9E3779B97F4A7C15L + other;
    }

    void trace(@Nullable NodeId node, String what) {
        mix(what.hashCode(), node == null ? 0 : node.value());
        if (trace != null) {
            trace.accept(String.format(
                    java.util.Locale.ROOT, "%12.6f %-3s %s", now() / 1e9, node == null ? "" : node.toString(), what));
        }
    }

    void onNote(SimNode node, Note note) {
        if (note instanceof ConsensusNote.Ignored) {
            return;
        }
        trace(node.id, note.toString());
        if (note instanceof ConsensusNote.Elected) {
            if (!isVoter(node.id)) {
                throw new Violation(node + " leads and has no vote");
            }
            count("election");
            checker.onElected(node.id);
        } else if (note instanceof ConsensusNote.SteppedDown) {
            checker.onSteppedDown(node.id);
        } else if (note instanceof ReplicaNote.SessionExpired) {
            count("session expired");
            checker.onExpired(node.id, 2_000);
        } else if (note instanceof ReplicaNote.SnapshotFetched got) {
            count("snapshot fetched");
            fetched.merge(node.id, got.slot(), Math::max);
        } else if (note instanceof ConsensusNote.Recovered) {
            count("recovered from a lost disk");
        } else if (note instanceof ConsensusNote.SlotRepaired) {
            count("slot repaired");
        }
    }

    /** The slot of the newest image that a node fetched from another; 0 when it never did. */
    long lowestFetched(NodeId node) {
        return fetched.getOrDefault(node, 0L);
    }

    long lowestFetched() {
        return fetched.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    // ---- chance

    long drawForceNanos() {
        long nanos = (long) (plan.forceNanos() * (0.5 + diskTimes.nextDouble()));
        if (plan.slowDiskPerMille() > 0 && diskTimes.nextInt(1_000) < plan.slowDiskPerMille()) {
            count("slow force");
            return nanos * 100;
        }
        return nanos;
    }

    boolean drawFailedForce() {
        boolean fails = safety
                && plan.failedForcePerMillion() > 0
                && diskTimes.nextInt(1_000_000) < plan.failedForcePerMillion();
        if (fails) {
            count("failed force");
        }
        return fails;
    }

    CrashStyle drawCrashStyle() {
        if (!safety || faultsRandom.nextInt(1_000) >= plan.powerLossPerMille()) {
            return CrashStyle.KEPT;
        }
        CrashStyle[] styles = CrashStyle.values();
        return styles[faultsRandom.nextInt(styles.length)];
    }

    boolean pausesInsideTurn() {
        boolean pauses = safety && plan.pauseMeanNanos() > 0 && faultsRandom.nextInt(20_000) == 0;
        if (pauses) {
            count("pause inside a batch");
        }
        return pauses;
    }

    long drawClientDelay() {
        return 50_000 + clientRandom.nextLong(MILLISECOND);
    }

    void planRestart(SimNode node) {
        timeline.after(faultsRandom.nextLong(50 * MILLISECOND, 4 * SECOND), () -> {
            if (!node.isUp() && !node.isDead()) {
                if (safety && node.mayLoseDisk() && faultsRandom.nextInt(1_000) < plan.reformatPerMille()) {
                    count("disk lost");
                    node.reformat();
                }
                node.start();
            }
        });
    }

    /** A node says that what is on its disk cannot be used: right when its disk is bad and nobody can help it. */
    void onCannotStart(SimNode node, RuntimeException why) {
        if (!node.mayLoseDisk()) {
            throw new Violation(node + " cannot start although its disk is good: " + why.getMessage());
        }
        count("could not start");
        node.reformat();
        planRestart(node);
    }

    // ---- the run

    WorldResult run() {
        trace(null, "world of " + voters + " voters and " + (nodes.size() - voters) + " observers: " + plan);
        try {
            if (nodes.size() > voters) {
                count("observer");
            }
            count("reads " + reads);
            if (localSessions) {
                count("local sessions");
            }
            nodes.forEach(SimNode::start);
            clients.forEach(SimClient::begin);
            form();
            planFaults();
            runUntil(now() + settings.safetyNanos());
            comeTogether();
            check("linearizability", Linearizability.check(history, LINEARIZABILITY_STEPS));
            check("session guarantees", SessionGuarantees.check(history));
        } catch (Violation | InvariantViolation broken) {
            failure = String.valueOf(broken.getMessage());
        } catch (RuntimeException unexpected) {
            failure = unexpected + " at "
                    + List.of(unexpected.getStackTrace()).stream().limit(6).toList();
        }
        if (failure != null) {
            trace(null, "FAILURE: " + failure);
        }
        SortedMap<String, Integer> counted = new TreeMap<>(effects);
        return new WorldResult(seed, failure, now(), timeline.events(), operations, counted, fingerprint);
    }

    private void runUntil(long end) {
        while (timeline.step(end)) {
            // Each event happens in its turn.
        }
    }

    /** The ensemble forms in peace: that every voter is there once is a condition, not a fault to be tolerated. */
    private void form() {
        long end = now() + 60 * SECOND;
        FaultPlan drawn = plan;
        plan = FaultPlan.none();
        while (!nodes.stream().allMatch(this::isInPlace)) {
            if (now() >= end) {
                throw new Violation("the ensemble did not form within a minute");
            }
            runUntil(now() + 10 * MILLISECOND);
        }
        plan = drawn;
        nodes.forEach(SimNode::judgeDisk);
        trace(null, "formed");
    }

    private static @Nullable Status status(SimNode node) {
        Replica replica = node.replica();
        return replica == null ? null : replica.status();
    }

    private boolean isInPlace(SimNode node) {
        Status status = status(node);
        return status != null && (isVoter(node.id) ? status.voting() : status.serving());
    }

    private void planFaults() {
        if (!settings.faults()) {
            return;
        }
        plan(plan.crashMeanNanos(), this::crash);
        plan(plan.pauseMeanNanos(), this::pause);
        plan(plan.partitionMeanNanos(), this::partition);
        if (plan.wallJumps()) {
            plan(10 * SECOND, this::jumpWall);
        }
        if (plan.badDisks() > 0) {
            plan(5 * SECOND, this::rot);
        }
        if (plan.fullDisks()) {
            plan(15 * SECOND, this::fill);
        }
    }

    private void plan(long meanNanos, Runnable fault) {
        if (meanNanos > 0) {
            long wait = (long) (-Math.log(1 - faultsRandom.nextDouble()) * meanNanos);
            timeline.after(Math.max(MILLISECOND, wait), () -> {
                if (safety) {
                    fault.run();
                    plan(meanNanos, fault);
                }
            });
        }
    }

    private SimNode any() {
        return nodes.get(faultsRandom.nextInt(nodes.size()));
    }

    private void crash() {
        SimNode node = any();
        if (node.isUp()) {
            // Somewhere among its next effects, and at the latest a while from now if it has none.
            node.crashAfter(1 + faultsRandom.nextInt(40));
            if (faultsRandom.nextInt(4) == 0) {
                node.crashHere();
            }
        }
    }

    private void pause() {
        SimNode node = any();
        long nanos = faultsRandom.nextLong(plan.longestPauseNanos());
        count("pause");
        trace(node.id, "is paused for " + nanos / MILLISECOND + " ms");
        node.pause(nanos);
    }

    private void partition() {
        if (nodes.size() == 1) {
            return;
        }
        long group = 0;
        while (group == 0 || Long.bitCount(group) == nodes.size()) {
            group = (faultsRandom.nextLong() & ((1L << nodes.size()) - 1)) << 1;
        }
        if (faultsRandom.nextInt(3) == 0) {
            group = 1L << any().id.value();
        }
        boolean oneWay = plan.asymmetric() && faultsRandom.nextBoolean();
        count(oneWay ? "one-way partition" : "partition");
        trace(null, (oneWay ? "one-way cut from " : "cut of ") + Long.toBinaryString(group));
        network.partition(group, oneWay, plan.silentCuts());
        timeline.after(faultsRandom.nextLong(50 * MILLISECOND, 8 * SECOND), () -> {
            if (safety) {
                trace(null, "the network is whole again");
                network.heal();
            }
        });
    }

    private void jumpWall() {
        count("wall clock jumped");
        any().jumpWall(faultsRandom.nextLong(-86_400_000L, 86_400_001L));
    }

    private void rot() {
        SimNode node = nodes.get(faultsRandom.nextInt(plan.badDisks()));
        boolean isNewest = faultsRandom.nextInt(3) == 0;
        String file = isNewest ? node.disk().loseNewest() : node.disk().rot();
        if (file != null) {
            count(isNewest ? "forced sectors lost" : "bit rot");
            trace(node.id, isNewest ? "what was last forced to " + file + " is lost" : "a bit of " + file + " rots");
            // Damage shows when it is read, and a journal is read when its node starts.
            if (faultsRandom.nextBoolean()) {
                node.crashHere();
                leader().ifPresent(SimNode::crashHere);
            }
        }
    }

    /** Whether there are disks in this world that do not keep what was forced. */
    boolean mayLoseDisks() {
        return mayLoseDisks;
    }

    /** Whoever votes on an empty disk does harm when somebody is to be elected. */
    void onDiskReplaced() {
        if (safety && faultsRandom.nextBoolean()) {
            leader().ifPresent(SimNode::crashHere);
        }
    }

    private Optional<SimNode> leader() {
        return nodes.stream()
                .filter(node ->
                        node.replica() != null && node.replica().status().role() == Status.Role.LEADER)
                .findFirst();
    }

    private void fill() {
        SimNode node = any();
        count("disk full");
        trace(node.id, "the disk is full");
        node.disk().capacity(0);
        timeline.after(
                faultsRandom.nextLong(SECOND, 6 * SECOND), () -> node.disk().capacity(Long.MAX_VALUE));
    }

    // ---- the second phase

    /** A random core is healthy from now on and the others are dead: it must lead, answer and agree within the bound. */
    private void comeTogether() {
        safety = false;
        FaultPlan drawn = plan;
        plan = FaultPlan.none();
        network.heal();
        List<SimNode> core = drawCore(drawn);
        trace(null, "the core is " + core);
        for (SimNode node : nodes) {
            node.disk().capacity(Long.MAX_VALUE);
            node.judgeDisk();
            if (!core.contains(node)) {
                if (faultsRandom.nextBoolean()) {
                    node.die();
                }
                network.isolate(node.id);
            }
        }
        core.forEach(SimNode::start);
        clients.forEach(SimClient::countAfresh);
        long end = now() + settings.livenessNanos();
        while (!isTogether(core)) {
            if (now() >= end) {
                throw new Violation("the healthy core " + core + " did not come together within "
                        + settings.livenessNanos() / SECOND + " s: " + describe(core));
            }
            runUntil(now() + 20 * MILLISECOND);
        }
        trace(null, "the core has come together");
    }

    /** A majority at least, and one that holds everything: nodes whose disks never lost anything come first. */
    private List<SimNode> drawCore(FaultPlan drawn) {
        int majority = voters / 2 + 1;
        int size = majority + (voters == majority ? 0 : faultsRandom.nextInt(voters - majority + 1));
        List<SimNode> order = new ArrayList<>(nodes.subList(drawn.badDisks(), voters));
        for (int i = order.size() - 1; i > 0; i--) {
            SimNode other = order.set(faultsRandom.nextInt(i + 1), order.get(i));
            order.set(i, other);
        }
        order.addAll(nodes.subList(0, drawn.badDisks()));
        List<SimNode> core = new ArrayList<>(order.subList(0, size));
        for (SimNode observer : nodes.subList(voters, nodes.size())) {
            if (faultsRandom.nextBoolean()) {
                core.add(observer);
            }
        }
        return core;
    }

    private boolean isTogether(List<SimNode> core) {
        boolean written = clients.stream().allMatch(client -> client.isReader() || client.writesAnswered() > 0);
        if (!written) {
            return false;
        }
        clients.forEach(SimClient::stop);
        long slot = -1;
        int leaders = 0;
        for (SimNode node : core) {
            Status status = status(node);
            if (status == null || !status.serving() || (slot >= 0 && status.appliedSlot() != slot)) {
                return false;
            }
            slot = status.appliedSlot();
            leaders += status.role() == Status.Role.LEADER || status.role() == Status.Role.STANDALONE ? 1 : 0;
        }
        return leaders == 1;
    }

    private String describe(List<SimNode> core) {
        StringBuilder text = new StringBuilder();
        for (SimNode node : core) {
            text.append(node)
                    .append('=')
                    .append(node.isUp() ? status(node) : "down")
                    .append("; ");
        }
        for (SimClient client : clients) {
            text.append(client.writesAnswered()).append(' ');
        }
        return text.toString();
    }

    private static void check(String what, Verdict verdict) {
        if (!verdict.isGood()) {
            throw new Violation(what + ": " + verdict);
        }
    }
}
