/**
 * What a participant writes: the records of undo and redo, after ARIES (Mohan, Haderle, Lindsay, Pirahesh, Schwarz, 1992),
 * and the journal that holds them together with the records of the commit protocol.
 *
 * <p><b>What is durable.</b> Everything here. Lengths, checksums and positions are those of {@code synod.journal}, which
 * also tells a torn tail from damage. The transaction stands in the part of a record that has a checksum of its own, so
 * that a record with a rotten body still says whose it was.
 *
 * <p><b>Rules</b> ({@link synod.transactions.record.StoreRule}): W1 to W9. W5 is kept here: a journal with damage in it is
 * not opened at all.
 *
 * <p>Deliberately absent: what to do with the records.
 */
@NullMarked
package synod.transactions.record;

import org.jspecify.annotations.NullMarked;
