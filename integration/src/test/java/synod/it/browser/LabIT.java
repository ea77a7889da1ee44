package synod.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.lab.Lab;
import synod.lab.Lab.Format;
import synod.lab.Library;
import synod.lab.trace.Trace;

/** The pages of the lab in a real browser, and the command that makes them. */
final class LabIT {
    private static final String ROW = "document.querySelector('.row.now').dataset.step";
    private static final String CAPTION = "document.getElementById('caption').textContent";

    @TempDir
    Path folder;

    private String lab(int code, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "synod.cli.Main",
                "lab"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(code);
        return out;
    }

    private Path page(String name) throws IOException {
        Trace trace = Lab.play(Library.scenario(name), null, 0);
        return Files.writeString(folder.resolve(name + ".html"), Lab.show(trace, Format.HTML));
    }

    private Browser browser() throws Exception {
        return Browser.start(Files.createDirectories(folder.resolve("profile")));
    }

    private static String caption(Browser browser) {
        return browser.value(CAPTION).asText();
    }

    @Test
    void theSliderMovesThroughTheSteps() throws Exception {
        try (Browser browser = browser()) {
            assertThat(lab(0, "2pc-commit")).contains("wrote 2pc-commit.html");
            browser.show(folder.resolve("2pc-commit.html"), 1280, 900, false);
            assertThat(caption(browser)).startsWith("13 of 13");

            browser.value("document.getElementById('step').focus()");
            browser.press("Home");
            assertThat(caption(browser)).startsWith("1 of 13, 0 ms: begin");
            assertThat(browser.value(ROW).asText()).isEqualTo("0");
            assertThat(browser.value("document.getElementById('states').textContent")
                            .asText())
                    .contains("preparing")
                    .contains("WORKING")
                    .doesNotContain("COMMITTED");
            browser.press("ArrowRight");
            assertThat(caption(browser)).startsWith("2 of 13, 5 ms: A receives Prepare");

            browser.value("document.activeElement.blur()");
            browser.press("ArrowRight");
            assertThat(caption(browser)).startsWith("3 of 13");
            browser.press("ArrowLeft");
            assertThat(caption(browser)).startsWith("2 of 13");
            browser.press("End");
            assertThat(caption(browser)).startsWith("13 of 13");

            browser.click("#back");
            assertThat(caption(browser)).startsWith("12 of 13");
            browser.click("#on");
            assertThat(caption(browser)).startsWith("13 of 13");
            browser.click(".row[data-step=\"5\"]");
            assertThat(caption(browser)).startsWith("6 of 13");
            assertThat(browser.value(ROW).asText()).isEqualTo("5");
            assertThat(browser.value("document.querySelectorAll('svg .after').length")
                            .asInt())
                    .isPositive();
            assertThat(browser.value("Number(document.querySelector('.veil').getAttribute('height'))")
                            .asInt())
                    .as("what is still to come is covered")
                    .isGreaterThan(100);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, false", "390, 844, true"})
    void everyPageFitsItsScreen(int width, int height, boolean isPhone) throws Exception {
        try (Browser browser = browser()) {
            for (String name : Library.names()) {
                browser.show(page(name), width, height, isPhone);
                assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                        .as("%s: nothing but the picture may be wider than the screen", name)
                        .isLessThanOrEqualTo(width);
                assertThat(browser.value("document.querySelector('aside').getBoundingClientRect().bottom")
                                .asDouble())
                        .as("%s: the slider is in sight when the picture is", name)
                        .isGreaterThan(0);
                assertThat(browser.value("Array.from(document.querySelectorAll('svg.lab text')).filter(text => {"
                                        + " const box = text.getBBox(); const all = text.ownerSVGElement.viewBox.baseVal;"
                                        + " return box.x < -1 || box.x + box.width > all.width + 1; })"
                                        + ".map(text => text.textContent).join()")
                                .asText())
                        .as("%s: words that are cut off", name)
                        .isEmpty();
                assertThat(browser.complaints()).as(name).isEmpty();
            }
        }
    }

    /** WCAG 2.1: 4.5 to 1 for text. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void wordsStandOutFromTheirGround(String scheme) throws Exception {
        try (Browser browser = browser()) {
            for (String name : List.of("cap-partition", "quorum-3pc-same-partition", "3pc-textbook-lost-abort")) {
                browser.call("Emulation.setEmulatedMedia", "features", List.of(Feature.scheme(scheme)));
                browser.show(page(name), 1280, 900, false);
                assertThat(browser.value("matchMedia('(prefers-color-scheme: dark)').matches")
                                .asBoolean())
                        .isEqualTo(scheme.equals("dark"));
                browser.press("End");
                assertThat(browser.value(CONTRAST).asText()).as(name).isEmpty();
            }
        }
    }

    /** A feature of a medium, as the browser takes it. */
    record Feature(String name, String value) {
        static Feature scheme(String value) {
            return new Feature("prefers-color-scheme", value);
        }
    }

    /** The words of the picture and of the page that do not stand out, one for each look. */
    private static final String CONTRAST = """
            (() => {
              const parts = (color) => color.match(/[\\d.]+/g).map(Number);
              const light = (color) => {
                const [r, g, b] = parts(color).slice(0, 3).map((part) => {
                  const share = part / 255;
                  return share <= 0.03928 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ratio = (one, other) => {
                const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05);
              };
              const ground = getComputedStyle(document.querySelector('svg.lab')).backgroundColor;
              const bad = new Set();
              for (const text of document.querySelectorAll('svg.lab text')) {
                const box = text.matches('.banner') ? text.parentNode.querySelector('rect.banner') : null;
                const behind = box ? getComputedStyle(box).fill : ground;
                if (ratio(getComputedStyle(text).fill, behind) < 4.5) {
                  bad.add(text.getAttribute('class') + ' ' + text.textContent);
                }
              }
              const page = getComputedStyle(document.body).backgroundColor;
              for (const part of document.querySelectorAll('p, h1, h2, dt, dd, li, td, th, strong, summary')) {
                const own = part.closest('.changed');
                const behind = own ? getComputedStyle(own).backgroundColor : page;
                if (part.textContent && ratio(getComputedStyle(part).color, behind) < 4.5) {
                  bad.add(part.tagName + ' ' + part.textContent);
                }
              }
              return Array.from(bad).join('; ');
            })()
            """;

    @Test
    void aScenarioOfOnesOwn() throws Exception {
        Files.writeString(folder.resolve("mine.lab"), lab(0, "2pc-abort", "--source"));
        assertThat(lab(0, "mine.lab", "--format", "text")).contains("B: aborted", "so      outcome aborted");
        Files.writeString(folder.resolve("wrong.lab"), "protocol 2pc\nnodes coord A\nbegin\ndeliver Vote\n");
        assertThat(lab(2, "wrong.lab")).contains("synod: wrong.lab, line 4: expected \"all\" or one of Request");
        assertThat(lab(1, "3pc-partition-inconsistent", "--protocol", "3pc-e3pc", "--format", "text"))
                .contains("NOT SO  broken AC1", "held  AC1");
        String one = lab(0, "--random", "--seed", "7", "--format", "svg");
        assertThat(lab(0, "--random", "--seed", "7", "--format", "svg")).isEqualTo(one);
        assertThat(lab(0)).contains("paxos-basic", "cap-partition", "What a minority can answer");
    }
}
