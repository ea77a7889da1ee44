/**
 * Participants with stores, journals and disks in a simulated world: {@link synod.sim.transactions.MoneyWorld} moves money
 * between three of them under each commit protocol, while messages and power are lost, and looks whether any is gone.
 *
 * <p>Deliberately absent: what the protocols themselves promise, which {@code synod.sim.commit} searches much faster.
 */
@NullMarked
package synod.sim.transactions;

import org.jspecify.annotations.NullMarked;
