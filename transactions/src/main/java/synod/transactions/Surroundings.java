package synod.transactions;

import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.transactions.record.StoreJournal;
import synod.transactions.store.Answers;

/**
 * What a participant does to the world. None of these may call the participant.
 *
 * @param <M> the protocol's messages
 */
public interface Surroundings<M> extends Answers, StoreJournal.Watch {
    /** A message leaves now. */
    void send(NodeId to, M message);

    /** The application that asked for the commit here is told how it ended. */
    void report(TransactionId transaction, Result result);

    /** A fact worth telling. */
    void note(Note note);
}
