package synod.bench.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A system that the comparison can start. Both read the same {@code zoo.cfg}. */
public enum Contender {
    APACHE(
            "apache",
            "Apache ZooKeeper",
            "benchmarks/target/apache-lib",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            "zk_cnt_fsynctime",
            // Its admin page needs a web server that is not among its dependencies here, and takes a port.
            "-Dzookeeper.admin.enableServer=false"),
    SYNOD("synod", "Synod", "cli/target/lib", "synod.server.Main", "zk_cnt_fsynctime", "");

    /** The class of Synod that plays a server's life through once, so that Java learns its classes. */
    private static final String REHEARSAL = "synod.server.Rehearsal";

    /** What it is called on the command line. */
    public final String id;

    /** What it is called in a table. */
    public final String title;

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

    /**
     * Flags with which this system's own launcher makes a start quick: for Synod the archive of its classes that
     * {@code bin/synod} keeps. It is made here, as there, when it is missing.
     */
    public List<String> startOptions(Path home) throws IOException, InterruptedException {
        if (this != SYNOD) {
            return List.of();
        }
        int version = Runtime.version().feature();
        boolean isOrdered = version >= 25;
        Path archive = home.resolve("cli/target/server-" + version + (isOrdered ? ".aot" : ".jsa"));
        if (!Files.exists(archive)) {
            Path fresh = archive.resolveSibling(
                    archive.getFileName() + "." + ProcessHandle.current().pid());
            new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            (isOrdered ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + fresh,
                            "-cp",
                            library(home).resolve("*").toString(),
                            REHEARSAL)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (Files.exists(fresh)) {
                Files.move(fresh, archive);
            }
        }
        if (!Files.exists(archive) || Files.size(archive) == 0) {
            return List.of();
        }
        return isOrdered
                ? List.of("-XX:AOTCache=" + archive, "-Xlog:aot*=off")
                : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off");
    }

    String main() {
        return main;
    }

    /** The system of that id. */
    public static Optional<Contender> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
    }
}
