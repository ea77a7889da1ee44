package synod.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.OnServers;
import synod.it.cluster.Shape;

/** Apache Solr in cloud mode does its work. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class SolrIT extends OnServers {
    SolrIT(Shape shape) {
        super(shape);
    }

    @Test
    void aCollectionIsFilledAndAsked() {
        String tour =
                Tools.SOURCES.resolve("applications").resolve("SolrTour.java").toString();
        List<String> command = Jars.command("solr", List.of("-Xmx512m"), tour, cluster.connectString());
        assertThat(Guest.visit(cluster, "solr", command))
                .containsExactly(
                        "two nodes", "a collection", "while a server was away", "a node went and came back", "an end");
    }
}
