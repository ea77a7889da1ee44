package synod.commit;

import java.util.List;
import synod.kernel.NodeId;
import synod.kernel.Note;

/** What the processes of all commit protocols have to tell. */
public sealed interface CommitNote extends Note {
    /** The transaction it is about. */
    TransactionId transaction();

    /** A message or a wish changed nothing, and why. */
    record Ignored(TransactionId transaction, Object what, Reason reason) implements CommitNote {}

    /** A participant here changed its state. */
    record Became(TransactionId transaction, String state) implements CommitNote {}

    /** A coordinator decided. */
    record DecidedHere(TransactionId transaction, Outcome outcome, String why) implements CommitNote {}

    /**
     * A participant voted yes and has heard nothing since: it holds its locks and asks.
     *
     * @param sinceNanos when it voted, on its own clock
     * @param asking whom it asks now
     */
    record InDoubt(TransactionId transaction, long sinceNanos, List<NodeId> asking) implements CommitNote {}

    /** A coordinator has heard from all and forgets the transaction. */
    record Ended(TransactionId transaction) implements CommitNote {}

    /**
     * A participant was told to commit what it has no trace of. It is not acknowledged: either this participant lost its
     * journal, or somebody errs. An operator has to look.
     */
    record Unexplained(TransactionId transaction, NodeId from) implements CommitNote {}

    /** Why something changed nothing. */
    enum Reason {
        /** It belongs to an earlier life of the coordinator. */
        OLD_LIFE,
        /** It was heard before. */
        DUPLICATE,
        /** It is decided already. */
        TOO_LATE,
        /** Its sender has no part in the transaction. */
        NOT_A_MEMBER,
        /** The transaction is known already. */
        KNOWN,
        /** The transaction is not known, or no longer. */
        UNKNOWN,
        /** The coordinator has not decided yet, and will tell when it has. */
        UNDECIDED
    }
}
