/**
 * {@code bin/synod tx}: participants with real disks as real processes that talk over real sockets, and a demonstration that
 * moves money between them while one of them is killed.
 *
 * <pre>
 *            Demo (the application, the failure detector, whoever starts processes again)
 *              |  control connections: lines of text in frames
 *     +--------+--------+---------------+-------------...
 *  process 1  process 2  process 3   process 4           5, 6: acceptors of Paxos Commit
 *  a store    a store    a store     coordinator
 *     +---- messages of the protocol in frames, between any two ----+
 * </pre>
 *
 * <p>A process has one thread: it selects among its sockets, hands everything that arrived to its {@link
 * synod.transactions.Participant}, flushes that once, and writes. A connection that is gone or too slow loses messages; the
 * protocols stand that.
 *
 * <p><b>What is durable.</b> Each process has a folder with its journal and its image; it outlives its process.
 *
 * <p>Deliberately absent: security of any kind. Everything is bound to the loopback interface, for the length of a
 * demonstration.
 */
@NullMarked
package synod.cli.tx;

import org.jspecify.annotations.NullMarked;
