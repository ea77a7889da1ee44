/**
 * Bytes and records: how what travels and what is kept is laid out. Everything is big-endian. No sockets here, and
 * nothing that was read is trusted: each length is checked against what is there before anything is allocated.
 */
@NullMarked
package synod.wire;

import org.jspecify.annotations.NullMarked;
