/**
 * Bugs put into the real sources, one at a time, to see that the simulation finds each of them. Nothing in the main code
 * knows of it: a bug is an edit of a source file, compiled and loaded beside the healthy classes.
 */
@NullMarked
package synod.sim.planted;

import org.jspecify.annotations.NullMarked;
