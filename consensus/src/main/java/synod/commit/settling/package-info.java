/**
 * How processes of a commit protocol come to forget: the same for all protocols, around any of them.
 *
 * <p>What a process remembers of a transaction that has ended it remembers for others: to answer one that is in doubt, or
 * that sends again. Two-phase commit knows when its coordinator may forget, Paxos Commit when its acceptors may, and
 * three-phase commit says nothing; none says when a <i>participant</i> may. So the process that transactions are named
 * after asks from time to time how far everyone has come:
 *
 * <pre>
 *   named after                          each other process
 *       |        Settle(below 4.1#900)       |
 *       |-----------------------------------&gt;| everything of 4 below 4.1#870 has ended here, durably,
 *       |        Settled(below 4.1#870)      | and nothing of that will begin here any more (Promised)
 *       |&lt;-----------------------------------|
 *       | all have said so, and so say I:    |
 *       | Ended, durably                     |
 *       |         Ended(below 4.1#870)       |
 *       |-----------------------------------&gt;| forgets
 * </pre>
 *
 * <p><b>Why it is safe.</b> Once all have promised, nobody is in doubt below the mark and nobody ever will be: a yes needs a
 * part that has not ended, and none can begin. So nobody waits for an answer about such a transaction. Every message about
 * one is an old copy, or comes from a process that has not heard of the mark; it is told, and the message goes nowhere. A
 * process that waits for acknowledgements, or ends a transaction in the place of a dead leader, stops when it hears of the
 * mark. A name carries the life of the process that named it, so that a mark in a later life is above all earlier ones.
 *
 * <p><b>Bounds.</b> With {@code lag} and {@code every} of {@link synod.commit.settling.SettlingSettings}, a process
 * remembers of each origin what was named since the mark: about {@code lag + 2 * every} numbers, more only as long as some
 * process is down or in doubt. Each round costs three messages for each other process, and two forced writes that have
 * nothing else to do.
 *
 * <p><b>What is durable.</b> The promise, before it is given; the mark, at the process that is named, before it is told.
 *
 * <p><b>Rules</b> ({@link synod.commit.CommitRule}): F1, and AC1 to AC5 as without it.
 *
 * <p><b>Deliberately absent:</b> timers. Rounds come with new names; the last ones stay remembered until there are more.
 */
@NullMarked
package synod.commit.settling;

import org.jspecify.annotations.NullMarked;
