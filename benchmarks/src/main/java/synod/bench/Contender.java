package synod.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A system that the comparison can start. Both read the same {@code zoo.cfg}. */
enum Contender {
    APACHE(
            "apache",
            "Apache ZooKeeper",
            "benchmarks/target/apache-lib",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            "zk_cnt_fsynctime",
            // Its admin page needs a web server that is not among its dependencies here, and takes a port.
            "-Dzookeeper.admin.enableServer=false"),
    SYNOD("synod", "Synod", "cli/target/lib", "synod.server.Main", "zk_cnt_fsynctime", "");

    /** What it is called on the command line. */
    final String id;

    /** What it is called in a table. */
    final String title;

    /** Name in {@code mntr} of the count of forced writes, where the system tells it. */
    final String forcesMetric;

    private final String property;

    private final String library;
    private final String main;

    Contender(String id, String title, String library, String main, String forcesMetric, String property) {
        this.id = id;
        this.title = title;
        this.library = library;
        this.main = main;
        this.forcesMetric = forcesMetric;
        this.property = property;
    }

    /** The folder with its jars, inside a built project. */
    Path library(Path home) {
        return home.resolve(library);
    }

    /** Flags that this system alone needs. */
    List<String> ownOptions() {
        return property.isEmpty() ? List.of() : List.of(property);
    }

    String main() {
        return main;
    }

    static Optional<Contender> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
    }
}
