package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.audit.Load;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ClusterLogs;
import synod.it.cluster.Product;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Clocks, memory, logs and data folders go wrong, and operators restart servers, while clients write. */
@ExtendWith(ClusterLogs.class)
class MachineFaultsIT {
    private static final Shape THREE = new Shape(Product.FAULTY, 3);
    private static final int TICK_MILLIS = 1_000;
    private static final int BEFORE = 100;
    private static final int AFTER = 10;
    private static final long HOUR = 3_600_000;

    /** Session timeouts count nobody's wall clock. */
    @Test
    void wrongWallClocksEndNoSession() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of());
                Load load = Load.start(cluster, 31)) {
            for (long hours : new long[] {1, -1, 24, -24}) {
                load.awaitAcknowledged(BEFORE);
                String fault = "wall " + hours * HOUR;
                if (Math.abs(hours) == 1) {
                    cluster.awaitLeader().tell(fault);
                } else {
                    cluster.servers().forEach(server -> server.tell(fault));
                }
                load.awaitAcknowledged(BEFORE);
                load.assertKeepersLive();
            }
            load.audit();
        }
    }

    /** A voter that forgot everything does not vote until the others have told it what it may have promised. */
    @Test
    void aWipedServerComesBack() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of("snapCount=400"));
                Load load = Load.start(cluster, 32)) {
            for (int i = 0; i < 2; i++) {
                load.awaitAcknowledged(3 * BEFORE);
                ServerProcess victim = i % 2 == 0 ? cluster.awaitLeader() : cluster.awaitFollower();
                victim.kill();
                victim.wipe();
                long before = victim.countInLog("votes again");
                load.awaitAcknowledged(AFTER);
                cluster.startAll();
                Awaitility.await("server " + victim.id() + " votes again")
                        .atMost(Cluster.PATIENCE)
                        .until(() -> victim.countInLog("votes again") > before);
                cluster.awaitServing();
                load.awaitAcknowledged(AFTER);
                load.assertKeepersLive();
            }
            load.audit();
        }
    }

    /** What it misses it gets from the others, as a server does that was away for as long. */
    @Test
    void anOldCopyOfAServerIsBroughtUpToDate() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of("snapCount=400"));
                Load load = Load.start(cluster, 36)) {
            load.awaitAcknowledged(BEFORE);
            ServerProcess victim = cluster.awaitFollower();
            victim.kill();
            victim.backUp();
            victim.start();
            cluster.awaitServing();
            load.awaitAcknowledged(10 * BEFORE);
            victim.kill();
            victim.putBack();
            load.awaitAcknowledged(AFTER);
            victim.start();
            cluster.awaitServing();
            // Were it to vote on what it does not have, these two could not go on with the rest.
            cluster.awaitLeader().kill();
            load.awaitAcknowledged(BEFORE);
            cluster.startAll();
            cluster.awaitServing();
            load.awaitAcknowledged(AFTER);
            load.audit();
        }
    }

    @Test
    void aRollingRestartCostsNothing() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of());
                Load load = Load.start(cluster, 33)) {
            for (ServerProcess server : cluster.servers()) {
                load.awaitAcknowledged(BEFORE);
                assertThat(server.stop())
                        .as("exit code of server " + server.id())
                        .isZero();
                load.awaitAcknowledged(AFTER);
                server.start();
                cluster.awaitServing();
                load.assertKeepersLive();
            }
            load.audit();
        }
    }

    /** Far more lines than a pipe and the log's own queue hold. */
    @Test
    void aLogThatNobodyReadsStopsNothing() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of())) {
            for (ServerProcess server : cluster.servers()) {
                server.kill();
                server.leaveLogUnread();
            }
            cluster.startAll();
            cluster.awaitServing();
            try (Load load = Load.start(cluster, 34)) {
                load.awaitAcknowledged(BEFORE);
                cluster.servers().forEach(server -> server.tell("chatter 50000"));
                load.awaitAcknowledged(3 * BEFORE);
                cluster.awaitServing();
                load.audit();
            }
        }
    }

    /** A server without memory must not stay a voter that hears and never answers. */
    @Test
    void aServerWithoutMemoryEndsAndComesBack() throws Exception {
        try (Cluster cluster = Cluster.start(THREE, TICK_MILLIS, List.of())) {
            ServerProcess victim = cluster.awaitFollower();
            victim.kill();
            victim.javaOptions("-Xmx40m", "-XX:+ExitOnOutOfMemoryError");
            victim.start();
            cluster.awaitServing();
            victim.expectEnd();
            ZooKeeper zk = Clients.connect(cluster.connectString());
            byte[] data = new byte[500_000];
            int lost = 0;
            for (int i = 0; i < 200 && victim.isAlive(); i++) {
                try {
                    zk.create("/large" + i, data, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                } catch (KeeperException.ConnectionLossException elsewhere) {
                    // It was connected to the victim, and the next one will not be.
                    lost++;
                }
            }
            assertThat(victim.awaitEnd()).isNotZero();
            assertThat(lost)
                    .as("connections lost, to the one server without memory")
                    .isLessThanOrEqualTo(1);
            victim.javaOptions("-Xmx256m");
            cluster.startAll();
            cluster.awaitServing();
            zk.create("/after", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            zk.close();
        }
    }
}
