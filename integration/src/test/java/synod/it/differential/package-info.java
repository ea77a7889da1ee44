/**
 * One scene on two clusters, the reference's and ours: every reply with its zxid, every error, Stat and event in the same
 * order, or a difference under the name of the step that showed it. Times are left out; zxids are counted from the
 * beginning of the scene, and sessions stand by their numbers.
 *
 * <p>A {@link Scene} is a table of named steps of some sessions, which speak to different servers where there are
 * several. The scenes stand in the classes named after their subjects; {@link Script} makes them from a seed. What may
 * differ stands in one list, {@link AllowedDifferences}, and has to.
 */
@NullMarked
package synod.it.differential;

import org.jspecify.annotations.NullMarked;
