package synod.cli.client;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The watches that this client believes to hold: what it has to put back after a reconnect. */
final class Watches {
    private final Map<WatchKind, Set<String>> paths = new EnumMap<>(WatchKind.class);

    Watches() {
        for (WatchKind kind : WatchKind.values()) {
            paths.put(kind, new LinkedHashSet<>());
        }
    }

    synchronized void add(WatchKind kind, String path) {
        of(kind).add(path);
    }

    /** Takes away what an event has used up. */
    synchronized void onEvent(Event event) {
        switch (event.kind()) {
            case CREATED, DATA_CHANGED -> removeData(event.path());
            case CHILDREN_CHANGED -> of(WatchKind.CHILDREN).remove(event.path());
            case DELETED -> {
                removeData(event.path());
                of(WatchKind.CHILDREN).remove(event.path());
            }
        }
    }

    private void removeData(String path) {
        of(WatchKind.DATA).remove(path);
        of(WatchKind.EXISTS).remove(path);
    }

    synchronized void removeAll(String path) {
        paths.values().forEach(set -> set.remove(path));
    }

    synchronized void clear() {
        paths.values().forEach(Set::clear);
    }

    synchronized boolean isEmpty() {
        return paths.values().stream().allMatch(Set::isEmpty);
    }

    synchronized List<String> paths(WatchKind kind) {
        return new ArrayList<>(of(kind));
    }

    private Set<String> of(WatchKind kind) {
        return java.util.Objects.requireNonNull(paths.get(kind));
    }
}
