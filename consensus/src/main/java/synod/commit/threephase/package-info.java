/**
 * Three-phase commit in its forms (D. Skeen, <i>Nonblocking Commit Protocols</i>, 1981, and <i>A Quorum-Based Commit
 * Protocol</i>, 1982; I. Keidar, D. Dolev, <i>Increasing the Resilience of Distributed and Replicated Database Systems</i>,
 * 1998). Between the votes and the commit everyone is told that all voted yes: no state from which one can commit lies
 * beside one in which somebody may still abort alone.
 *
 * <pre>
 *  coordinator                participants
 *     |  Prepare  ("can you?")     |  working
 *     |---------------------------&gt;|
 *     |          Voted             |  uncertain: it voted yes
 *     |&lt;---------------------------|
 *     |        PreCommit           |
 *     |---------------------------&gt;|  pre-committed: it knows that all voted yes
 *     |       Acknowledged         |
 *     |&lt;---------------------------|
 *     |         Decided            |
 *     |---------------------------&gt;|  committed
 * </pre>
 *
 * <p>What happens when the coordinator is silent is what the forms differ in ({@link synod.commit.threephase.Form}). None
 * is right in a network that may be cut in two and never blocks: <i>textbook</i> and <i>skeen</i> do not block, and come to
 * two outcomes; <i>quorum</i> and <i>e3pc</i> come to one outcome, and a side without a majority waits.
 *
 * <p>Start with {@code Participant}, then {@code Termination}; {@code Coordinator} is the run without failures.
 *
 * <p><b>Durable</b> ({@link synod.commit.threephase.Record}): each state of a participant before it is told, and with
 * <i>e3pc</i> the two counters; at the coordinator that it asked, that all voted yes, and the outcome.
 *
 * <p><b>Read-only votes</b> are plain yeses here.
 */
@NullMarked
package synod.commit.threephase;

import org.jspecify.annotations.NullMarked;
