package synod.it.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.Shape;

/**
 * The same requests to the reference and to each product that is tested, on one server and on three. Everything that
 * comes back is compared, but for times; what may differ stands in {@link AllowedDifferences}.
 *
 * <p>{@code -Dsynod.it.scripts=N} plays N random scripts instead of a few, {@code -Dsynod.it.scenes=TEXT} only the
 * scenes whose names begin so.
 */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
@ExtendWith(ClusterLogs.class)
class DifferentialIT {
    private static final int SCRIPTS = Integer.getInteger("synod.it.scripts", 5);
    private static final int LENGTH = 400;
    private static final String SCENES = System.getProperty("synod.it.scenes", "");

    /** What persistent watches have missed they are told by Synod alone: see MissedEventsIT. */
    private static final List<String> AS_THE_REFERENCE = List.of("synod.keptChanges=0");

    private static final List<String> EXTENDED =
            List.of("-Dzookeeper.extendedTypesEnabled=true", "-Dzookeeper.enforceQuota=true");

    /** The codes that each operation can be answered with, but for those that tell of a lost session or leader. */
    private static final List<String> ANSWERS = Stream.of(
                    codes("create", 0, -5, -6, -8, -101, -102, -108, -110, -114),
                    codes("create2", 0, -5, -8, -101, -102, -108, -110, -114),
                    codes("createContainer", 0, -5, -8, -101, -102, -108, -110),
                    codes("createTTL", -6, -8),
                    codes("delete", 0, -5, -8, -101, -102, -103, -111),
                    codes("exists", 0, -5, -8, -101, -102),
                    codes("getData", 0, -5, -101, -102),
                    codes("setData", 0, -5, -8, -101, -102, -103),
                    codes("getACL", 0, -5, -101, -102),
                    codes("setACL", 0, -5, -8, -101, -102, -103, -114),
                    codes("getChildren", 0, -5, -101, -102),
                    codes("getChildren2", 0, -5, -101, -102),
                    codes("getAllChildrenNumber", 0, -5, -101, -102),
                    codes("getEphemerals", 0, -5),
                    codes("sync", 0, -5),
                    codes("ping", 0),
                    codes("check", -6),
                    codes("multi", 0, -5),
                    codes("part of multi", 0, -2, -8, -101, -102, -103, -108, -110, -111, -114),
                    codes("multiRead", 0, -5),
                    codes("part of multiRead", -101, -102),
                    codes("reconfig", -123),
                    codes("addWatch", 0, -5),
                    codes("checkWatches", 0, -5, -121),
                    codes("removeWatches", 0, -5, -121),
                    codes("setWatches", 0, -5),
                    codes("setWatches2", 0, -5),
                    codes("auth", 0, -115),
                    codes("whoAmI", 0),
                    codes("closeSession", 0))
            .flatMap(List::stream)
            .toList();

    private final Shape shape;

    DifferentialIT(Shape shape) {
        this.shape = shape;
    }

    private static List<String> codes(String operation, int... codes) {
        return Arrays.stream(codes).mapToObj(code -> operation + " " + code).toList();
    }

    private Shape reference() {
        return new Shape(Product.APACHE, shape.size());
    }

    private static void assertSame(Comparison comparison) {
        assertThat(comparison.unexpected()).isEmpty();
        assertThat(comparison.missing())
                .as("steps that are allowed to differ and do not")
                .isEmpty();
    }

    @Test
    void everyNamedOperationIsAnsweredAsTheReferenceAnswersIt() throws IOException {
        try (Cluster reference = Cluster.start(reference());
                Cluster tested = Cluster.start(shape, 500, AS_THE_REFERENCE)) {
            Comparison comparison = new Comparison(reference, tested);
            List<Scene> scenes = new ArrayList<>(Scenes.usual());
            if (shape.size() == 1) {
                scenes.addAll(Scenes.alone());
            }
            for (Scene scene : scenes) {
                if (scene.name().startsWith(SCENES)) {
                    comparison.play(scene);
                }
            }
            assertSame(comparison);
            if (SCENES.isEmpty()) {
                assertThat(comparison.unnumbered())
                        .as("refused writes that took no zxid, for which the transcripts make up")
                        .isPositive();
                // What cannot be read is said to a server alone.
                assertThat(comparison.answered())
                        .containsAll(ANSWERS.stream()
                                .filter(answer -> shape.size() == 1 || !answer.endsWith(" -5"))
                                .toList());
            }
        }
    }

    @Test
    void timesToLiveAndQuotasToo() throws IOException {
        try (Cluster reference = Cluster.start(reference(), 500, List.of(), EXTENDED);
                Cluster tested = Cluster.start(shape, 500, AS_THE_REFERENCE, EXTENDED)) {
            Comparison comparison = new Comparison(reference, tested);
            for (Scene scene : Scenes.extended()) {
                comparison.play(scene);
            }
            assertSame(comparison);
            assertThat(comparison.answered())
                    .contains("createTTL 0", "create2 -125", "setData -125", "part of multi -125");
        }
    }

    @Test
    void randomRequestsAreAnsweredAsTheReferenceAnswersThem() throws IOException {
        try (Cluster reference = Cluster.start(reference());
                Cluster tested = Cluster.start(shape, 500, AS_THE_REFERENCE)) {
            Comparison comparison = new Comparison(reference, tested);
            for (int seed : IntStream.rangeClosed(1, SCRIPTS).toArray()) {
                comparison.play(Script.of(seed, LENGTH));
            }
            assertSame(comparison);
        }
    }
}
