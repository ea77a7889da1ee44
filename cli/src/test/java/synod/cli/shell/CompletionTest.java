package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CompletionTest {
    private final Completion completion = new Completion(
            new Shell(new Printer(OutputStream.nullOutputStream()), new Printer(OutputStream.nullOutputStream()), false)
                    .verbs(),
            (path, beginning, most) -> {
                Map<String, Boolean> found = new TreeMap<>(Map.of(
                                "/", Map.of("app", true, "apple", false, "bee", false),
                                "/app", Map.of("config", false))
                        .getOrDefault(path, Map.of()));
                found.keySet().removeIf(name -> !name.startsWith(beginning));
                return found;
            });

    private List<String> words(List<String> before, String typed) {
        return completion.choices(before, typed).stream()
                .map(Completion.Choice::word)
                .toList();
    }

    @Test
    void verbs() {
        assertThat(words(List.of(), "s")).containsExactly("set", "stat", "sync", "session");
        assertThat(words(List.of(), "")).contains("get", "help", "exit", "addauth");
        assertThat(words(List.of("help"), "ge")).containsExactly("get");
        assertThat(words(List.of("help", "get"), "")).isEmpty();
        assertThat(completion.choices(List.of(), "get").get(0).description()).contains("Prints the data");
    }

    @Test
    void options() {
        assertThat(words(List.of("create"), "--t")).containsExactly("--ttl");
        assertThat(words(List.of("get"), "-")).contains("--stat", "--watch", "--json", "--help");
        assertThat(words(List.of("frobnicate"), "-")).isEmpty();
    }

    @Test
    void pathsGoOnWhereThereAreChildren() {
        assertThat(words(List.of("get"), "/a")).containsExactly("/app/", "/apple");
        assertThat(words(List.of("get"), "/app/")).containsExactly("/app/config");
        assertThat(words(List.of("get"), "/app/x")).isEmpty();
        assertThat(words(List.of("get"), "")).containsExactly("/");
        assertThat(words(List.of("set", "/app"), "data")).isEmpty();
        assertThat(completion.choices(List.of("get"), "/a"))
                .extracting(Completion.Choice::isWhole)
                .containsExactly(false, true);
    }
}
