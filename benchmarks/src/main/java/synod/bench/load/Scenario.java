package synod.bench.load;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is asked of a system under test. All values are 100 bytes unless a plan says otherwise. */
public enum Scenario {
    SET("set", "setData, 256 outstanding", 12, 256, 0, 1),
    GET("get", "getData, 256 outstanding", 12, 256, 100, 1),
    MIX("mix", "90 % getData, 10 % setData, 256 outstanding", 12, 256, 90, 1),
    ONE("one", "setData, one outstanding, at the leader", 1, 1, 0, 1),
    FAR("far", "setData, one outstanding, at a follower", 1, 1, 0, 3),
    PEEK("peek", "getData, one outstanding, at the leader", 1, 1, 100, 1),
    CREATE("create", "create, 256 outstanding", 12, 256, 0, 1);

    /** What it is called on the command line. */
    public final String id;

    /** What it is called in a table. */
    public final String title;

    public final int connections;

    /** Requests that wait for their reply, over all connections. */
    public final int outstanding;

    public final int readPercent;

    /** How many servers it takes to make sense. */
    public final int leastServers;

    Scenario(String id, String title, int connections, int outstanding, int readPercent, int leastServers) {
        this.id = id;
        this.title = title;
        this.connections = connections;
        this.outstanding = outstanding;
        this.readPercent = readPercent;
        this.leastServers = leastServers;
    }

    /** Whether a single request is outstanding, so that latency is what it measures. */
    public boolean isLatency() {
        return outstanding == 1;
    }

    public static Optional<Scenario> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
    }

    /** All ids, for messages. */
    public static String ids() {
        return Arrays.stream(values()).map(each -> each.id).collect(Collectors.joining(", "));
    }
}
