/**
 * Checkers that know nothing of how the system works, only what it promises: a recorder of what clients asked and were
 * told, a linearizability checker over it (J. Wing and C. Gong, <i>Testing and Verifying Concurrent Objects</i>, 1993;
 * G. Lowe, <i>Testing for linearizability</i>, 2017), and the guarantees that ZooKeeper gives to one session.
 *
 * <p>What a client is told is one of three things: it happened, it was refused, or <i>nobody knows</i>. The last is an
 * answer of its own; such an operation may take effect at any time up to the end of its session, once, or never.
 *
 * <p>A checker that runs out of steps says so. <i>Undecided</i> is not <i>correct</i>, and callers treat it as a failure.
 *
 * <p>Deliberately absent: clocks, threads, and anything of {@code synod}'s own code except immutable bytes.
 */
@NullMarked
package synod.check;

import org.jspecify.annotations.NullMarked;
