/** Messages and records as bytes. */
@NullMarked
package synod.transactions.protocol;

import org.jspecify.annotations.NullMarked;
