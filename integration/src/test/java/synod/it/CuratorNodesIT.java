package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceProvider;
import org.apache.curator.x.discovery.strategies.RoundRobinStrategy;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/**
 * Those of Curator's recipes that {@link CuratorIT} leaves out, second part: nodes that stay, groups, watches, transactions
 * and the discovery of services.
 */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class CuratorNodesIT extends OnCurator {
    CuratorNodesIT(Shape shape) {
        // Nodes with a time to live are on, and containers that have become empty go soon.
        super(shape, List.of("-Dzookeeper.extendedTypesEnabled=true", "-Dznode.container.checkIntervalMs=500"));
    }

    private static boolean holds(CuratorFramework client, String path, String text) throws Exception {
        return client.checkExists().forPath(path) != null
                && text(client.getData().forPath(path)).equals(text);
    }

    @Test
    void aPersistentNodeComesBack() throws Exception {
        CuratorFramework other = client(1);
        try (PersistentNode node = new PersistentNode(client(0), CreateMode.EPHEMERAL, false, "/stays", bytes("a"))) {
            node.start();
            assertThat(node.waitForInitialCreate(60, TimeUnit.SECONDS)).isTrue();
            other.sync().forPath("/stays");
            other.delete().forPath("/stays");
            Awaitility.await("made again").atMost(Cluster.PATIENCE).until(() -> holds(other, "/stays", "a"));
            node.setData(bytes("b"));
            Awaitility.await("changed").atMost(Cluster.PATIENCE).until(() -> holds(other, "/stays", "b"));
        }
        Awaitility.await("gone with its owner")
                .atMost(Cluster.PATIENCE)
                .until(() -> other.checkExists().forPath("/stays") == null);
    }

    @Test
    void aNodeWithATimeToLiveStaysWhileItIsTouched() throws Exception {
        CuratorFramework other = client(1);
        long ttlMillis = 1_000;
        try (PersistentTtlNode node = new PersistentTtlNode(client(0), "/ttl", ttlMillis, bytes("a"))) {
            node.start();
            assertThat(node.waitForInitialCreate(60, TimeUnit.SECONDS)).isTrue();
            long begin = System.nanoTime();
            Awaitility.await("three times as long as it lives by itself")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> {
                        assertThat(holds(other, "/ttl", "a")).isTrue();
                        return System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(3 * ttlMillis);
                    });
        }
        Awaitility.await("gone when nobody touches it")
                .atMost(Cluster.PATIENCE)
                .until(() -> other.checkExists().forPath("/ttl") == null);
    }

    @Test
    void membersOfAGroupKnowEachOther() throws Exception {
        List<GroupMember> members = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            GroupMember member = new GroupMember(client(i), "/group", "member " + i, bytes("payload " + i));
            member.start();
            members.add(member);
            expected.put("member " + i, "payload " + i);
        }
        awaitMembers(members, expected);
        members.remove(2).close();
        expected.remove("member 2");
        awaitMembers(members, expected);
        members.forEach(GroupMember::close);
    }

    private static void awaitMembers(List<GroupMember> members, Map<String, String> expected) {
        Awaitility.await("all members see " + expected.keySet())
                .atMost(Cluster.PATIENCE)
                .untilAsserted(() -> assertThat(members).allSatisfy(member -> {
                    Map<String, String> seen = new HashMap<>();
                    member.getCurrentMembers().forEach((id, payload) -> seen.put(id, text(payload)));
                    assertThat(seen).isEqualTo(expected);
                }));
    }

    @Test
    void aPersistentWatcherTellsAllThatHappensBelow() throws Exception {
        CuratorFramework writer = client(0);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch set = new CountDownLatch(1);
        try (PersistentWatcher watcher = new PersistentWatcher(client(1), "/all", true)) {
            watcher.getListenable().addListener((WatchedEvent event) -> {
                if (event.getType() != EventType.None) {
                    seen.add(event.getType() + " " + event.getPath());
                }
            });
            watcher.getResetListenable().addListener(set::countDown);
            watcher.start();
            assertThat(set.await(60, TimeUnit.SECONDS)).isTrue();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writer.create().creatingParentsIfNeeded().forPath("/all/x/y");
                writer.setData().forPath("/all/x/y", bytes("z"));
                writer.delete().deletingChildrenIfNeeded().forPath("/all");
                expected.addAll(List.of(
                        "NodeCreated /all",
                        "NodeCreated /all/x",
                        "NodeCreated /all/x/y",
                        "NodeDataChanged /all/x/y",
                        "NodeDeleted /all/x/y",
                        "NodeDeleted /all/x",
                        "NodeDeleted /all"));
            }
            Awaitility.await("all events").atMost(Cluster.PATIENCE).until(() -> seen.size() >= expected.size());
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void aTransactionIsDoneAsAWhole() throws Exception {
        CuratorFramework client = client(0);
        List<CuratorTransactionResult> results = client.transaction()
                .forOperations(
                        client.transactionOp().create().forPath("/t", bytes("0")),
                        client.transactionOp().setData().withVersion(0).forPath("/t", bytes("1")),
                        client.transactionOp().check().withVersion(1).forPath("/t"),
                        client.transactionOp()
                                .create()
                                .withMode(CreateMode.EPHEMERAL)
                                .forPath("/t/e"));
        assertThat(results).extracting(CuratorTransactionResult::getForPath).containsExactly("/t", "/t", "/t", "/t/e");
        assertThat(text(client.getData().forPath("/t"))).isEqualTo("1");
    }

    @Test
    void servicesAreFound() throws Exception {
        String name = "search";
        List<ServiceInstance<Void>> instances = new ArrayList<>();
        List<ServiceDiscovery<Void>> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServiceInstance<Void> instance = ServiceInstance.<Void>builder()
                    .name(name)
                    .address("127.0.0.1")
                    .port(8_000 + i)
                    .build();
            ServiceDiscovery<Void> server = ServiceDiscoveryBuilder.builder(Void.class)
                    .client(client(i))
                    .basePath("/services")
                    .thisInstance(instance)
                    .build();
            server.start();
            instances.add(instance);
            servers.add(server);
        }
        try (ServiceDiscovery<Void> user = ServiceDiscoveryBuilder.builder(Void.class)
                .client(client(4))
                .basePath("/services")
                .build()) {
            user.start();
            try (ServiceCache<Void> cache =
                            user.serviceCacheBuilder().name(name).build();
                    ServiceProvider<Void> provider = user.serviceProviderBuilder()
                            .serviceName(name)
                            .providerStrategy(new RoundRobinStrategy<>())
                            .build()) {
                cache.start();
                provider.start();
                awaitInstances(cache, provider, instances);
                servers.get(1).unregisterService(instances.remove(1));
                awaitInstances(cache, provider, instances);
                servers.get(0).close();
                instances.remove(0);
                awaitInstances(cache, provider, instances);
                assertThat(user.queryForNames()).containsExactly(name);
                ServiceInstance<Void> left = instances.get(0);
                assertThat(user.queryForInstance(name, left.getId())).isEqualTo(left);
                assertThat(provider.getInstance()).isEqualTo(left);
            }
        }
    }

    private static void awaitInstances(
            ServiceCache<Void> cache, ServiceProvider<Void> provider, List<ServiceInstance<Void>> expected) {
        Awaitility.await(expected.size() + " instances")
                .atMost(Cluster.PATIENCE)
                .untilAsserted(() -> {
                    assertThat(cache.getInstances()).containsExactlyInAnyOrderElementsOf(expected);
                    assertThat(provider.getAllInstances()).containsExactlyInAnyOrderElementsOf(expected);
                });
    }
}
