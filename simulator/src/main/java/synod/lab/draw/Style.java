package synod.lab.draw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The parts of a page that are the same for every run, from files beside the classes. */
final class Style {
    /** Colours and strokes of a picture, for light and dark. */
    static final String PICTURE = resource("picture.css");

    /** The page around it. */
    static final String PAGE = resource("page.css");

    /** What moves the page. */
    static final String SCRIPT = resource("page.js");

    private Style() {}

    private static String resource(String name) {
        try (InputStream stream = Style.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
