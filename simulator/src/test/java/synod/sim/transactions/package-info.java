/** The store's journal and locks, and worlds of them. */
@NullMarked
package synod.sim.transactions;

import org.jspecify.annotations.NullMarked;
