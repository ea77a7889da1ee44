package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.queue.DistributedDelayQueue;
import org.apache.curator.framework.recipes.queue.DistributedIdQueue;
import org.apache.curator.framework.recipes.queue.DistributedPriorityQueue;
import org.apache.curator.framework.recipes.queue.DistributedQueue;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Shape;

/** Curator's queues. */
@ParameterizedClass
@MethodSource("synod.it.cluster.Shape#ensembles")
class CuratorQueuesIT extends OnCurator {
    private static final QueueSerializer<String> TEXT = new QueueSerializer<>() {
        @Override
        public byte[] serialize(String item) {
            return bytes(item);
        }

        @Override
        public String deserialize(byte[] bytes) {
            return text(bytes);
        }
    };

    /** Keeps what it is given. */
    private static final class Taker implements QueueConsumer<String> {
        private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

        @Override
        public void consumeMessage(String message) {
            taken.add(message);
        }

        @Override
        public void stateChanged(CuratorFramework client, ConnectionState state) {
            // A connection that comes and goes is the queue's own business.
        }

        private List<String> take(int count) throws InterruptedException {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(String.valueOf(taken.poll(60, TimeUnit.SECONDS)));
            }
            return all;
        }
    }

    CuratorQueuesIT(Shape shape) {
        super(shape, List.of());
    }

    private static QueueBuilder<String> queue(CuratorFramework client, @Nullable Taker taker, String path) {
        return QueueBuilder.builder(client, taker, TEXT, path);
    }

    private static List<String> items(int count) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add("item " + i);
        }
        return items;
    }

    @Test
    void aQueueGivesEachItemToOneOfItsConsumers() throws Exception {
        Taker taker = new Taker();
        try (DistributedQueue<String> in = queue(client(0), null, "/queue").buildQueue();
                DistributedQueue<String> one =
                        queue(client(1), taker, "/queue").lockPath("/locks").buildQueue();
                DistributedQueue<String> two =
                        queue(client(2), taker, "/queue").lockPath("/locks").buildQueue()) {
            in.start();
            one.start();
            two.start();
            for (String item : items(30)) {
                in.put(item);
            }
            assertThat(taker.take(30)).containsExactlyInAnyOrderElementsOf(items(30));
            assertThat(taker.taken).isEmpty();
        }
    }

    @Test
    void aQueueKeepsTheOrder() throws Exception {
        Taker taker = new Taker();
        try (DistributedQueue<String> in = queue(client(0), null, "/order").buildQueue();
                DistributedQueue<String> out = queue(client(1), taker, "/order").buildQueue()) {
            in.start();
            for (String item : items(20)) {
                in.put(item);
            }
            assertThat(in.flushPuts(60, TimeUnit.SECONDS)).isTrue();
            out.start();
            assertThat(taker.take(20)).isEqualTo(items(20));
        }
    }

    @Test
    void whatHasANameIsTakenBack() throws Exception {
        Taker taker = new Taker();
        try (DistributedIdQueue<String> in = queue(client(0), null, "/named").buildIdQueue();
                DistributedIdQueue<String> out =
                        queue(client(1), taker, "/named").buildIdQueue()) {
            in.start();
            in.put("a", "1");
            in.put("b", "2");
            in.put("c", "3");
            assertThat(in.flushPuts(60, TimeUnit.SECONDS)).isTrue();
            assertThat(in.remove("2")).isEqualTo(1);
            out.start();
            assertThat(taker.take(2)).containsExactly("a", "c");
        }
    }

    @Test
    void whatIsUrgentComesFirst() throws Exception {
        Taker taker = new Taker();
        try (DistributedPriorityQueue<String> in =
                        queue(client(0), null, "/urgent").buildPriorityQueue(1);
                DistributedPriorityQueue<String> out =
                        queue(client(1), taker, "/urgent").buildPriorityQueue(1)) {
            in.start();
            in.put("later", 30);
            in.put("soon", 20);
            in.put("now", -10);
            assertThat(in.flushPuts(60, TimeUnit.SECONDS)).isTrue();
            out.start();
            assertThat(taker.take(3)).containsExactly("now", "soon", "later");
        }
    }

    @Test
    void whatIsForLaterComesLater() throws Exception {
        Taker taker = new Taker();
        long begin = System.currentTimeMillis();
        try (DistributedDelayQueue<String> in =
                        queue(client(0), null, "/delayed").buildDelayQueue();
                DistributedDelayQueue<String> out =
                        queue(client(1), taker, "/delayed").buildDelayQueue()) {
            in.start();
            out.start();
            in.put("second", begin + 1_500);
            in.put("first", begin + 750);
            assertThat(taker.take(1)).containsExactly("first");
            assertThat(System.currentTimeMillis() - begin).isGreaterThanOrEqualTo(750);
            assertThat(taker.take(1)).containsExactly("second");
            assertThat(System.currentTimeMillis() - begin).isGreaterThanOrEqualTo(1_500);
        }
    }

    @Test
    void aSimpleQueueIsAQueue() throws Exception {
        SimpleDistributedQueue in = new SimpleDistributedQueue(client(0), "/simple");
        SimpleDistributedQueue out = new SimpleDistributedQueue(client(1), "/simple");
        for (String item : items(5)) {
            assertThat(in.offer(bytes(item))).isTrue();
        }
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(text(out.poll(60, TimeUnit.SECONDS)));
        }
        assertThat(taken).isEqualTo(items(5));
        assertThat(out.poll()).isNull();
    }
}
