package synod.it.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The network between the servers of one ensemble, as relays: of each pair the server with the higher number dials. Each
 * server is told that the ones it dials are at a relay's port.
 */
public final class PeerNet implements AutoCloseable {
    private record Pair(int dialling, int accepting) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byDialling = Integer.compare(dialling, other.dialling);
            return byDialling != 0 ? byDialling : Integer.compare(accepting, other.accepting);
        }
    }

    private final List<Integer> peerPorts;
    private final Map<Pair, Link> links = new TreeMap<>();

    /** @param peerPorts where the servers 1, 2, ... listen for each other */
    public PeerNet(List<Integer> peerPorts) {
        this.peerPorts = List.copyOf(peerPorts);
        for (int dialling = 2; dialling <= peerPorts.size(); dialling++) {
            for (int accepting = 1; accepting < dialling; accepting++) {
                links.put(new Pair(dialling, accepting), new Link(peerPorts.get(accepting - 1)));
            }
        }
    }

    /** Where a server has to look for another: at a relay when it is the one who dials. */
    public int port(int server, int other) {
        Link link = links.get(new Pair(server, other));
        return link == null ? peerPorts.get(other - 1) : link.port();
    }

    /** Holds up everything that one server sends another. */
    public void cut(int from, int to) {
        direction(from, to).hold(true);
    }

    /** Holds up everything between a server and all others. */
    public void isolate(int server) {
        links.forEach((pair, link) -> {
            if (pair.dialling == server || pair.accepting == server) {
                link.outward().hold(true);
                link.backward().hold(true);
            }
        });
    }

    /** Lets everything pass again, and first of all what was held up. */
    public void mend() {
        each(link -> {
            link.outward().hold(false);
            link.backward().hold(false);
            link.delay(0);
            link.resets(0);
        });
    }

    /** Makes every message take so much longer. */
    public void delay(long millis) {
        each(link -> link.delay(millis));
    }

    /** Resets connections: so many in a thousand chunks of bytes do not arrive. */
    public void resets(int perThousand) {
        each(link -> link.resets(perThousand));
    }

    private Link.Direction direction(int from, int to) {
        Link dialled = links.get(new Pair(from, to));
        if (dialled != null) {
            return dialled.outward();
        }
        Link accepted = links.get(new Pair(to, from));
        if (accepted == null) {
            throw new IllegalArgumentException("no link between " + from + " and " + to);
        }
        return accepted.backward();
    }

    private void each(Consumer<Link> action) {
        links.values().forEach(action);
    }

    @Override
    public void close() {
        each(Link::close);
    }
}
