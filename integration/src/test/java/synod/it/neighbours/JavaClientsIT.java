package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import synod.it.OnServers;
import synod.it.cluster.Shape;

/** ZooKeeper's own Java client in old and new versions, each with the libraries that it was released with. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class JavaClientsIT extends OnServers {
    private static final List<String> STEPS = List.of(
            "nodes", "sequence", "ephemerals", "watches", "multi", "callbacks", "permissions", "since 3.5", "chroot");

    JavaClientsIT(Shape shape) {
        super(shape);
    }

    private static List<String> steps(int feature) {
        List<String> steps = new ArrayList<>(STEPS);
        if (feature >= 6) {
            steps.add("since 3.6");
        }
        if (feature >= 7) {
            steps.add("since 3.7");
        }
        steps.add("reconnect");
        steps.add("expiry");
        return steps;
    }

    private List<String> visit(int feature, String socket) {
        List<String> command = Jars.command(
                "zookeeper-3." + feature,
                List.of("-Xmx128m", "-Dzookeeper.clientCnxnSocket=org.apache.zookeeper." + socket),
                JavaTour.class.getName(),
                cluster.connectString(),
                root,
                Integer.toString(feature));
        return Guest.visit(cluster, "zookeeper-3." + feature + "-" + socket, command);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 9})
    void aClientTakesTheWholeTour(int feature) {
        assertThat(visit(feature, "ClientCnxnSocketNIO")).isEqualTo(steps(feature));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9})
    void soDoesItOverNetty(int feature) {
        assertThat(visit(feature, "ClientCnxnSocketNetty")).isEqualTo(steps(feature));
    }
}
