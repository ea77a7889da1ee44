/**
 * Paxos Commit (J. Gray, L. Lamport, <i>Consensus on Transaction Commit</i>, 2006): for each participant one instance of
 * single-decree Paxos decides whether it is prepared, and the transaction is committed if all of them are. No process is
 * needed to end it: any acceptor may lead, and finds what it has to say at a majority of the others.
 *
 * <pre>
 *  first participant     leader         other participants      acceptors (F + 1 of 2F + 1)
 *     | Request             |                   |                   |
 *     |--------------------&gt;|      Prepare      |                   |
 *     |                     |------------------&gt;|                   |
 *     | Accept, ballot 0    |                   | Accept, ballot 0  |
 *     |---------------------------------------------------------&gt;  | one record for all instances
 *     |                     |              Accepted                 |
 *     |                     |&lt;--------------------------------------|
 *     |      Decided        |      Decided      |
 *     |&lt;--------------------|------------------&gt;|
 * </pre>
 *
 * <p>Start with {@code Participant}, then {@code Acceptor}, whose instances are {@link synod.paxos.Acceptor}s, then {@code
 * Leader}; {@link synod.commit.paxos.PaxosCommit} puts them together.
 *
 * <p><b>Durable</b> ({@link synod.commit.paxos.Record}): at a participant that it prepared and how it ended; at an acceptor
 * what it promised and accepted in all instances of a transaction, in one record. A leader keeps nothing: its ballots are
 * its own because its life is part of them.
 *
 * <p><b>Who has a part</b> is said when the commit is asked for, or chosen then by the {@code Registrar} of the process that
 * the transaction is named after, with whom participants have joined until then (decision 0021).
 *
 * <p><b>When it blocks.</b> While fewer than F + 1 acceptors can be reached, and then only those that voted yes.
 *
 * <p><b>Read-only votes</b> are plain yeses here.
 */
@NullMarked
package synod.commit.paxos;

import org.jspecify.annotations.NullMarked;
