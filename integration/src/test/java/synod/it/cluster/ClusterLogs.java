package synod.it.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Shows what the servers logged when a test fails, and clears away what a test that passed has left. Servers that are
 * shared by the tests of a class are kept by {@link #shared} until the class has ended.
 */
public final class ClusterLogs implements AfterEachCallback, AfterAllCallback {
    private static final int LINES = 60;

    private static final List<Cluster> OPENED = new ArrayList<>();
    private static final Map<Shape, Cluster> SHARED = new LinkedHashMap<>();

    static synchronized void opened(Cluster cluster) {
        OPENED.add(cluster);
    }

    /**
     * Servers of this shape with the usual settings, started once for all tests of the present class.
     *
     * @param javaOptions further options of their Java machines, the same for all tests of a class
     */
    public static synchronized Cluster shared(Shape shape, List<String> javaOptions) {
        Cluster cluster = SHARED.get(shape);
        if (cluster == null) {
            cluster = Cluster.start(shape, 500, List.of(), javaOptions);
            SHARED.put(shape, cluster);
        }
        return cluster;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean failed = context.getExecutionException()
                .filter(reason -> !(reason instanceof TestAbortedException))
                .isPresent();
        synchronized (ClusterLogs.class) {
            Iterator<Cluster> opened = OPENED.iterator();
            while (opened.hasNext()) {
                Cluster cluster = opened.next();
                if (failed) {
                    System.err.println(cluster.logTails(LINES));
                }
                if (!SHARED.containsValue(cluster)) {
                    opened.remove();
                    finish(cluster, failed);
                }
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        synchronized (ClusterLogs.class) {
            SHARED.clear();
            OPENED.forEach(Cluster::discard);
            OPENED.clear();
        }
    }

    private static void finish(Cluster cluster, boolean failed) {
        if (failed) {
            cluster.close();
        } else {
            cluster.discard();
        }
    }
}
