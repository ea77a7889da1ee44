package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.OnServers;
import synod.it.cluster.Shape;

/** The client node-zookeeper-client of Node.js. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class NodeClientIT extends OnServers {
    NodeClientIT(Shape shape) {
        super(shape);
    }

    @Test
    void theClientOfNodeTakesTheWholeTour() throws InterruptedException {
        String node = Tools.anyOf(
                List.of("node", "nodejs"), List.of("--version"), "skipped: there is no Node.js; install it with npm");
        Assumptions.assumeTrue(
                Files.exists(Path.of("target", "node_modules", "node-zookeeper-client")),
                "skipped: the package node-zookeeper-client is not there; .ci/run tells how npm brings it");
        String tour = Tools.SOURCES.resolve("node").resolve("tour.js").toString();
        assertThat(Guest.visit(cluster, "node", List.of(node, tour, cluster.connectString(), root)))
                .containsExactly(
                        "nodes",
                        "sequence",
                        "ephemerals",
                        "watches",
                        "multi",
                        "callbacks",
                        "permissions",
                        "reconnect",
                        "expiry");
    }
}
