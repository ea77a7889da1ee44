package synod.server;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.runtime.HostPort;

/**
 * The servers of an ensemble as {@code zoo.cfg} lists them: the same on every server, but for {@code self}.
 *
 * @param self this server
 * @param servers all of them, in order of their ids
 * @param listensOnAll whether this server's peer port is open on every address of the machine
 * @param groups the hierarchical groups of voters, by group number; empty for a plain quorum
 * @param weights the weight of each voter that has a line of its own; the others weigh 1
 */
record Ensemble(
        NodeId self,
        List<Server> servers,
        boolean listensOnAll,
        SortedMap<Integer, List<NodeId>> groups,
        SortedMap<NodeId, Integer> weights) {
    /**
     * One {@code server.N} line.
     *
     * @param peerAddress where it listens for the others
     * @param electionPort accepted and printed; elections use the peer port here
     * @param isObserver whether it learns without voting
     * @param clientAddress where it says that it listens for clients, or null when its own file says so
     */
    record Server(
            NodeId id,
            HostPort peerAddress,
            int electionPort,
            boolean isObserver,
            @Nullable HostPort clientAddress) {}

    Ensemble {
        servers = List.copyOf(servers);
        groups = new TreeMap<>(groups);
        weights = new TreeMap<>(weights);
    }

    /** The servers that vote. */
    List<NodeId> voters() {
        List<NodeId> voters = new ArrayList<>();
        for (Server server : servers) {
            if (!server.isObserver()) {
                voters.add(server.id());
            }
        }
        return voters;
    }

    /** The servers that only learn. */
    List<NodeId> observers() {
        List<NodeId> observers = new ArrayList<>();
        for (Server server : servers) {
            if (server.isObserver()) {
                observers.add(server.id());
            }
        }
        return observers;
    }

    /** The line of {@code id}. */
    Server server(NodeId id) {
        for (Server server : servers) {
            if (server.id().equals(id)) {
                return server;
            }
        }
        throw new IllegalArgumentException("no server line for " + id);
    }

    /** Where this server listens for the others: at the address of its own line, or everywhere with that port. */
    HostPort listenForPeers() {
        HostPort own = server(self).peerAddress();
        return listensOnAll || "0.0.0.0".equals(own.host()) ? new HostPort("", own.port()) : own;
    }

    /**
     * What {@code /zookeeper/config} shows: a line for each server, the groups and weights if there are any, and the
     * configuration's version, which stays 0 as long as it comes from files alone.
     */
    String membership() {
        StringBuilder text = new StringBuilder();
        for (Server server : servers) {
            text.append("server.").append(server.id().value()).append('=').append(server.peerAddress());
            text.append(':').append(server.electionPort());
            text.append(server.isObserver() ? ":observer" : ":participant");
            if (server.clientAddress() != null) {
                text.append(';').append(server.clientAddress());
            }
            text.append('\n');
        }
        groups.forEach((group, members) -> {
            text.append("group.").append(group).append('=');
            text.append(
                    members.stream().map(each -> Integer.toString(each.value())).collect(Collectors.joining(":")));
            text.append('\n');
        });
        weights.forEach((id, weight) -> text.append("weight.")
                .append(id.value())
                .append('=')
                .append(weight)
                .append('\n'));
        return text.append("version=0").toString();
    }

    /** The weight of a voter: 1 unless a line says otherwise. */
    int weight(NodeId id) {
        return weights.getOrDefault(id, 1);
    }
}
