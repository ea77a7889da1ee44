package synod.commit.threephase;

import java.util.List;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.NodeId;
import synod.paxos.Ballot;

/** Everything that the processes say to each other. */
public sealed interface Message {
    /** The transaction it is about. */
    TransactionId transaction();

    /** Coordinator to participants: "can you commit?" */
    record Prepare(TransactionId transaction, List<NodeId> members) implements Message {}

    /** Participant to coordinator: its answer. */
    record Voted(TransactionId transaction, Vote vote) implements Message {}

    /** To participants: "all voted yes", or, from one that finishes, "we try to commit". */
    record PreCommit(TransactionId transaction, Ballot election) implements Message {}

    /** From one that finishes, to participants: "we try to abort". */
    record PreAbort(TransactionId transaction, Ballot election) implements Message {}

    /** A participant's answer to either. */
    record Acknowledged(TransactionId transaction, Ballot election, Phase phase) implements Message {}

    /** Whoever knows to whoever waits or asks: "this is the outcome". */
    record Decided(TransactionId transaction, Outcome outcome) implements Message {}

    /** One that would finish, to participants: "where do you stand?" */
    record Inquire(TransactionId transaction, List<NodeId> members, Ballot election) implements Message {}

    /**
     * A participant's answer.
     *
     * @param lastAttempt the election of the attempt that brought it where it stands; {@link Ballot#ZERO} for none
     * @param isRecovering whether it has crashed since it voted, and has not heard an outcome since
     */
    record Standing(TransactionId transaction, Ballot election, Phase phase, Ballot lastAttempt, boolean isRecovering)
            implements Message {}

    /** A participant to one that would finish: "I have taken part in a later election". */
    record Refused(TransactionId transaction, Ballot election, Ballot lastElected) implements Message {}

    /** One that does not know the outcome: "do you?" */
    record Ask(TransactionId transaction) implements Message {}
}
