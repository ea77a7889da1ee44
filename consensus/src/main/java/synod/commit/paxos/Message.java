package synod.commit.paxos;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** Everything that the processes say to each other. {@code members} are always all participants of the transaction. */
public sealed interface Message {
    /** The transaction it is about. */
    TransactionId transaction();

    /** Participant to registrar: "I do work for it; count me in". */
    record Join(TransactionId transaction) implements Message {}

    /** Registrar to participant: "you have a part in it", or "it goes on without you". */
    record Counted(TransactionId transaction, boolean isIn) implements Message {}

    /** The first participant to the leader: "I have voted yes; ask the others". */
    record Request(TransactionId transaction, List<NodeId> members) implements Message {}

    /** Leader to participants: "can you commit?" */
    record Prepare(TransactionId transaction, List<NodeId> members) implements Message {}

    /** Participant to leader: "I cannot, and have proposed nothing". */
    record Declined(TransactionId transaction) implements Message {}

    /** Phase 1a, leader to acceptors, for all instances at once. */
    record Lead(TransactionId transaction, List<NodeId> members, Ballot ballot) implements Message {}

    /** Phase 1b: "I shall accept nothing below {@code ballot}; this I have accepted". */
    record Promise(TransactionId transaction, Ballot ballot, List<Held> accepted) implements Message {}

    /** Acceptor to leader: "I have promised {@code promised}". */
    record Refused(TransactionId transaction, Ballot ballot, Ballot promised) implements Message {}

    /** Phase 2a: from a participant at its own ballot 0 for its own instance, from a leader for all instances. */
    record Accept(TransactionId transaction, List<NodeId> members, List<Held> proposals) implements Message {}

    /** Phase 2b, for all instances at once. */
    record Accepted(TransactionId transaction, List<NodeId> members, List<Held> accepted) implements Message {}

    /** Whoever knows to participants: "this is the outcome". */
    record Decided(TransactionId transaction, Outcome outcome) implements Message {}

    /** Participant to whoever told it: "my part has ended so, durably". */
    record Acknowledged(TransactionId transaction, Outcome outcome) implements Message {}

    /** One in doubt to the leader or to an acceptor: "see to it that it ends, and tell me". */
    record Ask(TransactionId transaction, List<NodeId> members) implements Message {}

    /** Leader to acceptors: "all have acknowledged"; an acceptor to a leader: "they all had". */
    record Forget(TransactionId transaction) implements Message {}

    /**
     * A value in one instance.
     *
     * @param member whose instance
     * @param ballot the ballot under which it is proposed or was accepted
     * @param isPrepared the value: prepared, or aborted
     */
    record Held(NodeId member, Ballot ballot, boolean isPrepared) {}
}
