package synod.sim.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.twophase.Presumption;
import synod.kernel.NodeId;

/** Worlds of the commit protocols from seeds: with every fault, and calm ones in which all that vote yes must commit. */
final class CommitSimTest {
    private static final int SEEDS = 25;
    private static final CommitWorld.Settings CALM = CommitWorld.Settings.calm();

    @ParameterizedTest
    @EnumSource
    void twoPhases(Presumption presumption) {
        assertHealthy(CommitWorld.Settings.usual(), Protocols.twoPhase(presumption));
        assertHealthy(CALM, Protocols.twoPhase(presumption));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void paxosCommit(int faults, boolean tellsMembers) {
        List<NodeId> acceptors =
                IntStream.rangeClosed(1, 2 * faults + 1).mapToObj(NodeId::of).toList();
        assertHealthy(CommitWorld.Settings.usual(), Protocols.paxosCommit(acceptors, tellsMembers));
        assertHealthy(CALM, Protocols.paxosCommit(acceptors, tellsMembers));
    }

    /** Those that may be cut off from each other, and Skeen's where that does not happen. */
    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"QUORUM", "E3PC"})
    void threePhasesWithQuorums(Form form) {
        // A connected quorum may have to wait with the one, and the checker of the end would not have it.
        CommitWorld.Settings settings = CommitWorld.Settings.usual();
        if (form == Form.E3PC) {
            assertHealthy(settings, Protocols.threePhase(form));
        } else {
            for (long seed = 1; seed <= SEEDS; seed++) {
                String found = CommitWorld.run(settings, Protocols.threePhase(form), seed, StageListener.NOBODY);
                assertThat(found == null ? "AC5" : found).contains("AC5");
            }
        }
        assertHealthy(CALM, Protocols.threePhase(form));
    }

    @Test
    void threePhasesOfSkeenInAReliableWorld() {
        assertHealthy(CommitWorld.Settings.reliable(), Protocols.threePhase(Form.SKEEN));
        assertHealthy(CALM, Protocols.threePhase(Form.SKEEN));
    }

    /** Each protocol between processes that forget as soon as they may. */
    @Test
    void processesThatForget() {
        List<NodeId> everyone = IntStream.rangeClosed(1, 4).mapToObj(NodeId::of).toList();
        SettlingSettings settling = new SettlingSettings(everyone, 0, 1);
        CommitWorld.Settings lasting = CommitWorld.Settings.lasting();
        for (Presumption presumption : Presumption.values()) {
            assertHealthy(lasting, Protocols.settlingTwoPhase(presumption, settling));
        }
        assertHealthy(lasting, Protocols.settlingThreePhase(Form.E3PC, settling));
        for (boolean tellsMembers : new boolean[] {false, true}) {
            assertHealthy(lasting, Protocols.settlingPaxosCommit(everyone.subList(0, 3), tellsMembers, settling));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 77})
    void sameSeedSameWorld(long seed) {
        List<List<String>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<String> lines = new ArrayList<>();
            CommitWorld.run(
                    CommitWorld.Settings.usual(), Protocols.twoPhase(Presumption.ABORT), seed, new StageListener() {
                        @Override
                        public void sent(long number, NodeId from, NodeId to, String message) {
                            lines.add(number + " " + from + " " + to + " " + message);
                        }
                    });
            runs.add(lines);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).hasSizeGreaterThan(300);
    }

    private static <M, R> void assertHealthy(CommitWorld.Settings settings, Protocol<M, R> protocol) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(CommitWorld.run(settings, protocol, seed, StageListener.NOBODY))
                    .isNull();
        }
    }
}
