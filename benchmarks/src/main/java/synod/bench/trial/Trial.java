package synod.bench.trial;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** One thing that is tried, and a table of the report. */
public enum Trial {
    HEAP("heap", "Memory of a large tree"),
    RESTART("restart", "kill -9 and start again with that tree"),
    SNAPSHOT("snapshot", "Paced writes while a snapshot of that tree is taken"),
    SESSIONS("sessions", "Memory of idle sessions"),
    WATCHERS("watchers", "Many sessions watching one znode"),
    KILL("kill", "kill -9 of the leader"),
    STOP("stop", "SIGSTOP of the leader");

    /** What it is called on the command line. */
    public final String id;

    /** What it is called in the report. */
    public final String title;

    Trial(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The trial of that id. */
    public static Optional<Trial> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
    }

    /** All ids, for messages. */
    public static String ids() {
        return Arrays.stream(values()).map(each -> each.id).collect(Collectors.joining(", "));
    }
}
