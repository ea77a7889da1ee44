package synod.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which release this is.
 *
 * @param version as Maven knows it
 * @param builtOn the release's date, the same in every build of it
 */
public record Release(String version, String builtOn) {
    /** The ZooKeeper line whose client protocol is spoken; the number that clients and tools look at. */
    public static final String PROTOCOL = "3.9.5";

    /** The release whose classes are running. */
    public static Release current() {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("release.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("release.properties cannot be read from this program's own jar", e);
        }
        return new Release(properties.getProperty("version", "unknown"), properties.getProperty("built", "unknown"));
    }

    /** What {@code srvr} and {@code mntr} show: digits and dots first, as clients of other languages expect. */
    public String forClients() {
        return PROTOCOL + "-synod-" + version;
    }
}
