package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.OnServers;
import synod.it.cluster.Shape;

/** Apache Helix does its work. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class HelixIT extends OnServers {
    HelixIT(Shape shape) {
        super(shape);
    }

    @Test
    void aResourceIsSpreadOverThoseWhoAreThere() {
        String tour =
                Tools.SOURCES.resolve("applications").resolve("HelixTour.java").toString();
        List<String> command = Jars.command("helix", List.of("-Xmx256m"), tour, cluster.connectString());
        assertThat(Guest.visit(cluster, "helix", command))
                .containsExactly(
                        "spread over two",
                        "spread over three",
                        "spread again when one left",
                        "spread again while a server was away",
                        "spread again by the other controller");
    }
}
