/**
 * Worlds that are decided by one number. Everything that a deployment takes from its surroundings (time, chance, network,
 * disks, clients) is made here from a seed, so that a run can be had again, byte for byte, by naming it.
 *
 * <p>A world may do anything to its nodes that the fault model allows (Paxos spec, section 1): lose, repeat, delay and
 * reorder messages, cut links one way or both, stop nodes between any two effects, take from disks what was not forced,
 * tear, rot, fill and slow them, let clocks drift and processes pause. It knows everything, and checks after every step
 * what no node can see.
 *
 * <p>Deliberately absent: threads, real time, real files and sockets.
 */
@NullMarked
package synod.sim;

import org.jspecify.annotations.NullMarked;
