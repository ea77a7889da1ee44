package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.CachedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicInteger;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicValue;
import org.apache.curator.framework.recipes.atomic.PromotedToLock;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.locks.InterProcessMultiLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.locks.Revoker;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.shared.SharedValue;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.retry.RetryOneTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Those of Curator's recipes that {@link CuratorIT} leaves out, first part: locks, leadership and counters. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class CuratorLocksIT extends OnCurator {
    CuratorLocksIT(Shape shape) {
        super(shape, List.of());
    }

    @Test
    void aMutexIsEnteredTwiceByItsOwner() throws Exception {
        InterProcessMutex mutex = new InterProcessMutex(client(0), "/again");
        mutex.acquire();
        assertThat(mutex.acquire(60, TimeUnit.SECONDS)).isTrue();
        mutex.release();
        InterProcessMutex other = new InterProcessMutex(client(1), "/again");
        assertThat(other.acquire(200, TimeUnit.MILLISECONDS)).isFalse();
        mutex.release();
        assertThat(other.acquire(60, TimeUnit.SECONDS)).isTrue();
        other.release();
    }

    @Test
    void aSemaphoreMutexExcludes() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        together(client -> {
            InterProcessSemaphoreMutex mutex = new InterProcessSemaphoreMutex(client, "/mutex");
            for (int i = 0; i < 5; i++) {
                assertThat(mutex.acquire(60, TimeUnit.SECONDS)).isTrue();
                overlaps.addAndGet(inside.getAndIncrement());
                turns.incrementAndGet();
                inside.decrementAndGet();
                mutex.release();
            }
        });
        assertThat(overlaps).hasValue(0);
        assertThat(turns).hasValue(5 * CLIENTS);
    }

    @Test
    void aLockOfSeveralTakesAllOrNone() throws Exception {
        CuratorFramework holder = client(0);
        InterProcessMultiLock all = new InterProcessMultiLock(client(1), List.of("/a", "/b", "/c"));
        InterProcessMutex one = new InterProcessMutex(holder, "/c");
        one.acquire();
        assertThat(all.acquire(200, TimeUnit.MILLISECONDS)).isFalse();
        InterProcessMutex free = new InterProcessMutex(holder, "/a");
        assertThat(free.acquire(60, TimeUnit.SECONDS)).isTrue();
        free.release();
        one.release();
        assertThat(all.acquire(60, TimeUnit.SECONDS)).isTrue();
        assertThat(free.acquire(200, TimeUnit.MILLISECONDS)).isFalse();
        all.release();
        assertThat(free.acquire(60, TimeUnit.SECONDS)).isTrue();
        free.release();
    }

    @Test
    void aHolderIsAskedToGiveWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        InterProcessMutex holder = new InterProcessMutex(client(0), "/revocable");
        holder.makeRevocable(lock -> asked.countDown());
        holder.acquire();
        CuratorFramework wanting = client(1);
        wanting.sync().forPath("/revocable");
        Collection<String> nodes = new InterProcessMutex(wanting, "/revocable").getParticipantNodes();
        assertThat(nodes).hasSize(1);
        Revoker.attemptRevoke(wanting, nodes.iterator().next());
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        holder.release();
    }

    @Test
    void theNumberOfLeasesMayChange() throws Exception {
        try (SharedCount count = new SharedCount(client(0), "/leases", 1)) {
            count.start();
            InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(client(0), "/counted", count);
            Lease first = semaphore.acquire(60, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(semaphore.acquire(200, TimeUnit.MILLISECONDS)).isNull();
            count.setCount(2);
            Awaitility.await("the count arrives").atMost(Cluster.PATIENCE).until(() -> count.getCount() == 2);
            Lease second = semaphore.acquire(60, TimeUnit.SECONDS);
            assertThat(second).isNotNull();
            semaphore.returnAll(List.of(first, second));
        }
    }

    @Test
    void everySelectedLeaderLeadsAlone() throws Exception {
        Queue<Integer> led = new ConcurrentLinkedQueue<>();
        AtomicInteger leading = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(CLIENTS);
        LeaderSelector[] selectors = new LeaderSelector[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            selectors[i] = new LeaderSelector(client(i), "/leader", new LeaderSelectorListenerAdapter() {
                @Override
                public void takeLeadership(CuratorFramework client) {
                    overlaps.addAndGet(leading.getAndIncrement());
                    led.add(number);
                    leading.decrementAndGet();
                    all.countDown();
                }
            });
        }
        for (LeaderSelector selector : selectors) {
            selector.start();
        }
        assertThat(all.await(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (LeaderSelector selector : selectors) {
            selector.close();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(led).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void countersBecomeLocksWhenTheyAreCrowded() throws Exception {
        PromotedToLock lock = PromotedToLock.builder()
                .lockPath("/promoted")
                .timeout(60, TimeUnit.SECONDS)
                .retryPolicy(new RetryForever(20))
                .build();
        together(client -> {
            // One optimistic try only: with so many at once most of them go on under the lock.
            DistributedAtomicInteger counter =
                    new DistributedAtomicInteger(client, "/integer", new RetryOneTime(1), lock);
            for (int i = 0; i < 10; i++) {
                assertThat(counter.add(3).succeeded()).isTrue();
            }
            AtomicValue<Integer> less = counter.decrement();
            assertThat(less.succeeded()).isTrue();
            assertThat(less.postValue()).isEqualTo(less.preValue() - 1);
        });
        CuratorFramework reader = client(0);
        reader.sync().forPath("/integer");
        assertThat(new DistributedAtomicInteger(reader, "/integer", new RetryForever(20))
                        .get()
                        .postValue())
                .isEqualTo(29 * CLIENTS);
    }

    @Test
    void aCachedCounterGivesEachNumberOnce() throws Exception {
        Set<Long> given = ConcurrentHashMap.newKeySet();
        together(client -> {
            CachedAtomicLong counter =
                    new CachedAtomicLong(new DistributedAtomicLong(client, "/cached", new RetryForever(20)), 7);
            for (int i = 0; i < 20; i++) {
                AtomicValue<Long> next = counter.next();
                assertThat(next.succeeded()).isTrue();
                assertThat(given.add(next.postValue())).isTrue();
            }
        });
        assertThat(given).hasSize(20 * CLIENTS);
    }

    @Test
    void aValueIsSetByComparison() throws Exception {
        CuratorFramework client = client(0);
        DistributedAtomicValue value = new DistributedAtomicValue(client, "/value", new RetryForever(20));
        assertThat(value.initialize(bytes("a"))).isTrue();
        assertThat(value.initialize(bytes("b"))).isFalse();
        assertThat(value.compareAndSet(bytes("b"), bytes("c")).succeeded()).isFalse();
        assertThat(value.compareAndSet(bytes("a"), bytes("c")).succeeded()).isTrue();
        assertThat(text(value.get().postValue())).isEqualTo("c");
    }

    @Test
    void aSharedValueIsTakenByOneOfTwo() throws Exception {
        try (SharedValue one = new SharedValue(client(0), "/shared-value", bytes("0"));
                SharedValue two = new SharedValue(client(1), "/shared-value", bytes("0"))) {
            one.start();
            two.start();
            Future<Boolean> first = threads.submit(() -> one.trySetValue(one.getVersionedValue(), bytes("1")));
            Future<Boolean> second = threads.submit(() -> two.trySetValue(two.getVersionedValue(), bytes("2")));
            // Both may succeed, one after the other; both see the last of them in the end.
            assertThat(List.of(first.get(60, TimeUnit.SECONDS), second.get(60, TimeUnit.SECONDS)))
                    .contains(true);
            client(2).setData().forPath("/shared-value", bytes("3"));
            Awaitility.await("both see it")
                    .atMost(Cluster.PATIENCE)
                    .until(() -> text(one.getValue()).equals("3")
                            && text(two.getValue()).equals("3"));
            assertThat(one.trySetValue(one.getVersionedValue(), bytes("4"))).isTrue();
        }
    }
}
