/**
 * A transactional key-value store, after ARIES (Mohan, Haderle, Lindsay, Pirahesh, Schwarz, <i>ARIES: A Transaction Recovery
 * Method Supporting Fine-Granularity Locking and Partial Rollbacks Using Write-Ahead Logging</i>, 1992), in small: values
 * are logged whole, before and after.
 *
 * <p><b>What is durable.</b> The journal ({@link synod.transactions.record}), and an image of all keys in pages, each in two
 * files that are written in turn. A page is written whenever that suits (<i>no-force</i>), with changes of transactions in it
 * that may yet abort (<i>steal</i>). So a restart has both to redo and to undo.
 *
 * <p><b>Rules</b> ({@link synod.transactions.record.StoreRule}). W1: before a page is written, its changes are forced. W3:
 * {@link synod.transactions.store.Recovery} analyses, repeats history, undoes the losers. A change is redone only onto the
 * very value it was first made to; anything else is damage. W4: what is prepared has its locks before the store exists. W7:
 * {@link synod.transactions.lock}. W8: a checkpoint writes down where everything stands and waits for nothing.
 *
 * <p>Deliberately absent: who decides the outcome, messages, threads, time, ranges of keys.
 */
@NullMarked
package synod.transactions.store;

import org.jspecify.annotations.NullMarked;
