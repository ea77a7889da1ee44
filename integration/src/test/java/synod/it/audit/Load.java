package synod.it.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import synod.check.Answer;
import synod.check.Linearizability;
import synod.check.Operation;
import synod.check.SessionGuarantees;
import synod.check.Verdict;
import synod.it.cluster.Clients;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;

/** Eight clients under load on ten common keys and their own, and the audit of what they were told. */
public final class Load implements AutoCloseable {
    static final int CLIENTS = 8;
    static final int KEYS = 10;
    static final String LIVE = "/live";

    /** Sessions that do nothing but live; their ephemerals must outlast every fault. */
    private static final int KEEPERS = 3;

    private final Cluster cluster;
    private final Journal journal = new Journal();
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ZooKeeper> keepers = new ArrayList<>();

    private Load(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Lays out the keys and sets the clients going. */
    public static Load start(Cluster cluster, long seed) throws KeeperException, InterruptedException {
        Load load = new Load(cluster);
        load.lay();
        for (int i = 0; i < CLIENTS; i++) {
            LoadClient client = new LoadClient(i, cluster.connectString(), load.journal, seed);
            load.clients.add(client);
            Thread thread = new Thread(client, "load-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    static String key(int number) {
        return "/k" + number;
    }

    static String ownKey(int client) {
        return "/own" + client;
    }

    static String log(int client) {
        return "/log" + client;
    }

    /** How many changes were acknowledged so far. */
    public long acknowledgedWrites() {
        return journal.acknowledgedWrites();
    }

    /** Waits until so many more changes are acknowledged, counted from now. */
    public void awaitAcknowledged(int more) {
        long goal = acknowledgedWrites() + more;
        Awaitility.await(more + " more acknowledged writes")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Cluster.PATIENCE)
                .until(() -> acknowledgedWrites() >= goal);
    }

    /** No session that only lives has lost anything. */
    public void assertKeepersLive() throws KeeperException, InterruptedException {
        for (ZooKeeper keeper : keepers) {
            String path = LIVE + "/keeper-" + Long.toHexString(keeper.getSessionId());
            Awaitility.await("the keeper is connected again")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> keeper.getState().isConnected()
                            || !keeper.getState().isAlive());
            Stat stat = keeper.exists(path, false);
            assertThat(stat).as("the ephemeral of a live session").isNotNull();
            assertThat(stat.getEphemeralOwner()).isEqualTo(keeper.getSessionId());
        }
    }

    /** Stops the clients and judges everything they were told. All servers must run. */
    public void audit() throws KeeperException, InterruptedException {
        for (LoadClient client : clients) {
            client.stop();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(90));
            assertThat(thread.isAlive()).as("%s still runs", thread.getName()).isFalse();
        }
        assertThat(journal.surprises()).isEmpty();
        assertKeepersLive();
        readEverythingOnceMore();
        assertNothingLost();
        assertServersAgree();
        assertThat(Linearizability.check(journal.linear(), Linearizability.USUAL_STEPS))
                .isInstanceOf(Verdict.Good.class);
        assertThat(SessionGuarantees.check(journal.local())).isInstanceOf(Verdict.Good.class);
    }

    @Override
    public void close() {
        clients.forEach(LoadClient::stop);
        threads.forEach(Thread::interrupt);
        try {
            for (ZooKeeper keeper : keepers) {
                keeper.close(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lay() throws KeeperException, InterruptedException {
        ZooKeeper zk = Clients.connect(cluster.connectString());
        create(zk, LIVE);
        for (int i = 0; i < CLIENTS; i++) {
            create(zk, log(i));
        }
        for (int i = 0; i < KEYS; i++) {
            makeKey(zk, key(i));
        }
        for (int i = 0; i < CLIENTS; i++) {
            makeKey(zk, ownKey(i));
        }
        zk.close();
        journal.sessionEnded(zk.getSessionId());
        for (int i = 0; i < KEEPERS; i++) {
            ZooKeeper keeper = Clients.connect(cluster.connectString(), 20_000, event -> {});
            keepers.add(keeper);
            String path = LIVE + "/keeper-" + Long.toHexString(keeper.getSessionId());
            keeper.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        }
    }

    private static void create(ZooKeeper zk, String path) throws KeeperException, InterruptedException {
        zk.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private void makeKey(ZooKeeper zk, String key) throws KeeperException, InterruptedException {
        Journal.Asked asked = journal.write(zk.getSessionId(), new Operation.Create(key, ""));
        Stat stat = new Stat();
        zk.create(key, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
        asked.answered(new Answer.Done(stat.getCzxid(), null, 0, stat.getMzxid()));
    }

    private void readEverythingOnceMore() throws KeeperException, InterruptedException {
        for (ServerProcess server : cluster.servers()) {
            ZooKeeper zk = Clients.connect(server.address());
            for (int i = 0; i < KEYS; i++) {
                read(zk, key(i));
            }
            for (int i = 0; i < CLIENTS; i++) {
                read(zk, ownKey(i));
            }
            zk.close();
        }
    }

    private void read(ZooKeeper zk, String key) throws KeeperException, InterruptedException {
        Journal.Asked asked = journal.linearRead(zk.getSessionId(), new Operation.Get(key));
        LoadClient.sync(zk, key);
        Stat stat = new Stat();
        String data = new String(zk.getData(key, false, stat), StandardCharsets.UTF_8);
        asked.answered(new Answer.Done(Answer.NO_ZXID, data, stat.getVersion(), stat.getMzxid()));
    }

    /** Every create that was acknowledged is there, and none that nobody asked for. */
    private void assertNothingLost() throws KeeperException, InterruptedException {
        ZooKeeper zk = Clients.connect(cluster.connectString());
        LoadClient.sync(zk, "/");
        Set<String> there = new TreeSet<>();
        for (int i = 0; i < CLIENTS; i++) {
            for (String name : zk.getChildren(log(i), false)) {
                there.add(log(i) + "/" + name);
            }
        }
        zk.close();
        assertThat(there).as("acknowledged creates").containsAll(journal.created());
        there.removeAll(journal.created());
        assertThat(journal.uncertain()).as("creates that nobody was told of").containsAll(there);
    }

    /** Each server, asked alone, shows the same. */
    private void assertServersAgree() throws KeeperException, InterruptedException {
        List<Map<String, String>> views = new ArrayList<>();
        for (ServerProcess server : cluster.servers()) {
            ZooKeeper zk = Clients.connect(server.address());
            LoadClient.sync(zk, "/");
            Map<String, String> view = new TreeMap<>();
            for (String name : zk.getChildren("/", false)) {
                String path = "/" + name;
                Stat stat = new Stat();
                byte[] data = zk.getData(path, false, stat);
                String text = data == null ? "null" : new String(data, StandardCharsets.UTF_8);
                view.put(path, text + " " + stat + " " + new TreeSet<>(zk.getChildren(path, false)));
            }
            views.add(view);
            zk.close();
        }
        for (Map<String, String> view : views) {
            assertThat(view).isEqualTo(views.get(0));
        }
    }
}
