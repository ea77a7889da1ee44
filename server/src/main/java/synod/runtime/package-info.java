/**
 * The threads of one server and the world behind its ports: the loop that owns the replica, the journal thread, the
 * snapshot thread, the links to the peers, and the recorder of the last events.
 *
 * <p>One thread, the loop, owns the replica, the client sockets and the peer sockets. It waits for nothing but its own
 * selector. Whatever may block has a thread of its own and answers with a message: the journal thread appends and
 * forces, the snapshot thread writes, reads and receives images.
 *
 * <p>What happens when a queue is full is part of its Javadoc: records wait beside the journal's queue while the
 * replica is told that its window is used up, a peer's link drops and resumes, a client connection stops being read.
 * The loop never blocks.
 *
 * <p>Durable: nothing of its own; it carries out what the replica orders. A failed force ends the process, an {@link
 * synod.kernel.InvariantViolation} is caught in one place and ends it too.
 *
 * <p>Deliberately absent: decisions. Everything that could be decided differently by two replicas lives below, where
 * the simulator reaches it.
 */
@NullMarked
package synod.runtime;

import org.jspecify.annotations.NullMarked;
