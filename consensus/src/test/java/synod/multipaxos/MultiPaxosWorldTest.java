package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.FlexibleQuorums;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;

/** Whole cores in a small hostile world, over many seeds: nothing is chosen twice, and when the world calms all agree. */
class MultiPaxosWorldTest {
    private static final long SECOND = 1000 * World.MILLISECOND;

    private interface Trouble {
        void strike(World world);
    }

    private static void survive(long seed, World world, Trouble trouble) {
        try {
            world.startAll();
            world.run(2 * SECOND);
            for (int i = 0; i < 60; i++) {
                int proposals = world.chance.nextInt(6);
                for (int p = 0; p < proposals; p++) {
                    world.propose();
                    world.run(world.chance.nextLong(10 * World.MILLISECOND));
                }
                world.read(world.any());
                trouble.strike(world);
                world.run(world.chance.nextLong(200 * World.MILLISECOND));
            }
            world.calm();
            world.startAll();
            world.requireConvergence(60 * SECOND);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }

    private static void crashes(World world) {
        Node node = world.any();
        Node leader = world.leader();
        switch (world.chance.nextInt(10)) {
            case 0 -> node.crash();
            case 1 -> node.crashAfterEffects(world.chance.nextInt(12));
            case 2 -> world.startAll();
            case 3 -> world.isolate(node.id);
            case 4 -> world.cut(node.id, world.any().id, world.chance.nextBoolean());
            case 5 -> node.saveSnapshot();
            case 6 ->
                (leader == null ? node : leader)
                        .step(new Event.Transfer(world.chance.nextBoolean() ? null : world.any().id));
            case 7 -> {
                Node sleeper = leader == null ? node : leader;
                sleeper.pause(world.chance.nextLong(1500) * World.MILLISECOND);
                world.read(sleeper);
            }
            case 8 -> world.nodes.values().forEach(other -> other.step(new Event.LinkDown(node.id)));
            default -> world.heal();
        }
    }

    /** One voter at a time loses its disk, or a part of its journal, while all others know what they promised. */
    private static void amnesia(World world) {
        Node node = world.any();
        boolean doOthersRemember = world.nodes.values().stream()
                .allMatch(other -> other == node || (other.core != null && other.core.isVoting()));
        if (world.chance.nextInt(5) > 0 || !doOthersRemember) {
            crashes(world);
        } else if (world.chance.nextBoolean()) {
            node.wipe();
        } else {
            node.forget();
        }
    }

    /** One voter's accepted values rot; the others keep theirs. */
    private static void rot(World world) {
        Node node = world.node(1);
        boolean isOneOfAll = world.nodes.values().stream().allMatch(Node::isUp);
        if (world.chance.nextInt(5) > 0 || !isOneOfAll) {
            crashes(world);
        } else {
            node.rot(world.chance.nextDouble());
            node.start();
        }
    }

    private static void stormy(World world) {
        world.lossRate = world.chance.nextBoolean() ? 0 : world.chance.nextDouble() * 0.3;
        world.doubleRate = world.chance.nextBoolean() ? 0 : world.chance.nextDouble() * 0.3;
        world.maxDelay = world.chance.nextBoolean() ? World.MILLISECOND : 60 * World.MILLISECOND;
        world.maxDiskDelay = world.chance.nextBoolean() ? World.MILLISECOND : 30 * World.MILLISECOND;
    }

    @Test
    void threeElectReplicateCrashAndElectAgain() {
        World world = new World(1, Configuration.ofVoters(1, 2, 3), PaxosSettings.defaults());
        world.startAll();
        world.run(2 * SECOND);
        Node first = world.leader();
        assertThat(first).isNotNull();
        for (int i = 0; i < 100; i++) {
            world.propose();
            world.run(World.MILLISECOND);
        }
        world.run(100 * World.MILLISECOND);
        assertThat(world.nodes.values())
                .allSatisfy(node -> assertThat(node.applied).isEqualTo(101));
        java.util.Objects.requireNonNull(first).crash();
        world.run(2 * SECOND);
        assertThat(world.leader()).isNotNull().isNotSameAs(first);
        world.startAll();
        world.requireConvergence(2 * SECOND);
    }

    /** Leaders stop one after the other, and no connection breaks: each time something is chosen again within three seconds. */
    @Test
    void aStoppedLeaderIsReplacedWithinThreeSecondsHoweverOften() {
        for (long seed = 0; seed < 60; seed++) {
            int[][] ensembles = {{1, 2, 3}, {1, 2, 3, 4, 5}};
            World world = new World(seed, Configuration.ofVoters(ensembles[(int) seed % 2]), PaxosSettings.defaults());
            world.startAll();
            world.run(2 * SECOND);
            for (int i = 0; i < 12; i++) {
                Node leader = java.util.Objects.requireNonNull(world.leader());
                leader.pause((3 + world.chance.nextLong(8)) * SECOND);
                assertThat(nanosToProgress(world, leader))
                        .as("seed %d, leader %d", seed, i)
                        .isLessThanOrEqualTo(3 * SECOND);
                world.run(12 * SECOND + world.chance.nextLong(10 * SECOND));
            }
        }
    }

    private static long nanosToProgress(World world, Node stopped) {
        long begin = world.now;
        long goal = world.nodes.values().stream()
                        .mapToLong(node -> node.applied)
                        .max()
                        .orElseThrow()
                + 2;
        while (world.nodes.values().stream().allMatch(node -> node == stopped || node.applied < goal)) {
            if (world.now - begin > 60 * SECOND) {
                throw world.broken("nobody takes over from " + stopped.id);
            }
            world.propose();
            world.run(10 * World.MILLISECOND);
        }
        return world.now - begin;
    }

    @Test
    void oneAloneLeadsAtOnce() {
        World world = new World(1, Configuration.ofVoters(7), PaxosSettings.defaults());
        world.startAll();
        world.run(40 * World.MILLISECOND);
        assertThat(world.leader()).isNotNull();
        world.propose();
        world.run(20 * World.MILLISECOND);
        assertThat(world.node(7).applied).isEqualTo(2);
        world.node(7).crash();
        world.startAll();
        world.run(40 * World.MILLISECOND);
        assertThat(world.leader()).isNotNull();
        assertThat(world.node(7).applied).isEqualTo(3);
    }

    @Test
    void threeVotersSurviveCrashesAndPartitions() {
        for (long seed = 0; seed < 120; seed++) {
            World world = new World(seed, Configuration.ofVoters(1, 2, 3), settings(seed));
            stormy(world);
            survive(seed, world, MultiPaxosWorldTest::crashes);
        }
    }

    @Test
    void fiveVotersAndAnObserverSurviveCrashesAndPartitions() {
        Configuration configuration = new Configuration(
                Configuration.ofVoters(1, 2, 3, 4, 5).voters(), List.of(NodeId.of(9)), new MajorityQuorums(5));
        for (long seed = 0; seed < 50; seed++) {
            World world = new World(seed, configuration, settings(seed));
            stormy(world);
            survive(seed, world, MultiPaxosWorldTest::crashes);
        }
    }

    @Test
    void flexibleQuorumsSurviveCrashesAndPartitions() {
        Configuration configuration =
                new Configuration(Configuration.ofVoters(1, 2, 3, 4).voters(), List.of(), new FlexibleQuorums(4, 3, 2));
        for (long seed = 0; seed < 50; seed++) {
            World world = new World(seed, configuration, settings(seed));
            stormy(world);
            survive(seed, world, MultiPaxosWorldTest::crashes);
        }
    }

    @Test
    void aVoterThatForgotComesBackAndNothingIsLost() {
        for (long seed = 0; seed < 120; seed++) {
            World world = new World(
                    seed,
                    seed % 2 == 0 ? Configuration.ofVoters(1, 2, 3) : Configuration.ofVoters(1, 2, 3, 4, 5),
                    settings(seed));
            // A vote of a life that is over may still be under way; the cores tell it from the others, this view
            // cannot.
            world.countsVotes = false;
            stormy(world);
            survive(seed, world, MultiPaxosWorldTest::amnesia);
        }
    }

    @Test
    void rottenValuesAreRepairedFromTheOthers() {
        int repaired = 0;
        for (long seed = 0; seed < 80; seed++) {
            World world = new World(seed, Configuration.ofVoters(1, 2, 3), settings(seed));
            stormy(world);
            survive(seed, world, MultiPaxosWorldTest::rot);
            repaired += (int) world.notes.stream()
                    .filter(ConsensusNote.SlotRepaired.class::isInstance)
                    .count();
        }
        assertThat(repaired).isGreaterThan(100);
    }

    @Test
    void disksThatAreLostDuringTheFormationDoNotSplitTheEnsemble() {
        for (long seed = 0; seed < 120; seed++) {
            World world = new World(seed, Configuration.ofVoters(1, 2, 3), settings(seed));
            world.countsVotes = false;
            stormy(world);
            world.startAll();
            // One voter may lose its disk again and again, the founder as well as another; two would be a majority.
            Node unlucky = world.node(1 + (int) (seed % 3));
            for (int i = 0; i < 5; i++) {
                world.run(world.chance.nextLong(150 * World.MILLISECOND));
                unlucky.wipe();
                unlucky.start();
            }
            survive(seed, world, crashed -> {});
            long id = java.util.Objects.requireNonNull(world.node(1).core).ensembleId();
            assertThat(world.nodes.values())
                    .allSatisfy(node -> assertThat(
                                    java.util.Objects.requireNonNull(node.core).ensembleId())
                            .isEqualTo(id));
        }
    }

    private static PaxosSettings settings(long seed) {
        return seed % 3 == 0 ? PaxosSettings.defaults() : PaxosSettings.tiny();
    }
}
