/**
 * A stage on which the processes of a commit protocol play: their network, their disks, their clocks, their resources and
 * the checker, all in the hands of whoever directs. Tests of single cases direct by hand, searches try every order and
 * every crash, worlds draw theirs from a seed.
 *
 * <p>Time is what the director says: the timer of any process may go off at any moment, as if every clock went as it
 * liked. A force takes no time; a crash may come between any two effects and takes what was not forced.
 */
@NullMarked
package synod.sim.commit;

import org.jspecify.annotations.NullMarked;
