package synod.it.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What a test runs against.
 *
 * @param product whose servers
 * @param size how many: 1 is a standalone server, more are an ensemble
 */
public record Shape(Product product, int size) {
    /** One server, of each product that is tested. */
    public static List<Shape> standalone() {
        return of(1);
    }

    /** Three servers, of each product that is tested. */
    public static List<Shape> ensembles() {
        return of(3);
    }

    /** One and three servers, of each product that is tested. */
    public static List<Shape> all() {
        return of(1, 3);
    }

    private static List<Shape> of(int... sizes) {
        List<Shape> shapes = new ArrayList<>();
        for (Product product : Product.tested()) {
            for (int size : sizes) {
                shapes.add(new Shape(product, size));
            }
        }
        return shapes;
    }

    @Override
    public String toString() {
        return product + " x " + size;
    }
}
