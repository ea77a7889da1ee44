/**
 * The journal: an append-only run of records in preallocated segments, with group commit, over the {@link
 * synod.journal.Disk} port.
 *
 * <p><b>Purpose.</b> What a replica promises to others is written here first (Lamport, <i>The Part-Time Parliament</i>:
 * the ledger in indelible ink). Appends are gathered in memory; one write and one force make all of them durable.
 *
 * <p><b>What is durable.</b> A record is durable once {@link synod.journal.Journal#forcedPosition()} has reached its
 * position, and not before. A segment is complete, forced and named before anything is appended to it, so no append
 * changes a file's size and a force writes data only.
 *
 * <p><b>Torn tail or corruption.</b> Alagappan et al., <i>Protocol-Aware Recovery for Consensus-Based Storage</i>
 * (2018): a record that was never forced may be half there after a crash and is cut; a record that was forced and is bad
 * now was answered for, and is reported, never cut. What tells them apart is proof: each record says up to where the
 * journal was durable when it was written, the existence of a segment proves all that comes before it, and a small file,
 * the watermark, holds the last word of both. A bad record that something proves is damage; a bad record that nothing
 * proves is a torn tail.
 *
 * <p><b>What cannot be decided is decided as damage</b>, never as good:
 *
 * <ul>
 *   <li>the newest segment is shorter than it was made, or a part of it behind its last good record cannot be read: it
 *       may have held forced records that the watermark had not yet heard of;
 *   <li>a segment whose name and header disagree, or two segments that claim the same positions;
 *   <li>the watermark is gone or both its copies are bad while there are segments;
 *   <li>one copy of the watermark is bad, which no crash does, and the journal seems to have a torn tail.
 * </ul>
 *
 * <p>What stays undecided: a power loss that takes the un-forced watermark <i>and</i> damage to the very last forced
 * batch at the same time look like a torn tail; and a whole folder put back from an old copy looks like the past. The
 * first needs two faults at once; the second is for the replicas to notice among themselves.
 *
 * <p><b>Deliberately absent:</b> threads and clocks (the host decides when to force), retries (a failed write or force
 * ends the journal), knowledge of what the records mean, reading while appending, and reuse of old segment files.
 */
@NullMarked
package synod.journal;

import org.jspecify.annotations.NullMarked;
