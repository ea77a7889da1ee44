package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** What a server without a quorum answers: item 202. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#ensembles")
class NotServingIT extends Conformance {
    private static final String TEXT = "This ZooKeeper instance is not currently serving requests\n";

    NotServingIT(Shape shape) {
        super(shape);
    }

    @Test
    void item202SomeWordsAreAnsweredWhileNotServing() {
        List<ServerProcess> servers = cluster.servers();
        ServerProcess last = servers.get(2);
        servers.get(0).kill();
        servers.get(1).kill();
        Awaitility.await("it does not serve")
                .atMost(Cluster.PATIENCE)
                .until(() -> last.ask("srvr").orElse("").equals(TEXT));
        for (String word :
                List.of("stat", "cons", "conf", "crst", "srst", "dirs", "dump", "wchs", "wchc", "wchp", "mntr")) {
            assertThat(last.ask(word)).as(word).contains(TEXT);
        }
        // The reference's line is not ended here.
        assertThat(last.ask("hash").orElse("")).startsWith(TEXT.strip());
        assertThat(last.ask("ruok")).contains("imok");
        assertThat(last.ask("isro")).contains("null");
        assertThat(last.ask("gtmk")).contains("306");
        assertThat(last.ask("envi").orElse("")).startsWith("Environment:\nzookeeper.version=");
        cluster.startAll();
        cluster.awaitServing();
    }
}
