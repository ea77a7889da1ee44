package synod.sim.commit;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.NodeId;
import synod.kernel.Note;

/** Looks on. */
public interface StageListener {
    /** Nobody looks on. */
    StageListener NOBODY = new StageListener() {};

    /** A message left. */
    default void sent(long number, NodeId from, NodeId to, String message) {}

    /** A message arrived. */
    default void arrived(long number) {}

    /** A message never arrives. */
    default void lost(long number, String why) {}

    /** A record was written. */
    default void persisted(NodeId node, String record) {}

    /** Everything written is on the disk. */
    default void forced(NodeId node) {}

    /** A resource was told how it ends. */
    default void concluded(NodeId node, TransactionId transaction, Outcome outcome) {}

    /** A process told something. */
    default void noted(NodeId node, Note note) {}

    /** A step is over. */
    default void stepped(NodeId node, List<String> view) {}

    /** A process is gone. */
    default void crashed(NodeId node) {}

    /** A process is back. */
    default void restarted(NodeId node, List<String> view) {}
}
