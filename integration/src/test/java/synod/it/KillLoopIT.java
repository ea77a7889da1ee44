package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.audit.Load;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/**
 * kill -9 of the leader, of a follower and of all servers in turn, under load. A kill counts only with a hundred
 * acknowledged writes before it, and the load must succeed again after it.
 */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
@ExtendWith(ClusterLogs.class)
class KillLoopIT {
    private static final int KILLS = Integer.getInteger("synod.it.kills", 20);
    private static final long SEED = Long.getLong("synod.it.seed", 1);
    private static final int WRITES_BEFORE = 100;
    private static final int WRITES_AFTER = 10;

    private final Shape shape;

    KillLoopIT(Shape shape) {
        this.shape = shape;
    }

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        try (Cluster cluster = Cluster.start(shape, 1_000, List.of());
                Load load = Load.start(cluster, SEED)) {
            for (int kill = 0; kill < KILLS; kill++) {
                load.awaitAcknowledged(WRITES_BEFORE);
                List<ServerProcess> victims = victims(cluster, kill);
                victims.forEach(ServerProcess::kill);
                if (victims.size() < cluster.servers().size()) {
                    load.awaitAcknowledged(WRITES_AFTER);
                }
                cluster.startAll();
                cluster.awaitServing();
                load.awaitAcknowledged(WRITES_AFTER);
                load.assertKeepersLive();
            }
            assertThat(load.acknowledgedWrites()).isGreaterThan(KILLS * (long) WRITES_BEFORE);
            load.audit();
        }
    }

    private static List<ServerProcess> victims(Cluster cluster, int kill) {
        return switch (kill % 3) {
            case 0 -> List.of(cluster.awaitLeader());
            case 1 -> List.of(cluster.awaitFollower());
            default -> cluster.servers();
        };
    }
}
