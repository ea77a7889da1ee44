/**
 * Sessions: the replicated table of those that live, and the leader's timers that end them.
 *
 * <p>{@link synod.session.Sessions} is part of the replicated state: it changes only by what is in the log, it is in every
 * snapshot, and its digest is equal on all servers after the same log. An id is never given twice in the life of an
 * ensemble, because it follows from how many were given before.
 *
 * <p>{@link synod.session.SessionTimers} is not replicated. Only the leader has it, and what it says is a proposal: a
 * session is over when its end has been chosen in the log. The timers stand still while the leader holds no lease, and
 * start anew with full timeouts at every change of leader, so no session ends because nobody could hear of it.
 *
 * <p>{@link synod.session.LocalSessions} are what one server knows alone, when its operator wants sessions that cost no
 * entry of the log.
 *
 * <p>Deliberately absent: the ephemerals of a session, which are the tree's, and connections, which are the replica's.
 */
@NullMarked
package synod.session;

import org.jspecify.annotations.NullMarked;
