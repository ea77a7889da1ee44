package synod.it.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whose servers a test runs against. */
public enum Product {
    /** The reference. A test that fails here is wrong. */
    APACHE("org.apache.zookeeper.server.quorum.QuorumPeerMain"),
    /** What this project builds. */
    SYNOD("synod.server.Main"),
    /** The same with a disk and a clock that do what the test tells them. */
    FAULTY("synod.it.faults.FaultyServer");

    private final String mainClass;

    Product(String mainClass) {
        this.mainClass = mainClass;
    }

    String mainClass() {
        return mainClass;
    }

    /** The products to test: {@code -Dsynod.it.products=apache,synod}, ours alone when nothing is said. */
    public static List<Product> tested() {
        List<Product> tested = new ArrayList<>();
        for (String name : System.getProperty("synod.it.products", "synod").split(",", -1)) {
            tested.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        }
        return tested;
    }
}
