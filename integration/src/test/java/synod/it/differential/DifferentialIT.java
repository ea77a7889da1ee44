package synod.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.Shape;

/** The same requests to the reference and to each product that is tested, standalone. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#standalone")
@ExtendWith(ClusterLogs.class)
class DifferentialIT {
    private static final int SCRIPTS = Integer.getInteger("synod.it.scripts", 5);
    private static final int LENGTH = 400;

    private final Shape shape;

    DifferentialIT(Shape shape) {
        this.shape = shape;
    }

    @Test
    void everyAnswerIsTheReferences() throws IOException {
        try (Cluster reference = Cluster.start(new Shape(Product.APACHE, 1));
                Cluster tested = Cluster.start(shape)) {
            for (int seed = 1; seed <= SCRIPTS; seed++) {
                List<Step> script = Script.of(seed, LENGTH);
                List<String> expected = perform(reference, script);
                List<String> actual = perform(tested, script);
                assertThat(differences(script, expected, actual))
                        .as("script %d", seed)
                        .isEmpty();
            }
        }
    }

    private static List<String> perform(Cluster cluster, List<Step> script) throws IOException {
        try (Conversation conversation = new Conversation(cluster.servers().get(0))) {
            return conversation.perform(script);
        }
    }

    private static List<String> differences(List<Step> script, List<String> expected, List<String> actual) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < script.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                differences.add("\nstep " + i + ", " + script.get(i) + "\n  reference: " + expected.get(i)
                        + "\n  tested:    " + actual.get(i));
            }
        }
        return differences;
    }
}
