/**
 * A participant of atomic commitment that really undoes and redoes: a protocol of {@code synod.commit} and a transactional
 * key-value store over one journal.
 *
 * <pre>
 *  application         participant                         other processes
 *      |  begin, read, write  |                                   |
 *      |---------------------&gt;| locks, updates in the journal      |
 *      |                      |             Prepare               |
 *      |                      |&lt;----------------------------------|
 *      |                      | store: prepared, with its locks    |
 *      |                      | protocol: prepared, with its peers |
 *      |                      | ---- one force for both ----       |
 *      |                      |              Voted                |
 *      |                      |----------------------------------&gt;|
 *      |                      |             Decided               |
 *      |                      |&lt;----------------------------------|
 *      |                      | protocol: concluded                |
 *      |                      | store: committed                   |
 *      |                      | ---- one force for both ----       |
 *      |                      | locks are let go                   |
 *      |                      |           Acknowledged            |
 *      |                      |----------------------------------&gt;|
 * </pre>
 *
 * <p><b>What is durable.</b> The journal and the image of the store. The order in the journal says who is to be believed
 * when a crash comes between two records that one force was to make durable: the store's prepared stands before the
 * protocol's, because without the latter no yes has left and the transaction may be undone; the protocol's conclusion
 * stands before the store's, which a restart makes up for.
 *
 * <p><b>What is remembered.</b> With {@link synod.transactions.protocol.SettlingProtocol} around the protocol a checkpoint
 * holds of it what was named since the mark below which all has ended everywhere; without it, every transaction there was.
 *
 * <p><b>Rules.</b> W1 to W9 of {@link synod.transactions.record.StoreRule}. W6: after a failed force the process answers
 * nothing any more, for good. W9: one that should have a journal and has none says so to whoever asks it anything, and takes
 * part in nothing until it is readmitted.
 *
 * <p>Deliberately absent: threads, sockets, clocks. Time, disk and network are inputs.
 */
@NullMarked
package synod.transactions;

import org.jspecify.annotations.NullMarked;
