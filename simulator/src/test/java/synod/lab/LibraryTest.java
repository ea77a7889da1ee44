package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import synod.lab.play.Cast;
import synod.lab.play.Scenario;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Verdict;

/** Each scenario that comes along shows what it says it shows. */
final class LibraryTest {
    static Stream<String> names() {
        return Library.names().stream();
    }

    /** Those of the log are about time, and written for messages that take equally long. */
    static Stream<String> directed() {
        return names().filter(name -> Library.scenario(name).protocol() != Cast.MULTI_PAXOS);
    }

    private static Trace play(String name) {
        return Lab.play(Library.scenario(name), null, 0);
    }

    private static Finding finding(Trace trace, String rule) {
        return trace.verdicts().stream()
                .filter(verdict -> verdict.id().equals(rule))
                .map(Verdict::finding)
                .findFirst()
                .orElse(Finding.OPEN);
    }

    private static boolean tells(Trace trace, Kind kind, String name) {
        return trace.steps().stream()
                .flatMap(step -> step.events().stream())
                .anyMatch(event -> event.kind() == kind && event.name().startsWith(name));
    }

    private static void assertAsExpected(Trace trace) {
        assertThat(trace.checks()).isNotEmpty();
        assertThat(trace.checks().stream().filter(check -> !check.holds())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everythingComesAsTheScenarioExpects(String name) {
        assertAsExpected(play(name));
    }

    @ParameterizedTest
    @MethodSource("directed")
    void neitherLatenciesNorCoinsMatterWhereEveryMessageIsDirected(String name) {
        for (long seed = 1; seed <= 20; seed++) {
            assertAsExpected(Lab.play(Library.scenario(name), null, seed));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachExplainsItself(String name) {
        Scenario scenario = Library.scenario(name);
        assertThat(scenario.title()).isNotEqualTo("A scenario");
        assertThat(String.join(" ", scenario.about())).hasSizeGreaterThan(150);
    }

    /** A scenario that expects nothing of importance would pass whatever happens: the outcome, said once more. */
    @Test
    void thePartitionMakesThreePhasesInconsistent() {
        Trace trace = play("3pc-partition-inconsistent");
        assertThat(finding(trace, "AC1")).isEqualTo(Finding.BROKEN);
        assertThat(tells(trace, Kind.RULE_BROKEN, "AC1")).isTrue();
        assertThat(tells(trace, Kind.STATE, "committed")).isTrue();
        assertThat(tells(trace, Kind.STATE, "aborted")).isTrue();
    }

    @Test
    void aLostAbortMakesTheTextbookFormInconsistent() {
        assertThat(finding(play("3pc-textbook-lost-abort"), "AC1")).isEqualTo(Finding.BROKEN);
    }

    @Test
    void quorumsKeepOneOutcomeInTheSamePartition() {
        Trace trace = play("quorum-3pc-same-partition");
        assertThat(finding(trace, "AC1")).isEqualTo(Finding.HELD);
        assertThat(tells(trace, Kind.STATE, "committed")).isFalse();
    }

    /** The same scenario, word for word, with each of the forms that have quorums. */
    @ParameterizedTest
    @EnumSource(
            value = Cast.class,
            names = {"THREE_PHASE_QUORUM", "THREE_PHASE_E3PC"})
    void theInconsistentScenarioDoesNotHappenWithQuorums(Cast form) {
        Trace trace = Lab.play(Library.scenario("3pc-partition-inconsistent"), form, 0);
        assertThat(finding(trace, "AC1")).isEqualTo(Finding.HELD);
        assertThat(trace.isAsExpected()).as("it expects the inconsistency").isFalse();
    }

    @Test
    void twoPhasesBlockWithoutTheirCoordinator() {
        String text = String.valueOf(Library.text("2pc-coordinator-crash-blocks"));
        String cut = text.substring(0, text.indexOf("restart coord"));
        Trace trace = Lab.play(Scenario.parse(cut + "run 60s\nexpect A in-doubt\nexpect outcome none\n"), null, 0);
        assertAsExpected(trace);
        assertThat(finding(trace, "AC5")).isEqualTo(Finding.WAITING);
    }

    @Test
    void paxosCommitDoesNotBlockWithoutItsLeader() {
        Trace trace = play("paxos-commit-coordinator-crash");
        assertThat(finding(trace, "AC5")).isEqualTo(Finding.HELD);
        assertThat(tells(trace, Kind.CRASHED, "")).isTrue();
        assertThat(tells(trace, Kind.RESTARTED, "")).isFalse();
    }

    @Test
    void theDuelChoosesNothingAndItsCureDoes() {
        assertThat(tells(play("paxos-duelling-proposers"), Kind.DECIDED, "")).isFalse();
        assertThat(tells(play("paxos-distinguished-proposer"), Kind.DECIDED, "learns X"))
                .isTrue();
    }

    @Test
    void theLaterProposerAdopts() {
        assertThat(tells(play("paxos-value-adopted"), Kind.NOTE, "adopts X")).isTrue();
    }

    @Test
    void aLostDiskBreaksTheDecreeAndNotTheLog() {
        assertThat(finding(play("paxos-acceptor-loses-disk"), "S2")).isEqualTo(Finding.BROKEN);
        Trace trace = play("multipaxos-disk-lost");
        assertThat(trace.verdicts()).allMatch(verdict -> verdict.finding() == Finding.HELD);
        assertThat(tells(trace, Kind.NOTE, "votes again")).isTrue();
    }

    @Test
    void theGapIsFilled() {
        assertThat(tells(play("multipaxos-leader-change-with-gap"), Kind.DECIDED, "2: no-op"))
                .isTrue();
    }

    @Test
    void anExpectationThatIsNotMetIsTold() {
        String text = Library.text("2pc-commit") + "expect A aborted\n";
        Trace trace = Lab.play(Scenario.parse(text), null, 0);
        assertThat(trace.isAsExpected()).isFalse();
        Check last = trace.checks().get(trace.checks().size() - 1);
        assertThat(last).isEqualTo(new Check(last.line(), "A aborted", false, "committed"));
        assertThat(List.of(text.split("\n", -1)).get(last.line() - 1)).isEqualTo("expect A aborted");
    }

    @ParameterizedTest
    @EnumSource(value = Cast.class, mode = EnumSource.Mode.EXCLUDE, names = "THREE_PHASE_TEXTBOOK")
    void nothingBreaksInRunsThatNobodyPlanned(Cast protocol) {
        for (long seed = 1; seed <= 60; seed++) {
            Trace trace = Lab.play(Scenario.parse(Lab.improvise(protocol, seed)), null, seed);
            assertThat(trace.checks()).as("%s, seed %d", protocol, seed).allMatch(Check::holds);
        }
    }

    @Test
    void runsThatNobodyPlannedFindTheTextbookFormInconsistent() {
        assertThat(Stream.iterate(1L, seed -> seed <= 60, seed -> seed + 1)
                        .map(seed ->
                                Lab.play(Scenario.parse(Lab.improvise(Cast.THREE_PHASE_TEXTBOOK, seed)), null, seed)))
                .anyMatch(trace -> finding(trace, "AC1") == Finding.BROKEN);
    }
}
