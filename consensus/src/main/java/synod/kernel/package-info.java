/**
 * The few words that every protocol core and every state machine shares: identities, immutable bytes, the shape of a
 * core and of its effects, quorums, and the one exception for what must never happen.
 *
 * <p>A core is an ordinary single-threaded object. An event goes in, effects come out, nothing else happens. Time and
 * chance arrive with the events, so a recorded list of inputs replays without a clock or a generator.
 *
 * <p>Deliberately absent: threads, clocks, random sources, files, sockets, loggers, and anything whose iteration order
 * differs from one process to the next.
 */
@NullMarked
package synod.kernel;

import org.jspecify.annotations.NullMarked;
