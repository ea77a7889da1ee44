/**
 * Two-phase commit with its presumptions (J. Gray, <i>Notes on Data Base Operating Systems</i>, 1978, 5.8.3.3; Mohan,
 * Lindsay, Obermarck, <i>Transaction Management in R*</i>, 1986).
 *
 * <p>Start with {@code Participant}, then {@code Coordinator}; {@link synod.commit.twophase.TwoPhase} puts both behind one
 * door.
 *
 * <p><b>Durable</b> ({@link synod.commit.twophase.Record}): at a participant that it prepared (before its yes leaves) and
 * how it ended (before it acknowledges); at the coordinator that it decided to commit (before anyone is told) and for
 * whom. What is not written is presumed: nothing written means aborted, or with presumed commit, where the members are
 * written first, committed.
 *
 * <p><b>When it blocks.</b> A participant that voted yes waits as long as its coordinator cannot be reached and none of
 * the other participants that it does reach knows an outcome or is still at work. It then holds its locks, says so
 * ({@link synod.commit.CommitNote.InDoubt}), and never guesses. A participant without a trace of the transaction is no
 * help: it may have voted {@code READ_ONLY}, which leaves none, and forgotten that in a crash.
 */
@NullMarked
package synod.commit.twophase;

import org.jspecify.annotations.NullMarked;
