package synod.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import synod.lab.Lab.Format;
import synod.lab.play.Scenario;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Kind;

/** Every way to show a run: the same bytes each time, nothing left out, nothing that a text could break out of. */
final class ShownTest {
    private static final String HOSTILE = "</script><script>alert(1)</script>\"'&<b>\u2028";

    static Stream<String> names() {
        return Library.names().stream();
    }

    private static Trace play(String name) {
        return Lab.play(Library.scenario(name), null, 0);
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static long count(Trace trace, Kind kind) {
        return trace.steps().stream()
                .flatMap(step -> step.events().stream())
                .filter(event -> event.kind() == kind)
                .count();
    }

    private static long count(Document picture, String look) {
        NodeList all = picture.getElementsByTagName("*");
        long found = 0;
        for (int i = 0; i < all.getLength(); i++) {
            String looks = " " + ((Element) all.item(i)).getAttribute("class") + " ";
            found += looks.contains(" " + look + " ") ? 1 : 0;
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBytes(Format format) {
        for (String name : Library.names()) {
            for (long seed : new long[] {0, 7}) {
                String once = Lab.show(Lab.play(Library.scenario(name), null, seed), format);
                String again = Lab.show(Lab.play(Library.scenario(name), null, seed), format);
                assertThat(again).as("%s, seed %d", name, seed).isEqualTo(once);
            }
        }
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        String one = Lab.improvise(synod.lab.play.Cast.PAXOS, 1);
        assertThat(Lab.improvise(synod.lab.play.Cast.PAXOS, 1)).isEqualTo(one);
        assertThat(Lab.improvise(synod.lab.play.Cast.PAXOS, 2)).isNotEqualTo(one);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyMessageLossAndForceIsInThePicture(String name) throws Exception {
        Trace trace = play(name);
        Document picture = xml(Lab.show(trace, Format.SVG));
        assertThat(count(picture, "lost")).isEqualTo(count(trace, Kind.DROPPED));
        assertThat(count(picture, "arrived")).isEqualTo(count(trace, Kind.DELIVERED));
        assertThat(count(picture, "open"))
                .isEqualTo(count(trace, Kind.SENT) - count(trace, Kind.DELIVERED) - count(trace, Kind.DROPPED));
        assertThat(count(picture, "disk")).isEqualTo(count(trace, Kind.FORCED));
        assertThat(count(picture, "row")).isEqualTo(trace.steps().size());
        assertThat(count(picture, "clock")).isEqualTo(count(trace, Kind.TIMER));
    }

    @Test
    void aCopyIsDrawnBesideTheMessageItself() throws Exception {
        String scenario = """
                protocol 2pc
                nodes coord A
                vote A no
                participants A coord
                begin
                duplicate Prepare to A
                deliver all
                expect outcome aborted
                """;
        Trace trace = Lab.play(Scenario.parse(scenario), null, 0);
        assertThat(trace.isAsExpected()).isTrue();
        Document picture = xml(Lab.show(trace, Format.SVG));
        assertThat(count(trace, Kind.DUPLICATED)).isEqualTo(1);
        assertThat(count(picture, "copy")).isEqualTo(1);
        assertThat(count(picture, "arrived")).isEqualTo(count(trace, Kind.SENT));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everythingIsInsideThePicture(String name) throws Exception {
        Document picture = xml(Lab.show(play(name), Format.SVG));
        Element root = picture.getDocumentElement();
        int width = Integer.parseInt(root.getAttribute("width"));
        int height = Integer.parseInt(root.getAttribute("height"));
        NodeList texts = picture.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            int x = Integer.parseInt(text.getAttribute("x"));
            int reach = text.getTextContent().length() * 5;
            switch (text.getAttribute("text-anchor")) {
                case "start" -> assertThat(x + reach).as(text.getTextContent()).isLessThan(width + 20);
                case "end" -> assertThat(x - reach).as(text.getTextContent()).isGreaterThan(-20);
                default -> assertThat(reach).as(text.getTextContent()).isLessThan(width);
            }
            assertThat(Integer.parseInt(text.getAttribute("y"))).isBetween(0, height);
        }
    }

    @Test
    void textStaysText() throws Exception {
        String scenario = "title " + HOSTILE + "\ntext " + HOSTILE + "\nprotocol 2pc\nnodes coord A\nbegin\nnote "
                + HOSTILE + "\n";
        Trace trace = Lab.play(Scenario.parse(scenario), null, 0);
        String page = Lab.show(trace, Format.HTML);
        assertThat(page).doesNotContain("<script>alert", "<b>");
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(xml(Lab.show(trace, Format.SVG))
                        .getElementsByTagName("script")
                        .getLength())
                .isZero();
        assertThat(Lab.show(trace, Format.JSON))
                .contains("\\u003c/script\\u003e")
                .doesNotContain("<");
    }

    @Test
    void controlCharactersDoNotBreakThePicture() throws Exception {
        String scenario = "title a\u0001b\nprotocol 2pc\nnodes coord A\nbegin\n";
        Document picture = xml(Lab.show(Lab.play(Scenario.parse(scenario), null, 0), Format.SVG));
        assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("a\ufffdb");
    }

    @Test
    void aPageFetchesNothing() {
        String page = Lab.show(play("2pc-commit"), Format.HTML);
        assertThat(page).contains("default-src 'none'");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:", "src=", "@import");
    }

    @Test
    void thePictureHasAlternativesInWords() {
        String page = Lab.show(play("2pc-commit"), Format.HTML);
        assertThat(page).contains("role=\"img\"", "aria-labelledby=\"lab-title lab-desc\"", "The whole run in words");
        assertThat(page).contains("<li>coord -&gt; A: Prepare</li>");
    }

    @Test
    void aRunInWhichNothingHappensCanBeShown() {
        Trace trace = Lab.play(Scenario.parse("protocol 2pc\nnodes coord A\n"), null, 0);
        assertThat(trace.steps()).isEqualTo(List.of());
        for (Format format : Format.values()) {
            assertThat(Lab.show(trace, format)).isNotEmpty();
        }
    }
}
