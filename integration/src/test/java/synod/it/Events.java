package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import synod.it.cluster.Cluster;

/** Collects what watches tell; what happens to the connection is left out. */
public final class Events implements Watcher {
    private final BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() != Event.EventType.None) {
            events.add(event);
        }
    }

    /** The next event, which must come within our patience. */
    public WatchedEvent next() throws InterruptedException {
        WatchedEvent event = events.poll(Cluster.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    /** The next event as text: its type and its path. */
    public String nextText() throws InterruptedException {
        return text(next());
    }

    /** What has arrived by now. */
    public List<String> arrived() {
        List<WatchedEvent> taken = new ArrayList<>();
        events.drainTo(taken);
        return taken.stream().map(Events::text).toList();
    }

    private static String text(WatchedEvent event) {
        return event.getType() + " " + event.getPath();
    }
}
