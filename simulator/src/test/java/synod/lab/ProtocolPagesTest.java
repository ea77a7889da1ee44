package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.lab.Lab.Format;

/** The pages that teach the protocols show what the lab makes today, and name classes that there are. */
final class ProtocolPagesTest {
    private static final Pattern CLASS = Pattern.compile("`(synod\\.[a-z.]+\\.[A-Z][A-Za-z]+)`");

    static Stream<String> names() {
        return Library.names().stream();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Docs.PROTOCOLS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePictureIsWhatTheLabMakes(String name) {
        String picture = Lab.show(Lab.play(Library.scenario(name), null, 0), Format.SVG);
        Docs.assertSays(Docs.PROTOCOLS.resolve(name + ".svg"), picture);
    }

    @Test
    void everyPictureIsOnAPageWithTheCommandThatMakesIt() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages()) {
            all.append(Docs.read(page));
        }
        for (String name : Library.names()) {
            assertThat(all).contains("(" + name + ".svg)").contains("bin/synod lab " + name);
        }
    }

    @Test
    void noPictureIsLeftOver() throws IOException {
        try (Stream<Path> files = Files.list(Docs.PROTOCOLS)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".svg"))
                            .map(name -> name.substring(0, name.length() - 4)))
                    .isSubsetOf(Library.names());
        }
    }

    @Test
    void theClassesThatAreNamedExist() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path page : pages()) {
            Matcher found = CLASS.matcher(Docs.read(page));
            while (found.find()) {
                named.add(found.group(1));
            }
        }
        assertThat(named).hasSizeGreaterThan(20);
        for (String type : named) {
            assertThatCode(() -> Class.forName(type)).as(type).doesNotThrowAnyException();
        }
    }
}
