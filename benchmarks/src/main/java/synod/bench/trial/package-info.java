/**
 * Trials: what a system does beside carrying load. How much memory it keeps, how it starts, takes a snapshot, tells many
 * clients, and loses its leader.
 *
 * <p>A {@link synod.bench.trial.Trial} is a table of the report. Trials that need the same costly start share a
 * {@link synod.bench.trial.Course}: fresh processes of one system, one thing after the other, figures told as they come.
 * Rounds interleave the systems as for the load scenarios. The clients are threads of the benchmark's own process, which is
 * never a server's.
 *
 * <p>Clients behave the same towards every system. The paced load is an open loop: a request's latency counts from the
 * moment at which it should have been sent. A result that this machine does not allow is reported as that, with the
 * reason; a course that fails or takes longer than its limit is told with the last lines of the servers' logs, and the
 * others go on.
 *
 * <p>Durable: nothing. Deliberately absent: client-side caching of the servers' answers, and retries that a real client
 * would not make.
 */
@NullMarked
package synod.bench.trial;

import org.jspecify.annotations.NullMarked;
