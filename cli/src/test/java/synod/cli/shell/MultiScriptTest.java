package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MultiScriptTest {
    @Test
    void readsOneOperationALine() {
        List<MultiScript.Operation> operations = MultiScript.parse(List.of(
                "# what changes",
                "create -e --acl auth::all /a 'one two'",
                "",
                "set --version 3 /b x   # and this",
                "delete /c",
                "check --version 0 /d"));
        assertThat(operations).extracting(MultiScript.Operation::line).containsExactly(2, 4, 5, 6);
        assertThat(operations)
                .extracting(operation -> operation.request().path())
                .containsExactly("/a", "/b", "/c", "/d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            get /a                    | line 2: "get" cannot be part of a multi
            set /a                    | line 2: Missing required parameter: 'DATA'
            check /a                  | line 2: Missing required option: '--version=N'
            delete a                  | line 2: "a" is no path
            create --ttl 5 -e /a      | line 2: a znode is ephemeral, or a container
            create --acl x /a         | line 2: "x" is not scheme:id:permissions
            create --speed /a         | line 2: Unknown option: '--speed'
            delete --version x /a     | line 2: Invalid value for option '--version'
            """)
    void namesTheLineThatMakesNoSense(String line, String what) {
        assertThatThrownBy(() -> MultiScript.parse(List.of("delete /fine", line)))
                .isInstanceOf(WrongUsage.class)
                .hasMessageStartingWith(what);
    }
}
