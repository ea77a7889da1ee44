package synod.transactions.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitProcess;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.kernel.NodeId;

/**
 * A commit protocol.
 *
 * @param <M> its messages
 * @param <R> its records
 */
public interface CommitProtocol<M, R> {
    /** A process as its disk remembers it; see the protocol's own {@code restore}. */
    CommitProcess<M, R> restore(NodeId self, long life, List<R> journal, long now);

    /** Whether a participant that changed nothing may say so and be left out of what follows. */
    boolean dropsReaders();

    /** The transaction that a message is about. */
    TransactionId about(M message);

    /** The transaction that a record is about. */
    TransactionId transaction(R record);

    /** What a record says about how this process ended its own part; null when it says something else. */
    @Nullable
    Outcome conclusion(R record);

    /** A message as bytes. */
    Bytes encodeMessage(M message);

    /** @throws synod.transactions.record.Unreadable when that is no message */
    M decodeMessage(Bytes bytes);

    /** A record as bytes. */
    Bytes encodeRecord(R record);

    /** @throws synod.transactions.record.Unreadable when that is no record */
    R decodeRecord(Bytes bytes);
}
