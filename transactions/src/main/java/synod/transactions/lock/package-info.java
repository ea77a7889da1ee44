/**
 * Locks: strict two-phase locking with shared and exclusive modes, without deadlock by wound-wait (Rosenkrantz, Stearns,
 * Lewis, <i>System Level Concurrency Control for Distributed Database Systems</i>, 1978).
 *
 * <p><b>Rules.</b> W7: a transaction that needs what a younger one holds wounds it, that is, has it aborted; what an older
 * one holds it waits for. So everybody waits for older ones only, on all participants alike, and there is no circle. A
 * prepared transaction is never wounded, and needs nothing any more: waiting for it cannot close a circle either. Requests
 * are granted oldest first.
 *
 * <p>Nothing here is durable. Deliberately absent: a detector of deadlocks, time limits, hierarchies of locks.
 */
@NullMarked
package synod.transactions.lock;

import org.jspecify.annotations.NullMarked;
