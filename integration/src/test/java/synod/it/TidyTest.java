package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.multipaxos.PaxosRule;

/** House rules over the sources themselves: what a formatter does not say and a compiler does not see. */
class TidyTest {
    private static final int MAX_LINES = 600;

    // Written in two pieces, so that this file keeps its own rules.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep|TimeUnit\\.\\w+\\.sl" + "eep");

    private static final Path ROOT = root();
    private static final List<Path> SOURCES = sources();

    @Test
    void thereAreSources() {
        assertThat(SOURCES).anyMatch(path -> path.endsWith("synod/kernel/Bytes.java"));
    }

    @Test
    void filesAreShortEnoughToRead() {
        assertThat(offending((path, lines) -> lines.size() > MAX_LINES ? lines.size() + " lines" : null))
                .isEmpty();
    }

    @Test
    void noTabs() {
        assertThat(offendingLines(line -> line.indexOf('\t') >= 0)).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(offendingLines(line -> UNFINISHED.matcher(line).find())).isEmpty();
    }

    @Test
    void testsWaitForConditionsAndNeverSleep() {
        assertThat(offending((path, lines) -> isTest(path) ? firstMatch(lines, SLEEP) : null))
                .isEmpty();
    }

    /** What a rule says is asserted where it has to hold, not only told. */
    @Test
    void everyRuleOfTheLogIsAsserted() {
        String main = SOURCES.stream()
                .filter(path ->
                        !isTest(path) && !path.endsWith("PaxosRule.java") && !path.endsWith("package-info.java"))
                .flatMap(path -> lines(path).stream())
                .collect(Collectors.joining("\n"));
        assertThat(PaxosRule.values())
                .allSatisfy(rule -> assertThat(main)
                        .as(rule.toString())
                        .containsAnyOf("PaxosRule." + rule.name(), rule.id() + " " + rule.name()));
    }

    @Test
    void everyPackageIntroducesItself() {
        TreeSet<Path> packages = new TreeSet<>();
        for (Path source : SOURCES) {
            if (source.toString().contains("src/main/java")) {
                packages.add(parent(source));
            }
        }
        assertThat(packages).isNotEmpty().allSatisfy(folder -> {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info)).startsWith("/**").contains("@NullMarked");
        });
    }

    private interface Rule {
        /** What is wrong with a file, or null. */
        @Nullable
        String wrong(Path path, List<String> lines);
    }

    private static List<String> offending(Rule rule) {
        List<String> found = new ArrayList<>();
        for (Path source : SOURCES) {
            String wrong = rule.wrong(source, lines(source));
            if (wrong != null) {
                found.add(ROOT.relativize(source) + ": " + wrong);
            }
        }
        return found;
    }

    private static List<String> offendingLines(Function<String, Boolean> wrong) {
        List<String> found = new ArrayList<>();
        for (Path source : SOURCES) {
            List<String> lines = lines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (wrong.apply(lines.get(i))) {
                    found.add(ROOT.relativize(source) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static boolean isTest(Path path) {
        return path.toString().contains("src/test/");
    }

    private static @Nullable String firstMatch(List<String> lines, Pattern pattern) {
        for (String line : lines) {
            if (pattern.matcher(line).find()) {
                return line.strip();
            }
        }
        return null;
    }

    private static List<String> lines(Path source) {
        try {
            return Files.readAllLines(source);
        } catch (IOException e) {
            throw new UncheckedIOException(source.toString(), e);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException(path + " lies nowhere");
        }
        return parent;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("consensus/pom.xml"))) {
            folder = parent(folder);
        }
        return folder;
    }

    private static List<Path> sources() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    return name.equals("target") || name.startsWith(".")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".java")) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(ROOT.toString(), e);
        }
        return found;
    }
}
