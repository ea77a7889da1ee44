/** The lock table alone. */
@NullMarked
package synod.transactions.lock;

import org.jspecify.annotations.NullMarked;
