/**
 * Atomic commitment: several processes, each with its part of a transaction, all commit it or all abort it.
 *
 * <p>This package has the words that all three protocols share. {@code twophase} is J. Gray's protocol (<i>Notes on Data
 * Base Operating Systems</i>, 1978) with the presumptions of <i>R*</i> (Mohan, Lindsay, Obermarck, 1986);
 * {@code threephase} is Skeen's and its successors, {@code paxos} Gray and Lamport's. {@code settling} lets the processes of
 * any of them forget what has ended everywhere.
 *
 * <pre>
 *  resource        participant                coordinator         application
 *     |   Joined       |                          |     Begin         |
 *     |---------------&gt;| working                  |&lt;------------------|
 *     |                |        Prepare           | preparing
 *     |    GetReady    |&lt;-------------------------|
 *     |&lt;---------------|                          |
 *     |  Voted(YES)    |      Voted(YES)          |
 *     |---------------&gt;| prepared ---------------&gt;|
 *     |                |        Decided           | committed         |
 *     |    Conclude    |&lt;-------------------------|      Report       |
 *     |&lt;---------------| committed                |------------------&gt;|
 *     |                |      Acknowledged        |                   |
 *     |                |-------------------------&gt;| forgotten
 * </pre>
 *
 * <p><b>Fault model.</b> Messages are lost, repeated, delayed and reordered, never altered. Processes crash between any
 * two effects and come back with what they had made durable. Clocks only ever decide <i>when</i> somebody asks or gives
 * up, never what the outcome is.
 *
 * <p><b>Drivers.</b> What these cores {@link synod.kernel.Effects#deliver deliver} are {@link synod.commit.Order orders},
 * counted from 1 in each life of a process. A driver holds an order back until every record persisted before it is
 * durable, as it does with messages: a lock that is released, or an application that is answered, takes nothing back
 * either. It forces its disk for the sake of a message or an order only, so that a record at the end of a step costs no
 * forced write of its own.
 *
 * <p><b>Rules</b> ({@link synod.commit.CommitRule}): AC1 to AC5 are what is wanted, F1 is about
 * forgetting, the others are how each protocol gets it.
 *
 * <p><b>Deliberately absent:</b> the work of the transaction, its locks, and how undo and redo are written: those are the
 * resource's. It says {@code Voted(YES)} only when they are in the journal.
 */
@NullMarked
package synod.commit;

import org.jspecify.annotations.NullMarked;
