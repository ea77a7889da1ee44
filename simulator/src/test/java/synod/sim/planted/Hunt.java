package synod.sim.planted;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.twophase.Presumption;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.sim.commit.CommitWorld;
import synod.sim.commit.Protocol;
import synod.sim.commit.Protocols;
import synod.sim.commit.StageListener;
import synod.sim.multipaxos.LogSettings;
import synod.sim.multipaxos.LogSimulation;
import synod.sim.multipaxos.TraceSink;
import synod.sim.paxos.SmallWorld;
import synod.sim.transactions.MoneyWorld;
import synod.sim.world.WorldResult;
import synod.sim.world.WorldRun;
import synod.sim.world.WorldSettings;

/** What is run among the broken classes: called by reflection, because they are not the caller's. */
public final class Hunt {
    private static final long SECOND = 1_000_000_000L;

    private Hunt() {}

    /** Runs one world of whole replicas; returns what was found to be wrong, or null. */
    public static @Nullable String world(long seed) {
        WorldSettings settings = new WorldSettings(0, 4, 25 * SECOND, 60 * SECOND, 60, true, true);
        WorldResult result = WorldRun.run(settings, seed, null);
        return result.failure();
    }

    /** Runs one world of the ordering core alone; returns what was found to be wrong, or null. */
    public static @Nullable String log(long seed) {
        Throwable failure =
                LogSimulation.run(LogSettings.defaults(), seed, TraceSink.NONE).failure();
        return failure == null ? null : failure.toString();
    }

    /** Runs one world of two-phase commit with each presumption; returns what was found to be wrong, or null. */
    public static @Nullable String twoPhases(long seed) {
        String found = null;
        for (Presumption presumption : Presumption.values()) {
            if (found == null) {
                found = CommitWorld.run(
                        CommitWorld.Settings.usual(), Protocols.twoPhase(presumption), seed, StageListener.NOBODY);
            }
        }
        return found;
    }

    /** Runs one world of three-phase commit in the form that never blocks a quorum; returns what is wrong, or null. */
    public static @Nullable String threePhases(long seed) {
        return CommitWorld.run(
                CommitWorld.Settings.usual(), Protocols.threePhase(Form.E3PC), seed, StageListener.NOBODY);
    }

    /** Runs one world of Paxos Commit with each way of telling; returns what was found to be wrong, or null. */
    public static @Nullable String paxosCommit(long seed) {
        List<NodeId> acceptors = List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3));
        String found = null;
        for (boolean tellsMembers : new boolean[] {false, true}) {
            if (found == null) {
                found = CommitWorld.run(
                        CommitWorld.Settings.usual(),
                        Protocols.paxosCommit(acceptors, tellsMembers),
                        seed,
                        StageListener.NOBODY);
            }
        }
        return found;
    }

    /** Runs one world of each protocol whose processes forget at once what they may; returns what is wrong, or null. */
    public static @Nullable String settling(long seed) {
        SettlingSettings settings =
                new SettlingSettings(List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3), NodeId.of(4)), 0, 1);
        List<Protocol<?, ?>> protocols = List.of(
                Protocols.settlingTwoPhase(Presumption.ABORT, settings),
                Protocols.settlingTwoPhase(Presumption.COMMIT, settings),
                Protocols.settlingThreePhase(Form.E3PC, settings),
                Protocols.settlingPaxosCommit(settings.everyone().subList(0, 3), false, settings));
        String found = null;
        for (Protocol<?, ?> protocol : protocols) {
            if (found == null) {
                found = CommitWorld.run(CommitWorld.Settings.lasting(), protocol, seed, StageListener.NOBODY);
            }
        }
        return found;
    }

    /** Moves money between real stores under each protocol; returns what was found to be wrong, or null. */
    public static @Nullable String money(long seed) {
        return MoneyWorld.run(seed);
    }

    /** Searches the small world of the single decree, whatever the seed; returns the rule that is broken, or null. */
    public static @Nullable String decree(long seed) {
        try {
            SmallWorld.Bound[] bounds = {
                new SmallWorld.Bound(3, 1, 1, false, false, 100_000),
                new SmallWorld.Bound(3, 1, 1, false, true, 100_000),
                new SmallWorld.Bound(3, 2, 1, false, false, 100_000),
                new SmallWorld.Bound(3, 2, 1, false, true, 100_000)
            };
            for (SmallWorld.Bound bound : bounds) {
                SmallWorld.Result result = SmallWorld.search(bound);
                if (result.broken() != null) {
                    return result.broken() + " after " + result.trace();
                }
            }
            return null;
        } catch (InvariantViolation broken) {
            return String.valueOf(broken.getMessage());
        }
    }
}
