package synod.commit.twophase;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.NodeId;

/** Everything that the processes say to each other. */
public sealed interface Message {
    /** The transaction it is about. */
    TransactionId transaction();

    /**
     * A participant to the coordinator: "begin". When it says that it voted, it has voted yes, and the request stands for
     * its own {@link Prepare} and {@link Voted}.
     *
     * @param members all participants, the sender among them
     */
    record Request(TransactionId transaction, List<NodeId> members, boolean hasVoted) implements Message {}

    /**
     * Coordinator to participants: "can you commit?"
     *
     * @param members all participants: whom one in doubt may ask
     */
    record Prepare(TransactionId transaction, List<NodeId> members) implements Message {}

    /** Coordinator to the only participant: "commit if you can, and tell me". */
    record CommitAlone(TransactionId transaction) implements Message {}

    /** Participant to coordinator: its answer to {@link Prepare}. */
    record Voted(TransactionId transaction, Vote vote) implements Message {}

    /** Whoever knows to whoever waits or asks: "this is the outcome". */
    record Decided(TransactionId transaction, Outcome outcome) implements Message {}

    /**
     * The coordinator to one who asks: "I have no record of it, so this is the outcome". Unlike {@link Decided} it proves
     * nothing to one that has concluded: the question may be old, and the record gone because all had acknowledged.
     */
    record Presumed(TransactionId transaction, Outcome outcome) implements Message {}

    /** Participant to coordinator: "my part has ended, durably". */
    record Acknowledged(TransactionId transaction) implements Message {}

    /** One in doubt to the coordinator and to the other participants: "do you know the outcome?" */
    record Ask(TransactionId transaction) implements Message {}

    /** A participant that was asked: "I do not know it either". */
    record NoIdea(TransactionId transaction, boolean isPrepared) implements Message {}
}
