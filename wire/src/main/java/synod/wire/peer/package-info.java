/**
 * What servers of one ensemble say to each other, as bytes. A message is one byte that names its kind and then its
 * fields, big-endian, in the order in which the record declares them; lists and byte strings begin with an int count. A
 * frame around it (an int length, an int CRC-32C of the body, the body) is the transport's.
 *
 * <p>Payloads are slices of what was read; nothing is copied. What was read is never trusted: a count that cannot fit in
 * what is left is refused before anything is allocated for it, numbers outside their range are refused, and so is
 * whatever follows the last field. Everything refused is {@link synod.wire.Malformed} with a text for an operator.
 *
 * <p>Durable: the encoding of values and of identities is also that of the journal's record bodies, so it may only grow
 * new kinds.
 *
 * <p>Deliberately absent: sockets, checksums, and compatibility with versions that were never released.
 */
@NullMarked
package synod.wire.peer;

import org.jspecify.annotations.NullMarked;
