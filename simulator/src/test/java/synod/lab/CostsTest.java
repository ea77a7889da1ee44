package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.lab.play.Scenario;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Event;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Step;

/**
 * What each protocol costs when nothing fails, counted in runs of the lab and held against the formulas of the literature;
 * and the table in {@code docs/protocols/README.md} says the same.
 */
final class CostsTest {
    private static final long DELAY_NANOS = 5_000_000;
    private static final int MOST_PARTICIPANTS = 5;
    private static final String BEGIN = "<!-- costs: counted by CostsTest -->\n";
    private static final String END = "<!-- end of costs -->\n";

    /** A number that depends on how many participants and how many faults there may be. */
    private interface Formula {
        int of(int participants, int faults);
    }

    /**
     * What is counted.
     *
     * @param messages all of them, but those by which things are forgotten where the literature leaves them out
     * @param delays messages one after the other until the last participant knows
     * @param forcedFirst forced writes until somebody knows
     * @param forced forced writes in all
     */
    private record Cost(long messages, long delays, long forcedFirst, long forced) {}

    @SuppressWarnings("ImmutableEnumChecker") // The formulas have no state.
    private enum Row {
        TWO_PHASE(
                "2PC, presumed abort, commit",
                "2pc",
                "",
                "begin",
                true,
                "4N",
                (n, f) -> 4 * n,
                3,
                "N+1",
                "2N+1",
                (n, f) -> 2 * n + 1),
        TWO_PHASE_NO(
                "2PC, presumed abort, one votes no",
                "2pc",
                "vote P1 no",
                "begin",
                true,
                "3N\u22121",
                (n, f) -> 3 * n - 1,
                3,
                "N\u22121",
                "N\u22121",
                (n, f) -> n - 1),
        NOTHING(
                "2PC, presumed nothing, commit",
                "2pc-presumed-nothing",
                "",
                "begin",
                true,
                "4N",
                (n, f) -> 4 * n,
                3,
                "N+1",
                "2N+1",
                (n, f) -> 2 * n + 1),
        COMMIT(
                "2PC, presumed commit, commit",
                "2pc-presumed-commit",
                "",
                "begin",
                true,
                "3N",
                (n, f) -> 3 * n,
                3,
                "N+2",
                "N+2",
                (n, f) -> n + 2),
        THREE_PHASE(
                "3PC, every form",
                "3pc-skeen",
                "",
                "begin",
                true,
                "5N",
                (n, f) -> 5 * n,
                5,
                "2N+3",
                "3N+3",
                (n, f) -> 3 * n + 3),
        E3PC("E3PC", "3pc-e3pc", "", "begin", true, "5N", (n, f) -> 5 * n, 5, "2N+3", "3N+3", (n, f) -> 3 * n + 3),
        TWO_PHASE_ASKED(
                "2PC, a participant begins, without acknowledgements",
                "2pc",
                "",
                "begin by P1",
                false,
                "3N\u22121",
                (n, f) -> 3 * n - 1,
                4,
                "N+1",
                "2N+1",
                (n, f) -> 2 * n + 1),
        PAXOS_COMMIT(
                "Paxos Commit, a participant begins, without acknowledgements",
                "paxos-commit",
                "",
                "begin by P1",
                false,
                "(N+1)(F+3)\u22122",
                (n, f) -> (n + 1) * (f + 3) - 2,
                5,
                "N+F+1",
                "2N+F+1",
                (n, f) -> 2 * n + f + 1),
        DIRECT(
                "Paxos Commit, acceptors tell participants",
                "paxos-commit",
                "direct",
                "begin by P1",
                false,
                "N(2F+3)",
                (n, f) -> n * (2 * f + 3),
                4,
                "N+F+1",
                "2N+F+1",
                (n, f) -> 2 * n + f + 1);

        final String title;
        final String protocol;
        final String setting;
        final String beginning;
        final boolean countsAcknowledgements;
        final String messages;
        final Formula messagesOf;
        final int delays;
        final String forcedFirst;
        final String forced;
        final Formula forcedOf;

