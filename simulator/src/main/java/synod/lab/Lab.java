package synod.lab;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import synod.lab.draw.Data;
import synod.lab.draw.Page;
import synod.lab.draw.Picture;
import synod.lab.draw.PlainText;
import synod.lab.play.Cast;
import synod.lab.play.Director;
import synod.lab.play.Improviser;
import synod.lab.play.Scenario;
import synod.lab.trace.Trace;

/** Plays a scenario and shows it. */
public final class Lab {
    /** How a run is shown. */
    public enum Format {
        /** A page for a browser. */
        HTML,
        /** The picture alone. */
        SVG,
        /** Lines to read. */
        TEXT,
        /** Everything, for programs. */
        JSON;

        /** The name on the command line, and the ending of a file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Lab() {}

    /**
     * Plays a scenario.
     *
     * @param protocol what to play it with, or null for what it was written for
     * @param seed decides how long messages take and what coins show; with 0 all messages take equally long
     * @throws synod.lab.play.ScenarioError when it cannot be played
     */
    public static Trace play(Scenario scenario, @Nullable Cast protocol, long seed) {
        return protocol == null ? Director.play(scenario, seed) : Director.playAs(protocol, scenario, seed);
    }

    /** The text of a scenario that nobody planned; to be played with the same seed. */
    public static String improvise(Cast protocol, long seed) {
        return Improviser.scenario(protocol, seed);
    }

    /** Shows a run. The same run gives the same bytes. */
    public static String show(Trace trace, Format format) {
        return switch (format) {
            case HTML -> Page.of(trace);
            case SVG -> Picture.of(trace);
            case TEXT -> PlainText.of(trace);
            case JSON -> Data.of(trace);
        };
    }

    /** The names of the protocols. */
    public static List<String> protocols() {
        return Cast.words();
    }
}
