package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.audit.Load;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;
import synod.runtime.ExitCode;

/** Disks of single servers fail, become slow, or run full, while clients write. */
@ExtendWith(ClusterLogs.class)
class DiskFaultsIT {
    private static final Shape THREE = new Shape(Product.FAULTY, 3);
    private static final int TICK_MILLIS = 1_000;
    private static final int BEFORE = 100;
    private static final int AFTER = 10;

    private static ServerProcess victim(Cluster cluster, int number) {
        return number % 2 == 0 ? cluster.awaitLeader() : cluster.awaitFollower();
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(50))
                .atMost(Cluster.PATIENCE)
                .until(condition);
    }

    /** Nothing is tried again on a disk that failed, nothing is acknowledged after it, and what was read back is whole. */
    @Test
    void aFailedWriteOrForceEndsTheServer() throws Exception {
        List<String> faults = List.of(
                "fail-force 1",
                "fail-force 2",
                "fail-force 10",
                "fail-force 100",
                "fail-write 1",
                "fail-snapshot-force 1",
                "fail-folder-force 1");
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of("snapCount=400"));
                Load load = Load.start(cluster, 11)) {
            for (int i = 0; i < faults.size(); i++) {
                load.awaitAcknowledged(BEFORE);
                ServerProcess victim = victim(cluster, i);
                victim.expectEnd();
                victim.tell(faults.get(i));
                await("server " + victim.id() + " ends after " + faults.get(i), () -> !victim.isAlive());
                assertThat(victim.awaitEnd()).as(faults.get(i)).isEqualTo(ExitCode.DISK.code());
                assertThat(victim.countInLog("TRIED AGAIN")).as(faults.get(i)).isZero();
                load.awaitAcknowledged(AFTER);
                cluster.startAll();
                cluster.awaitServing();
                load.awaitAcknowledged(AFTER);
                load.assertKeepersLive();
            }
            load.audit();
        }
    }

    @Test
    void aSlowDiskOfOneServerKeepsNobodyFromWriting() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of());
                Load load = Load.start(cluster, 12)) {
            for (int millis : new int[] {50, 500, 5_000}) {
                for (int i = 0; i < 2; i++) {
                    load.awaitAcknowledged(BEFORE);
                    ServerProcess victim = victim(cluster, i);
                    boolean wasLeader = i % 2 == 0;
                    victim.tell("slow " + millis);
                    load.awaitAcknowledged(AFTER);
                    if (wasLeader && millis == 5_000) {
                        await("another leads", () -> !victim.mode().equals("leader"));
                    }
                    load.awaitAcknowledged(BEFORE);
                    victim.tell("slow 0");
                    load.assertKeepersLive();
                }
            }
            cluster.awaitServing();
            load.audit();
        }
    }

    /** A full disk stops its own server's writing and nothing else, and it goes on by itself when there is room. */
    @Test
    void aFullDiskIsWaitedOut() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of("snapCount=400"));
                Load load = Load.start(cluster, 13)) {
            for (int i = 0; i < 2; i++) {
                load.awaitAcknowledged(BEFORE);
                ServerProcess victim = victim(cluster, i);
                long told = victim.countInLog("no room for");
                victim.tell("full");
                await("server " + victim.id() + " finds no room", () -> victim.countInLog("no room for") > told);
                load.awaitAcknowledged(AFTER);
                victim.tell("room");
                cluster.awaitServing();
                load.assertKeepersLive();
            }
            load.awaitAcknowledged(BEFORE);
            List<Long> told = cluster.servers().stream()
                    .map(server -> server.countInLog("no room for the journal"))
                    .toList();
            cluster.servers().forEach(server -> server.tell("full"));
            await("two servers have no room for their journals", () -> {
                int full = 0;
                for (int i = 0; i < told.size(); i++) {
                    full += cluster.servers().get(i).countInLog("no room for the journal") > told.get(i) ? 1 : 0;
                }
                return full >= 2;
            });
            cluster.servers().forEach(server -> server.tell("room"));
            cluster.awaitServing();
            load.awaitAcknowledged(AFTER);
            load.audit();
        }
    }
}
