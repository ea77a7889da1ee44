/**
 * Sessions: the replicated table of those that live, and the leader's timers that end them.
 *
 * <p>This file grows with the package.
 */
@NullMarked
package synod.session;

import org.jspecify.annotations.NullMarked;
