package synod.paxos;

import synod.kernel.Bytes;
import synod.kernel.Note;

/** What a process of the single decree has to tell. */
public sealed interface PaxosNote extends Note {
    /** A message changed nothing, and why. */
    record Ignored(Message message, Reason reason) implements PaxosNote {}

    /** Someone wished for a value, and this process will not propose it. */
    record Declined(Bytes value, Reason reason) implements PaxosNote {}

    /** A proposer began a round. */
    record Began(Ballot ballot) implements PaxosNote {}

    /** A proposer learnt that an acceptor promised someone else more. */
    record Preempted(Ballot ballot, Ballot by) implements PaxosNote {}

    /** A proposer gave up its own value for one that may already be chosen. */
    record Adopted(Ballot ballot, Proposal instead) implements PaxosNote {}

    /** Why a message changed nothing. */
    enum Reason {
        /** It speaks of a ballot that its receiver has left behind. */
        OLD_BALLOT,
        /** It was heard before. */
        DUPLICATE,
        /** A majority had answered already. */
        TOO_LATE,
        /** The value is known already. */
        ALREADY_LEARNT,
        /** Its receiver does not play the role that the message is for. */
        NOT_MY_ROLE,
        /** Its sender does not play the role that the message comes from. */
        NOT_YOUR_ROLE,
        /** It already wishes for another value, and this is a single decree. */
        ANOTHER_WISH,
        /** There is nothing to answer with. */
        NOTHING_TO_TELL
    }
}
