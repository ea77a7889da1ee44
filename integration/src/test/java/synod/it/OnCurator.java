package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.junit.jupiter.api.AfterEach;
import synod.it.cluster.Cluster;
import synod.it.cluster.Shape;

/** Tests of Curator's recipes, unmodified: five clients, spread over the servers. */
abstract class OnCurator extends OnServers {
    /** How many clients do the same at once. */
    static final int CLIENTS = 5;

    /** As many threads as there are clients. */
    final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    private final List<CuratorFramework> opened = new ArrayList<>();

    OnCurator(Shape shape, List<String> javaOptions) {
        super(shape, javaOptions);
    }

    @AfterEach
    void closeAll() {
        threads.shutdownNow();
        opened.forEach(CuratorFramework::close);
    }

    /** The client with this number, on a server of its own as far as there are enough. */
    final CuratorFramework client(int number) throws InterruptedException {
        String server = cluster.servers().get(number % cluster.servers().size()).address();
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(server)
                .namespace(root.substring(1))
                .sessionTimeoutMs(10_000)
                .connectionTimeoutMs(10_000)
                .retryPolicy(new RetryForever(100))
                .build();
        opened.add(client);
        client.start();
        assertThat(client.blockUntilConnected(60, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    /** What a client does. */
    interface Work {
        void run(CuratorFramework client) throws Exception;
    }

    /** Runs the same work with every client at once. */
    final void together(Work work) throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            CuratorFramework client = client(i);
            tasks.add(() -> {
                work.run(client);
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(tasks, Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            done.get();
        }
    }
}
