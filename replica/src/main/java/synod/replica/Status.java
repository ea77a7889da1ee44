package synod.replica;

import org.jspecify.annotations.Nullable;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.multipaxos.MultiPaxos;
import synod.paxos.Ballot;

/**
 * What a node looks like from outside at one moment.
 *
 * @param role what it does for the ensemble
 * @param leader who leads as far as it knows
 * @param ballot the leader's ballot, or the highest one known
 * @param serving whether clients are served
 * @param readOnly whether those clients are served who only read
 * @param voting whether it votes
 * @param voters how many members vote
 * @param ensembleId what tells the ensemble from others; 0 before it is formed
 * @param chosenSlot every slot up to this one is chosen
 * @param appliedSlot every slot up to this one is applied
 * @param zxid of the last change
 * @param znodes as ZooKeeper counts them
 * @param dataBytes of all paths and data
 * @param ephemerals how many znodes are
 * @param sessions how many live in the ensemble
 * @param localSessions how many this server knows alone
 * @param watches how many this server's clients have
 * @param connections how many clients are connected here
 * @param outstanding how many of their requests are unanswered
 * @param digest of the applied state
 * @param snapshotRunning whether an image is being written
 */
public record Status(
        Role role,
        @Nullable NodeId leader,
        Ballot ballot,
        boolean serving,
        boolean readOnly,
        boolean voting,
        int voters,
        long ensembleId,
        long chosenSlot,
        long appliedSlot,
        long zxid,
        int znodes,
        long dataBytes,
        int ephemerals,
        int sessions,
        int localSessions,
        int watches,
        int connections,
        long outstanding,
        long digest,
        boolean snapshotRunning) {
    /** What a node does for the ensemble. */
    public enum Role {
        /** It is the ensemble. */
        STANDALONE,
        /** It leads. */
        LEADER,
        /** It votes and follows a leader. */
        FOLLOWER,
        /** It only learns. */
        OBSERVER,
        /** It votes and knows no leader. */
        LOOKING
    }

    static Status of(
            NodeId self,
            MultiPaxos core,
            StateMachine state,
            Clients clients,
            Service service,
            int localSessions,
            boolean snapshotRunning) {
        return new Status(
                role(self, core),
                core.leader(),
                core.ballot(),
                service.isServing(),
                service.isReadOnly(),
                core.isVoting(),
                core.configuration().voters().size(),
                core.ensembleId(),
                core.chosenUpTo(),
                state.appliedSlot(),
                state.zxid(),
                state.tree().nodeCount(),
                state.tree().approximateDataSize(),
                state.tree().ephemeralCount(),
                state.sessions().size(),
                localSessions,
                clients.watches().size(),
                clients.connectionCount(),
                clients.outstanding(),
                state.digest(),
                snapshotRunning);
    }

    private static Role role(NodeId self, MultiPaxos core) {
        Configuration configuration = core.configuration();
        if (configuration.indexOf(self) < 0) {
            return Role.OBSERVER;
        }
        if (core.isLeading()) {
            return configuration.voters().size() == 1 ? Role.STANDALONE : Role.LEADER;
        }
        NodeId leader = core.leader();
        return leader == null || leader.equals(self) ? Role.LOOKING : Role.FOLLOWER;
    }
}
