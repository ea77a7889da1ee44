package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.lab.play.Cast;
import synod.lab.play.Scenario;
import synod.lab.play.ScenarioError;

/** What is wrong with a scenario is told with its line, and with what was expected there. */
final class ScenarioFormatTest {
    private static final String HEAD = "protocol 2pc\nnodes coord A B\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "begin\\njump; line 4; unknown here: expected deliver",
                "begin\\ndeliver; line 4; expected \"all\" or one of Request",
                "begin\\ndeliver Promise; line 4; expected \"all\" or one of Request",
                "begin\\ndeliver Voted; line 4; what is: Prepare from coord to A",
                "begin\\ndeliver Prepare via A; line 4; expected \"from\" or \"to\"",
                "begin\\ndeliver Prepare to Z; line 4; expected one of coord, A, B",
                "begin\\ncrash; line 4; expected the name of a process",
                "begin\\ncrash X; line 4; expected one of coord, A, B",
                "begin\\nrun 5; line 4; expected a time as 300ms or 2s",
                "begin\\nrun 5s when; line 4; expected \"until\"",
                "begin\\npartition coord A B; line 4; expected at least two sides",
                "begin\\npartition A | A; line 4; A is named twice",
                "begin\\nexpect Z committed; line 4; expected one of coord, A, B",
                "begin\\nexpect A to be committed; line 4; cannot be expected",
                "begin\\nvote A no; line 4; belongs to the head",
                "begin\\nbegin; line 4; it has begun already",
                "begin\\nlose-disk A; line 4; no commit protocol survives",
                "vote A perhaps\\nbegin; line 3; expected yes, no, read-only or none",
                "proposers A\\nbegin; line 3; says nothing to a protocol that commits",
                "note; line 3; expected some words"
            })
    void errorsNameTheLine(String lines, String line, String message) {
        String text = HEAD + lines.replace("\\n", "\n");
        assertThatThrownBy(() -> Lab.play(Scenario.parse(text), null, 0))
                .isInstanceOf(ScenarioError.class)
                .hasMessageStartingWith(line + ": ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nodes A B; expected a line \"protocol\" with one of 2pc",
                "protocol 2pc; expected a line \"nodes\"",
                "protocol 4pc\\nnodes A B; line 1: expected one of 2pc",
                "protocol 2pc\\nnodes A A; line 2: a name is given twice",
                "protocol 2pc\\nnodes A <b>; line 2: \"<b>\" is no name",
                "protocol 2pc\\nnodes A all; line 2: \"all\" means something else",
                "protocol 2pc\\nnodes; line 2: expected 1 to 9 names",
                "protocol 2pc\\nnodes A B\\ntitle; line 3: expected a title"
            })
    void errorsOfTheHead(String text, String message) {
        assertThatThrownBy(() -> Scenario.parse(text.replace("\\n", "\n")))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining(message);
    }

    @Test
    void commentsAndBlanksDoNotCount() {
        Scenario scenario = Scenario.parse("# about\n\n  protocol   2pc # the usual\nnodes coord A\n\nbegin\n");
        assertThat(scenario.protocol()).isEqualTo(Cast.TWO_PHASE);
        assertThat(scenario.lines()).hasSize(1);
        assertThat(scenario.lines().get(0).number()).isEqualTo(6);
    }

    @Test
    void aScenarioThatDoesNotEndIsStopped() {
        assertThatThrownBy(() -> Lab.play(Scenario.parse("protocol multipaxos\nnodes A B C\nrun 9999s\n"), null, 0))
                .isInstanceOf(ScenarioError.class)
                .hasMessageContaining("more happens in this time than anybody would look at");
    }

    /** Whatever a reader writes: it plays, or it is told what is wrong with it. */
    @Test
    void everyCutOfAScenarioPlaysOrIsRefused() {
        for (String name : Library.names()) {
            String text = String.valueOf(Library.text(name));
            for (int end = 0; end < text.length(); end += 97) {
                try {
                    assertThat(Lab.play(Scenario.parse(text.substring(0, end)), null, 0))
                            .isNotNull();
                } catch (ScenarioError e) {
                    assertThat(e.line()).isBetween(0, text.split("\n", -1).length);
                }
            }
        }
    }
}
