/**
 * Worlds of the ordering core alone: {@link synod.multipaxos.MultiPaxos} on journals that are lists in memory, with every
 * fault of the model (Paxos spec, section 1) drawn from one seed. Many times faster than a world of whole replicas, so the
 * log's own rules get many times more seeds.
 *
 * <p>{@link synod.sim.multipaxos.LogSimulation} runs one seed: the ensemble is formed, then the world does its worst and
 * nothing may go wrong (safety), then a quorum is left alone for good while the rest is dead, and everything must go right
 * within a minute (liveness). What holds after every event is checked from a view that no node has: the {@code Ledger}
 * knows what is durable and therefore chosen, {@code Digests} what was delivered, {@code LogReads} what a read may answer
 * and who holds a lease.
 *
 * <p>Faults and their ranges are TigerBeetle's; each kind is missing from half of the runs (swarm testing). Damage to disks
 * goes to so few nodes that the others are a quorum, so the log has to come through everything that happens here.
 */
@NullMarked
package synod.sim.multipaxos;

import org.jspecify.annotations.NullMarked;
