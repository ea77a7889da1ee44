/**
 * The commit protocols as a participant with a store uses them: how to restore a process, and messages and records as
 * bytes.
 *
 * <p>Formats: a first byte says which message or record it is, 1 for the first; then its parts in the order in which they
 * are declared. A message that cannot be decoded is {@link synod.transactions.record.Unreadable}.
 *
 * <p>Deliberately absent: sockets, frames, and the protocols themselves ({@code synod.commit}).
 */
@NullMarked
package synod.transactions.protocol;

import org.jspecify.annotations.NullMarked;
