/**
 * Worlds of whole replicas: the production {@link synod.replica.Replica} with its journal and snapshots on simulated disks,
 * clients that speak ZooKeeper's bytes, a network, clocks, and everything that can go wrong with them, all drawn from one
 * seed.
 *
 * <p>A run has two phases. In the first, faults come as the seed has drawn them and only safety is demanded. In the second
 * a random core of replicas, enough to go on, is healthy for ever and the rest is dead or cut off for ever; now progress
 * is demanded too, within a bound.
 *
 * <p>Whoever breaks a rule here is told so by a checker that knows nothing of the code that it checks: {@link
 * synod.sim.world.WorldChecker} looks at what is persisted, sent and applied, and the histories of the clients are checked
 * for linearizability and for what a session is promised.
 */
@NullMarked
package synod.sim.world;

import org.jspecify.annotations.NullMarked;
