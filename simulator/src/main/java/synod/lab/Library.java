package synod.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.lab.play.Scenario;

/** The scenarios that come along. Each is a text as anybody could write it. */
public final class Library {
    private static final List<String> NAMES = List.of(
            "paxos-basic",
            "paxos-value-adopted",
            "paxos-duelling-proposers",
            "paxos-distinguished-proposer",
            "paxos-stale-proposer",
            "paxos-acceptor-loses-disk",
            "multipaxos-steady",
            "multipaxos-leader-change-with-gap",
            "multipaxos-catch-up",
            "multipaxos-disk-lost",
            "lease-read-versus-partition",
            "cap-partition",
            "2pc-commit",
            "2pc-abort",
            "2pc-coordinator-crash-blocks",
            "3pc-commit",
            "3pc-coordinator-crash",
            "3pc-textbook-lost-abort",
            "3pc-partition-inconsistent",
            "quorum-3pc-same-partition",
            "paxos-commit",
            "paxos-commit-coordinator-crash");

    private Library() {}

    /** The names of all, in the order in which they are best read. */
    public static List<String> names() {
        return NAMES;
    }

    /** The text of one, or null when there is none of that name. */
    public static @Nullable String text(String name) {
        if (!NAMES.contains(name)) {
            return null;
        }
        try (InputStream stream = Library.class.getResourceAsStream(name + ".lab")) {
            if (stream == null) {
                throw new IllegalStateException("the scenario " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One of them.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static Scenario scenario(String name) {
        String text = text(name);
        if (text == null) {
            throw new IllegalArgumentException("there is no scenario \"" + name + "\"");
        }
        return Scenario.parse(text);
    }
}
