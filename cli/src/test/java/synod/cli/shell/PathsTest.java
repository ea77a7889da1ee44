package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathsTest {
    @ParameterizedTest
    @CsvSource({"/, /", "/a, /a", "/a/, /a", "/a/b.c, /a/b.c", "/..x, /..x"})
    void takesWhatServersTake(String typed, String path) {
        assertThat(Paths.checked(typed)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "a, begin with a slash",
        "//a, empty name",
        "/a//, empty name",
        "/a/../b, can be called ..",
        "/., can be called ."
    })
    void saysWhatIsWrong(String typed, String what) {
        assertThatThrownBy(() -> Paths.checked(typed))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining(what);
    }

    @Test
    void aSequentialNameMayBeNothingButItsNumber() {
        assertThat(Paths.checkedPrefix("/a/")).isEqualTo("/a/");
        assertThat(Paths.checkedPrefix("/a/n-")).isEqualTo("/a/n-");
        assertThatThrownBy(() -> Paths.checkedPrefix("/a//")).isInstanceOf(WrongUsage.class);
    }

    @Test
    void knowsFamilies() {
        assertThat(Paths.parent("/a")).isEqualTo("/");
        assertThat(Paths.parent("/a/b")).isEqualTo("/a");
        assertThat(Paths.child("/", "a")).isEqualTo("/a");
        assertThat(Paths.child("/a", "b")).isEqualTo("/a/b");
        assertThat(Paths.ancestors("/a/b/c")).containsExactly("/a", "/a/b");
        assertThat(Paths.ancestors("/a")).isEmpty();
    }
}
