/**
 * Snapshots: the whole state at one slot, as a file that is complete or not there.
 *
 * <p><b>What is durable.</b> A snapshot is written under a temporary name, forced, renamed, and its folder forced; only
 * then does it count. Two are kept, so that a damaged one is not the end; the journal is trimmed only below the older. A
 * file that somebody reads for long is kept for as long as well.
 *
 * <p><b>What is checked.</b> Every block carries its index and a CRC32C; the footer carries the length, the number of
 * blocks and a checksum over all. A snapshot is offered only after all of it was read and found good. A transfer is
 * checked block by block as it arrives, and whole before it is installed.
 *
 * <p><b>Deliberately absent:</b> what the state is, and when to take a snapshot.
 */
@NullMarked
package synod.snapshot;

import org.jspecify.annotations.NullMarked;
