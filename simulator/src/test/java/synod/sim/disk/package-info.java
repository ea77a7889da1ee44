/** Tests of the simulated disk, and of the journal and the snapshots on it. */
@NullMarked
package synod.sim.disk;

import org.jspecify.annotations.NullMarked;
