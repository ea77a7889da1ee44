/**
 * The simulated disk: {@link synod.sim.disk.SimDisk} is the journal's {@link synod.journal.Disk} with a page cache in
 * front of a platter, in memory, decided in everything by a stream of numbers that is passed in.
 *
 * <p><b>What it does.</b> A write is seen at once and durable after a force. At a power loss each sector of 512 bytes that
 * was written and not forced is lost, kept or left at a version in between, each on its own; each creation, renaming and
 * removal before the last force of the folder happened or did not (Pillai et al., <i>All File Systems Are Not Created
 * Equal</i>, 2014; Mohan et al., <i>Finding Crash-Consistency Bugs with Bounded Black-Box Crash Testing</i>, 2018).
 * Beyond crashes: bit rot, zeroed sectors, writes that go elsewhere or nowhere, sectors that cannot be read, a full disk,
 * and a failed force after which the cache calls clean what the platter never got (Rebello et al., <i>Can Applications
 * Recover from fsync Failures?</i>, 2020).
 *
 * <p><b>Deliberately absent:</b> time. What a call costs is the caller's decision; it reads how many calls and bytes there
 * were from {@link synod.sim.disk.DiskUsage}.
 */
@NullMarked
package synod.sim.disk;

import org.jspecify.annotations.NullMarked;
