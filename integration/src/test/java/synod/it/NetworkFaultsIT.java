package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.audit.Load;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** The network between the servers is cut, slow, or drops connections, while clients write. */
@ExtendWith(ClusterLogs.class)
class NetworkFaultsIT {
    private static final Shape THREE = new Shape(Product.SYNOD, 3);
    private static final int TICK_MILLIS = 1_000;
    private static final int BEFORE = 100;
    private static final int AFTER = 50;

    /** The leader's number, and the two others'. */
    private record Roles(int leader, int one, int other) {
        static Roles of(Cluster cluster) {
            int leader = cluster.awaitLeader().id();
            List<Integer> others = cluster.servers().stream()
                    .map(ServerProcess::id)
                    .filter(id -> id != leader)
                    .toList();
            return new Roles(leader, others.get(0), others.get(1));
        }
    }

    private static Map<String, BiConsumer<Cluster, Roles>> cuts() {
        Map<String, BiConsumer<Cluster, Roles>> cuts = new LinkedHashMap<>();
        cuts.put("the leader alone", (cluster, roles) -> cluster.net().isolate(roles.leader));
        cuts.put("a follower alone", (cluster, roles) -> cluster.net().isolate(roles.one));
        cuts.put("leader and one follower cannot talk, the other hears both", (cluster, roles) -> {
            cluster.net().cut(roles.leader, roles.one);
            cluster.net().cut(roles.one, roles.leader);
        });
        cuts.put("the leader hears and is not heard", (cluster, roles) -> {
            cluster.net().cut(roles.leader, roles.one);
            cluster.net().cut(roles.leader, roles.other);
        });
        cuts.put("the leader is heard and does not hear", (cluster, roles) -> {
            cluster.net().cut(roles.one, roles.leader);
            cluster.net().cut(roles.other, roles.leader);
        });
        return cuts;
    }

    private static long elections(Cluster cluster) {
        return cluster.servers().stream()
                .mapToLong(server -> server.countInLog("elected: this server leads"))
                .sum();
    }

    /** A majority that can talk goes on, and leadership changes at most once for the cut and once for its end. */
    @Test
    void aMajorityThatCanTalkGoesOn() throws Exception {
        try (Cluster cluster = Cluster.startOnPeerNet(THREE, TICK_MILLIS);
                Load load = Load.start(cluster, 21)) {
            for (Map.Entry<String, BiConsumer<Cluster, Roles>> cut : cuts().entrySet()) {
                load.awaitAcknowledged(BEFORE);
                Roles roles = Roles.of(cluster);
                long before = elections(cluster);
                cut.getValue().accept(cluster, roles);
                load.awaitAcknowledged(AFTER);
                cluster.net().mend();
                cluster.awaitServing();
                load.awaitAcknowledged(AFTER);
                load.assertKeepersLive();
                assertThat(elections(cluster) - before).as(cut.getKey()).isLessThanOrEqualTo(2);
            }
            load.audit();
        }
    }

    @Test
    void aSlowOrShakyNetworkCostsNoSession() throws Exception {
        try (Cluster cluster = Cluster.startOnPeerNet(THREE, TICK_MILLIS);
                Load load = Load.start(cluster, 22)) {
            load.awaitAcknowledged(BEFORE);
            cluster.net().delay(200);
            load.awaitAcknowledged(BEFORE);
            load.assertKeepersLive();
            cluster.net().mend();
            cluster.net().resets(10);
            load.awaitAcknowledged(5 * BEFORE);
            load.assertKeepersLive();
            cluster.net().mend();
            cluster.awaitServing();
            load.audit();
        }
    }
}
