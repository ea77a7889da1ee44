package synod.commit.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.NodeId;

/**
 * Counts who has a part in the transactions that this process names, while they join one by one (Gray and Lamport, section
 * 5). The list is chosen when it is closed, once, by the one process that may: a transaction's name carries the life of
 * the process, so that a later life cannot choose another. Nothing of it is durable; who loses the registrar before the list
 * is closed has not voted and aborts alone, and afterwards the list is in every message.
 */
final class Registrar {
    private final TreeMap<TransactionId, TreeSet<NodeId>> open = new TreeMap<>();

    /** Participants may join from now on. Nothing happens when they may already. */
    void open(TransactionId id) {
        open.computeIfAbsent(id, absent -> new TreeSet<>());
    }

    /** Counts a participant in; false when nobody may join. Twice is the same as once. */
    boolean join(TransactionId id, NodeId participant) {
        TreeSet<NodeId> members = open.get(id);
        if (members == null) {
            return false;
        }
        members.add(participant);
        return true;
    }

    /** Nobody may join any more. Returns who has, ascending; null when nobody could. */
    @Nullable
    List<NodeId> close(TransactionId id) {
        TreeSet<NodeId> members = open.remove(id);
        return members == null ? null : new ArrayList<>(members);
    }

    /** The oldest that is open. */
    @Nullable
    TransactionId oldest() {
        return open.isEmpty() ? null : open.firstKey();
    }

    /** One line for each transaction. */
    List<String> view() {
        List<String> lines = new ArrayList<>();
        open.forEach((id, members) -> lines.add(id + " registrar: open, " + members));
        return lines;
    }
}
