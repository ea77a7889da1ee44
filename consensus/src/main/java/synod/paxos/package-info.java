/**
 * Single-decree Paxos: several processes agree on one value, once (L. Lamport, <i>Paxos Made Simple</i>, 2001; the
 * "synod" of <i>The Part-Time Parliament</i>, 1998). It is here to be read first, and to be searched to the last state
 * by the simulator; the log in {@code synod.multipaxos} is the same idea repeated for every slot.
 *
 * <p>Start with {@code Acceptor} and {@code AcceptorAllCasesTest}, then {@code Proposer}, then {@code Learner}. {@link
 * synod.paxos.Legislator} puts the three together; {@link synod.paxos.Message} has the words they exchange:
 *
 * <pre>
 *  proposer            acceptors               learners
 *     | Prepare(b)         |                       |
 *     |------------------->| promised := b         |     1a
 *     |   Promise(b, a?)   |                       |
 *     |&lt;-------------------|                       |     1b
 *     | Accept(b, v)       |                       |
 *     |------------------->| accepted := (b, v)    |     2a
 *     |                    | Accepted(b, v)        |
 *     |                    |----------------------&gt;| 2b
 *     |                    |             Chosen(v) |-> the other learners
 * </pre>
 *
 * <p><b>Fault model.</b> Messages are lost, repeated, delayed and reordered, never altered. Processes crash between any
 * two effects and come back with what they had made durable.
 *
 * <p><b>Durable</b> ({@link synod.paxos.Durable}): what an acceptor promised and accepted, before it says so (DURABLE);
 * the round of a proposer, before it uses it (BALLOT). A learner keeps nothing.
 *
 * <p><b>Rules</b> ({@link synod.paxos.PaxosRule}): S1, S2 and S3 are what is wanted; P1, P1a, P2, P2a, P2b and P2c are
 * how Lamport derives it step by step.
 *
 * <p><b>Liveness.</b> Two proposers can pre-empt each other for ever. They need no agreement about which of them is the
 * main one to be <i>safe</i>: two may both believe it, and the ballots keep that harmless. Choosing one only makes
 * progress likely, so a timeout and a random pause are enough.
 *
 * <p><b>Deliberately absent:</b> several decrees, membership, leases, and any clock or random source.
 */
@NullMarked
package synod.paxos;

import org.jspecify.annotations.NullMarked;
