package synod.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import synod.tree.Watches;

/** What the four-letter words tell and the gateway does not know. The quick ones are called on the loop. */
public interface WordSource {
    /**
     * The state of the node.
     *
     * @param mode standalone, leader, follower, observer or read-only
     * @param peerState the same with its phase, as in {@code leading - broadcast}; empty for a server alone
     * @param zxid the last applied
     * @param znodes how many there are
     * @param ephemerals how many of them are ephemeral
     * @param dataBytes about how much memory names and data take
     * @param sessions how many there are in the whole ensemble
     * @param localSessions how many this server knows alone
     * @param watches how many are set at this server
     * @param voters how many servers vote
     * @param leadingSinceNanos when this server began to lead, monotonic; 0 unless it leads
     * @param learners how many servers are linked with this one; -1 unless it leads
     * @param syncedFollowers how many of them vote; -1 unless it leads
     * @param lastProposalBytes the size of the last proposal; -1 when there was none or this server does not lead
     * @param leastProposalBytes the smallest
     * @param mostProposalBytes the largest
     */
    record Node(
            String mode,
            String peerState,
            long zxid,
            long znodes,
            long ephemerals,
            long dataBytes,
            long sessions,
            long localSessions,
            long watches,
            int voters,
            long leadingSinceNanos,
            int learners,
            int syncedFollowers,
            long lastProposalBytes,
            long leastProposalBytes,
            long mostProposalBytes) {}

    /** The name and number of this release, as {@code 3.9.5-...}. */
    String version();

    /** When it was built. */
    String builtOn();

    /** Monotonic nanoseconds at which this server began to serve. */
    long startedNanos();

    /** The state of the node now. */
    Node node();

    /** {@code dump}'s sessions and ephemerals, one line each, or empty when there are none. */
    List<String> dump();

    /** Further figures for {@code mntr}, by name without the prefix. */
    Map<String, Object> figures();

    /** Each watch of a client on what happens to a znode itself; null while there is no node. */
    @Nullable
    Watches watches();

    /** The lines of {@code hash}: a zxid and the state's digest at it. */
    List<String> digests();

    /** The text of {@code conf}. May look at files, so it is not called on the loop. */
    String configuration();

    /** Bytes in the snapshot folder and in the journal's. Not called on the loop. */
    long[] directorySizes();

    /** {@code key=value} lines of {@code envi}. Not called on the loop. */
    List<String> environment();

    /** What is known of a session, a line for each thing: whether it lives, and what has happened to it. */
    List<String> session(long session);

    /** Forgets the sizes of proposals. */
    void resetStats();

    /** Where the slow ones run. */
    Executor background();
}