        Row(
                String title,
                String protocol,
                String setting,
                String beginning,
                boolean countsAcknowledgements,
                String messages,
                Formula messagesOf,
                int delays,
                String forcedFirst,
                String forced,
                Formula forcedOf) {
            this.title = title;
            this.protocol = protocol;
            this.setting = setting;
            this.beginning = beginning;
            this.countsAcknowledgements = countsAcknowledgements;
            this.messages = messages;
            this.messagesOf = messagesOf;
            this.delays = delays;
            this.forcedFirst = forcedFirst;
            this.forced = forced;
            this.forcedOf = forcedOf;
        }

        /** Every role at a process of its own. */
        String scenario(int participants, int faults) {
            boolean hasAcceptors = protocol.equals("paxos-commit");
            String members = names("P", participants);
            String acceptors = hasAcceptors ? names("A", 2 * faults + 1) : "";
            return "protocol " + protocol + "\nnodes C " + members + " " + acceptors + "\nparticipants " + members
                    + "\n"
                    + (hasAcceptors ? "acceptors " + acceptors + "\n" : "")
                    + setting + "\n" + beginning + "\ndeliver all\n";
        }

        private static String names(String letter, int count) {
            return String.join(
                    " ",
                    IntStream.rangeClosed(1, count).mapToObj(i -> letter + i).toList());
        }

        Cost cost(int participants, int faults) {
            Trace trace = Lab.play(Scenario.parse(scenario(participants, faults)), null, 0);
            long messages = events(trace, Kind.SENT).stream()
                    .filter(event -> countsAcknowledgements
                            || !List.of("Acknowledged", "Forget").contains(event.name()))
                    .count();
            long last = 0;
            long forcedFirst = 0;
            for (Step step : trace.steps()) {
                if (step.events().stream().anyMatch(CostsTest::isOutcome)) {
                    last = step.nanos();
                } else {
                    forcedFirst += step.events().stream()
                            .filter(event -> event.kind() == Kind.FORCED)
                            .count();
                }
            }
            return new Cost(
                    messages,
                    last / DELAY_NANOS,
                    forcedFirst,
                    events(trace, Kind.FORCED).size());
        }

        String line() {
            Cost cost = cost(3, 1);
            return "| " + title + " | " + messages + " = " + messagesOf.of(3, 1) + " | " + cost.messages + " | "
                    + delays
                    + " | " + cost.delays + " | " + forced + " = " + forcedOf.of(3, 1) + " | " + cost.forced + " | "
                    + forcedFirst + " | " + cost.forcedFirst + " |\n";
        }
    }

    private static boolean isOutcome(Event event) {
        return event.kind() == Kind.STATE && List.of("committed", "aborted").contains(event.name());
    }

    private static List<Event> events(Trace trace, Kind kind) {
        return trace.steps().stream()
                .flatMap(step -> step.events().stream())
                .filter(event -> event.kind() == kind)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void theFormulasHold(Row row) {
        for (int participants = 2; participants <= MOST_PARTICIPANTS; participants++) {
            for (int faults = 0; faults <= 2 && 2 + participants + 2 * faults <= Scenario.MOST_NODES; faults++) {
                Cost cost = row.cost(participants, faults);
                String what = row + ", N = " + participants + ", F = " + faults;
                assertThat(cost.messages).as(what).isEqualTo(row.messagesOf.of(participants, faults));
                assertThat(cost.forced).as(what).isEqualTo(row.forcedOf.of(participants, faults));
                assertThat(cost.delays).as(what).isEqualTo(row.delays);
            }
        }
    }

    @Test
    void theTableSaysWhatIsCounted() {
        StringBuilder table = new StringBuilder(BEGIN);
        table.append("| Protocol, N participants, F faults | Messages | counted | Delays | counted |");
        table.append(" Forced writes | counted | of these before anybody knows | counted |\n");
        table.append("|---|---|---|---|---|---|---|---|---|\n");
        for (Row row : Row.values()) {
            table.append(row.line());
        }
        String page = Docs.read(Docs.PROTOCOLS.resolve("README.md"));
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertThat(begin).isPositive();
        assertThat(end).isGreaterThan(begin);
        Docs.assertSays(Docs.PROTOCOLS.resolve("README.md"), page.substring(0, begin) + table + page.substring(end));
    }
}
