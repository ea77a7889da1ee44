package synod.it.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import synod.it.OnServers;
import synod.it.cluster.Clients;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/**
 * Items of the conformance list, on servers that they share and do not harm. A subclass is a parameterized class on
 * {@link #standalone}, {@link #ensembles} or {@link #all}; its tests are named {@code item} with three digits and words.
 */
@ExtendWith(GapKeeper.class)
abstract class Conformance extends OnServers {
    /** What sessions' timeouts are counted in on the shared servers. */
    static final int TICK_MILLIS = 500;

    Conformance(Shape shape) {
        this(shape, List.of());
    }

    /** @param javaOptions further options of the servers' Java machines, the same for all tests of a class */
    Conformance(Shape shape, List<String> javaOptions) {
        super(shape, javaOptions);
    }

    final Shape shape() {
        return cluster.shape();
    }

    /** The first server. */
    final ServerProcess server() {
        return cluster.servers().get(0);
    }

    /** A connection to the first server with a new session, for the test to close. */
    final RawClient raw() throws IOException {
        return raw(server());
    }

    /** A connection with a new session, for the test to close. */
    static RawClient raw(ServerProcess server) throws IOException {
        RawClient client = new RawClient(server);
        client.handshake(Clients.TIMEOUT_MILLIS);
        return client;
    }

    /** One server of the reference and one of ours, unless {@code -Dsynod.it.products} says otherwise. */
    static List<Shape> standalone() {
        return of(1);
    }

    /** Three servers of the reference and three of ours. */
    static List<Shape> ensembles() {
        return of(3);
    }

    /** One and three servers of the reference and of ours. */
    static List<Shape> all() {
        return of(1, 3);
    }

    private static List<Shape> of(int... sizes) {
        boolean isSaid = System.getProperty("synod.it.products") != null;
        List<Shape> shapes = new ArrayList<>();
        for (Product product : isSaid ? Product.tested() : List.of(Product.APACHE, Product.SYNOD)) {
            for (int size : sizes) {
                shapes.add(new Shape(product, size));
            }
        }
        return shapes;
    }
}
