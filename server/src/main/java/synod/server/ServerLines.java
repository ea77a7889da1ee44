package synod.server;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.runtime.HostPort;
import synod.server.PropertiesText.Entry;

/**
 * The {@code server.N}, {@code group.N} and {@code weight.N} lines.
 *
 * <p>{@code server.N=host:peerPort:electionPort[:participant|observer][;[address:]clientPort]}; a literal IPv6 address
 * stands in brackets.
 */
final class ServerLines {
    private final Assignments assignments;
    private final SortedMap<Integer, Ensemble.Server> servers = new TreeMap<>();
    private final int lines;

    /** Reads the server lines; problems go to {@code assignments}. */
    ServerLines(Assignments assignments) {
        this.assignments = assignments;
        List<Entry> entries = assignments.withPrefix("server.");
        this.lines = entries.size();
        for (Entry entry : entries) {
            Integer number = id(entry, "server.");
            // A single server.0 line is how some programs start a server alone; the id is not used then.
            if (number != null && number == 0 && entries.size() == 1) {
                number = 1;
            }
            if (number != null) {
                addServer(entry, number);
            }
        }
        refuseSharedAddresses();
    }

    /** How many lines there are, broken ones included. */
    int count() {
        return lines;
    }

    List<Ensemble.Server> servers() {
        return new ArrayList<>(servers.values());
    }

    private void addServer(Entry entry, int number) {
        Ensemble.Server server = parse(entry, number);
        if (server != null && servers.put(number, server) != null) {
            assignments.problem(entry, "names a server that has a line already");
        }
    }

    private @Nullable Integer id(Entry entry, String prefix) {
        String text = entry.key().substring(prefix.length());
        try {
            int id = Integer.parseInt(text);
            boolean isAlone = id == 0 && lines == 1;
            if (isAlone || (id >= 1 && id <= NodeId.MAX_VALUE)) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number outside its range.
        }
        assignments.problem(entry, "must have a number from 1 to " + NodeId.MAX_VALUE + " after the dot");
        return null;
    }

    private Ensemble.@Nullable Server parse(Entry entry, int number) {
        String value = entry.value();
        if (value.indexOf('|') >= 0) {
            assignments.problem(entry, "gives several addresses; a server has one address for its peers");
            return null;
        }
        int semicolon = value.indexOf(';');
        String peerPart = semicolon < 0 ? value : value.substring(0, semicolon);
        List<String> parts = splitOutsideBrackets(peerPart);
        if (parts.size() < 3 || parts.size() > 4 || parts.get(0).isEmpty()) {
            assignments.problem(
                    entry,
                    "must look like host:peerPort:electionPort[:participant|observer][;[address:]clientPort], not \""
                            + value + "\"");
            return null;
        }
        Integer peerPort = port(entry, parts.get(1));
        Integer electionPort = port(entry, parts.get(2));
        boolean isObserver = parts.size() == 4 && "observer".equalsIgnoreCase(parts.get(3));
        if (parts.size() == 4 && !isObserver && !"participant".equalsIgnoreCase(parts.get(3))) {
            assignments.problem(entry, "must end in participant or observer, not \"" + parts.get(3) + "\"");
            return null;
        }
        HostPort client = null;
        if (semicolon >= 0) {
            client = clientAddress(entry, value.substring(semicolon + 1));
            if (client == null) {
                return null;
            }
        }
        return peerPort == null || electionPort == null
                ? null
                : new Ensemble.Server(
                        NodeId.of(number), new HostPort(parts.get(0), peerPort), electionPort, isObserver, client);
    }

    private @Nullable HostPort clientAddress(Entry entry, String text) {
        List<String> parts = splitOutsideBrackets(text);
        if (parts.size() > 2) {
            assignments.problem(entry, "has a client address that is not [address:]port: \"" + text + "\"");
            return null;
        }
        Integer port = port(entry, parts.get(parts.size() - 1));
        String host = parts.size() == 2 ? parts.get(0) : "";
        return port == null ? null : new HostPort("0.0.0.0".equals(host) ? "" : host, port);
    }

    private @Nullable Integer port(Entry entry, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number outside its range.
        }
        assignments.problem(entry, "has a port that is not from 1 to 65535: \"" + text + "\"");
        return null;
    }

    /** Splits at colons, but not inside the brackets of an IPv6 address, which are taken off. */
    static List<String> splitOutsideBrackets(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean isInside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == ']') {
                isInside = c == '[';
            } else if (c == ':' && !isInside) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        return parts;
    }

    private void refuseSharedAddresses() {
        List<Ensemble.Server> all = servers();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                if (all.get(i).peerAddress().equals(all.get(j).peerAddress())) {
                    assignments.problem("server." + all.get(i).id().value() + " and server."
                            + all.get(j).id().value() + " have the same address "
                            + all.get(i).peerAddress());
                }
            }
        }
    }

    /** The groups by number; every voter must be in exactly one of them when there are any. */
    SortedMap<Integer, List<NodeId>> groups() {
        SortedMap<Integer, List<NodeId>> groups = new TreeMap<>();
        SortedMap<NodeId, Integer> groupOf = new TreeMap<>();
        for (Entry entry : assignments.withPrefix("group.")) {
            Integer number = id(entry, "group.");
            if (number == null) {
                continue;
            }
            List<NodeId> members = new ArrayList<>();
            for (String text : entry.value().split(":", -1)) {
                NodeId member = member(entry, text.strip());
                if (member != null) {
                    members.add(member);
                    if (groupOf.put(member, number) != null) {
                        assignments.problem(entry, "names server " + member.value() + ", which is in a group already");
                    }
                }
            }
            groups.put(number, members);
        }
        if (!groups.isEmpty()) {
            for (Ensemble.Server server : servers.values()) {
                if (!server.isObserver() && !groupOf.containsKey(server.id())) {
                    assignments.problem("server." + server.id().value() + " votes but is in no group");
                }
            }
        }
        return groups;
    }

    /** The weights that are given. */
    SortedMap<NodeId, Integer> weights() {
        SortedMap<NodeId, Integer> weights = new TreeMap<>();
        for (Entry entry : assignments.withPrefix("weight.")) {
            NodeId member = member(entry, entry.key().substring("weight.".length()));
            try {
                int weight = Integer.parseInt(entry.value());
                if (weight < 0) {
                    assignments.problem(entry, "must not be negative");
                } else if (member != null) {
                    weights.put(member, weight);
                }
            } catch (NumberFormatException e) {
                assignments.problem(entry, "must be a whole number, not \"" + entry.value() + "\"");
            }
        }
        return weights;
    }

    private @Nullable NodeId member(Entry entry, String text) {
        for (Ensemble.Server server : servers.values()) {
            if (Integer.toString(server.id().value()).equals(text)) {
                if (server.isObserver()) {
                    assignments.problem(entry, "names server " + text + ", which is an observer and does not vote");
                }
                return server.id();
            }
        }
        assignments.problem(entry, "names server " + text + ", which has no server line");
        return null;
    }
}
