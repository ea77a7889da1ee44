package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.OnServers;
import synod.it.cluster.Shape;

/** Python's client and its recipes. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class KazooIT extends OnServers {
    KazooIT(Shape shape) {
        super(shape);
    }

    @Test
    void kazooTakesTheWholeTour() throws InterruptedException {
        String python = Tools.anyOf(
                List.of("/usr/bin/python3", "python3"),
                List.of("-c", "import kazoo"),
                "skipped: Python does not find kazoo; 'apt-get install python3-kazoo' brings it");
        String tour = Tools.SOURCES.resolve("python").resolve("kazoo_tour.py").toString();
        assertThat(Guest.visit(cluster, "kazoo", List.of(python, tour, cluster.connectString(), root)))
                .containsExactly(
                        "nodes",
                        "transactions",
                        "permissions",
                        "watchers",
                        "locks",
                        "read-write locks",
                        "semaphores",
                        "elections",
                        "counters",
                        "barriers",
                        "queues",
                        "parties",
                        "partitions",
                        "leases",
                        "caches",
                        "reconnect",
                        "expiry");
    }
}
