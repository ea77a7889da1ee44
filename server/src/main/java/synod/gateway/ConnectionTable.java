package synod.gateway;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Open connections by their number. A number is a place in an array and, above it, a serial number, so that looking one
 * up touches no map and a number is never used again.
 */
final class ConnectionTable {
    private static final int PLACE_BITS = 22;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    private @Nullable ClientConnection[] places = new @Nullable ClientConnection[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;
    private int size;
    private long serial;

    /** The number for the next connection, which {@link #put} must be called with. */
    long nextNumber() {
        int place;
        if (freeCount > 0) {
            place = free[--freeCount];
        } else {
            place = used++;
            if (place > PLACE_MASK) {
                throw new IllegalStateException("more than " + PLACE_MASK + " connections");
            }
        }
        return ++serial << PLACE_BITS | place;
    }

    void put(long number, ClientConnection connection) {
        int place = (int) number & PLACE_MASK;
        if (place >= places.length) {
            places = Arrays.copyOf(places, Math.max(place + 1, 2 * places.length));
        }
        places[place] = connection;
        size++;
    }

    @Nullable
    ClientConnection find(long number) {
        int place = (int) number & PLACE_MASK;
        ClientConnection found = place < places.length ? places[place] : null;
        return found != null && found.number() == number ? found : null;
    }

    void remove(long number) {
        if (find(number) == null) {
            return;
        }
        int place = (int) number & PLACE_MASK;
        places[place] = null;
        size--;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = place;
    }

    int size() {
        return size;
    }

    /** Visits all of them in order of their places; a visitor may remove the one it is shown. */
    void forEach(Consumer<ClientConnection> visitor) {
        for (int place = 0; place < used && place < places.length; place++) {
            ClientConnection connection = places[place];
            if (connection != null) {
                visitor.accept(connection);
            }
        }
    }
}
