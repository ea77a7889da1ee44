package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.retry.RetryForever;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Curator's recipes, unmodified: five clients, spread over the servers. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#all")
class CuratorIT extends OnCurator {

    CuratorIT(Shape shape) {
        super(shape, List.of());
    }

    @Test
    void aMutexExcludes() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        client(0).create().forPath("/count", bytes("0"));
        together(client -> {
            InterProcessMutex mutex = new InterProcessMutex(client, "/lock");
            for (int i = 0; i < 10; i++) {
                assertThat(mutex.acquire(60, TimeUnit.SECONDS)).isTrue();
                try {
                    overlaps.addAndGet(inside.getAndIncrement());
                    client.sync().forPath("/count");
                    int count = Integer.parseInt(text(client.getData().forPath("/count")));
                    client.setData().forPath("/count", bytes(Integer.toString(count + 1)));
                    inside.decrementAndGet();
                } finally {
                    mutex.release();
                }
            }
        });
        assertThat(overlaps).hasValue(0);
        CuratorFramework reader = client(0);
        reader.sync().forPath("/count");
        assertThat(text(reader.getData().forPath("/count"))).isEqualTo(Integer.toString(10 * CLIENTS));
    }

    @Test
    void writersExcludeReaders() throws Exception {
        AtomicInteger readers = new AtomicInteger();
        AtomicInteger writers = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        together(client -> {
            InterProcessReadWriteLock lock = new InterProcessReadWriteLock(client, "/rw");
            for (int i = 0; i < 5; i++) {
                assertThat(lock.readLock().acquire(60, TimeUnit.SECONDS)).isTrue();
                readers.incrementAndGet();
                wrong.addAndGet(writers.get());
                readers.decrementAndGet();
                lock.readLock().release();
                assertThat(lock.writeLock().acquire(60, TimeUnit.SECONDS)).isTrue();
                wrong.addAndGet(writers.getAndIncrement() + readers.get());
                writers.decrementAndGet();
                lock.writeLock().release();
            }
        });
        assertThat(wrong).hasValue(0);
    }

    @Test
    void aSemaphoreAdmitsAsManyAsItSays() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        together(client -> {
            InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(client, "/semaphore", 2);
            for (int i = 0; i < 4; i++) {
                Lease lease = semaphore.acquire();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                semaphore.returnLease(lease);
            }
        });
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void aLatchHasOneLeaderUntilNobodyIsLeft() throws Exception {
        List<LeaderLatch> latches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            LeaderLatch latch = new LeaderLatch(client(i), "/latch", "participant " + i);
            latch.start();
            latches.add(latch);
        }
        while (!latches.isEmpty()) {
            Awaitility.await("a leader among " + latches.size())
                    .atMost(Cluster.PATIENCE)
                    .until(() -> latches.stream().anyMatch(LeaderLatch::hasLeadership));
            List<LeaderLatch> leading =
                    latches.stream().filter(LeaderLatch::hasLeadership).toList();
            assertThat(leading).hasSize(1);
            latches.removeAll(leading);
            leading.get(0).close();
        }
    }

    @Test
    void aCacheFollowsTheTree() throws Exception {
        CuratorFramework writer = client(0);
        writer.create().forPath("/tree");
        Map<String, String> seen = new TreeMap<>();
        try (CuratorCache cache = CuratorCache.build(client(1), "/tree")) {
            CuratorCacheListener listener = CuratorCacheListener.builder()
                    .forCreatesAndChanges((before, now) -> {
                        synchronized (seen) {
                            seen.put(now.getPath(), new String(now.getData(), StandardCharsets.UTF_8));
                        }
                    })
                    .forDeletes(gone -> {
                        synchronized (seen) {
                            seen.remove(gone.getPath());
                        }
                    })
                    .build();
            cache.listenable().addListener(listener);
            cache.start();
            Map<String, String> expected = new TreeMap<>();
            expected.put("/tree", text(writer.getData().forPath("/tree")));
            for (int i = 0; i < 30; i++) {
                String path = "/tree/n" + i;
                writer.create().forPath(path, bytes("a" + i));
                writer.create().forPath(path + "/child", bytes("c"));
                if (i % 3 == 0) {
                    writer.setData().forPath(path, bytes("b" + i));
                }
                if (i % 5 == 0) {
                    writer.delete().deletingChildrenIfNeeded().forPath(path);
                } else {
                    expected.put(path, (i % 3 == 0 ? "b" : "a") + i);
                    expected.put(path + "/child", "c");
                }
            }
            Awaitility.await("the cache has seen everything")
                    .atMost(Cluster.PATIENCE)
                    .untilAsserted(() -> {
                        synchronized (seen) {
                            assertThat(seen).isEqualTo(expected);
                        }
                    });
        }
    }

    @Test
    void aDoubleBarrierLetsAllInAndAllOut() throws Exception {
        AtomicInteger entered = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        together(client -> {
            DistributedDoubleBarrier barrier = new DistributedDoubleBarrier(client, "/double", CLIENTS);
            entered.incrementAndGet();
            assertThat(barrier.enter(60, TimeUnit.SECONDS)).isTrue();
            wrong.addAndGet(CLIENTS - entered.get());
            left.incrementAndGet();
            assertThat(barrier.leave(60, TimeUnit.SECONDS)).isTrue();
            wrong.addAndGet(CLIENTS - left.get());
        });
        assertThat(wrong).hasValue(0);
    }

    @Test
    void aBarrierHoldsUntilItIsRemoved() throws Exception {
        DistributedBarrier barrier = new DistributedBarrier(client(0), "/barrier");
        barrier.setBarrier();
        DistributedBarrier waiting = new DistributedBarrier(client(1), "/barrier");
        assertThat(waiting.waitOnBarrier(200, TimeUnit.MILLISECONDS)).isFalse();
        Future<Boolean> passed = threads.submit(() -> waiting.waitOnBarrier(60, TimeUnit.SECONDS));
        barrier.removeBarrier();
        assertThat(passed.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void countersCount() throws Exception {
        together(client -> {
            DistributedAtomicLong counter = new DistributedAtomicLong(client, "/atomic", new RetryForever(20));
            for (int i = 0; i < 10; i++) {
                AtomicValue<Long> added = counter.increment();
                assertThat(added.succeeded()).isTrue();
            }
        });
        CuratorFramework reader = client(0);
        reader.sync().forPath("/atomic");
        assertThat(new DistributedAtomicLong(reader, "/atomic", new RetryForever(20))
                        .get()
                        .postValue())
                .isEqualTo(10L * CLIENTS);
    }

    @Test
    void aSharedCountReachesEverybody() throws Exception {
        try (SharedCount writer = new SharedCount(client(0), "/shared", 1);
                SharedCount reader = new SharedCount(client(1), "/shared", 1)) {
            writer.start();
            reader.start();
            writer.setCount(42);
            Awaitility.await("the count arrives").atMost(Duration.ofSeconds(60)).until(() -> reader.getCount() == 42);
        }
    }
}
