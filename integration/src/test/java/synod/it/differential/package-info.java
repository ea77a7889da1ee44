/**
 * One script against two servers: every reply, error, Stat and event in the same order, or a difference with the step
 * that showed it. Times are left out, and zxids and sessions stand under names given in the order in which they appear,
 * so that servers which number their transactions differently can still be compared.
 */
@NullMarked
package synod.it.differential;

import org.jspecify.annotations.NullMarked;
