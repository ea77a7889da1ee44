/**
 * ZooKeeper's client protocol as bytes: requests in, replies and events out. Written by hand, because the hot operations
 * must cost little more than their own bytes; proven byte-equal to the records of {@code zookeeper-jute} in the tests.
 *
 * <p>Every message is an int length and a body. The first body on a connection is a {@link ConnectRequest} and its
 * answer, without a header. Later ones are a {@link RequestHeader} and the record of its {@link OpCode}; what comes back
 * is a header of xid, zxid and error, and a record only when the error is 0. All integers are big-endian; a string or a
 * buffer is its length and its bytes, a vector its count and its elements, and -1 stands for null, which is not empty.
 *
 * <p>Paths, names and data stay bytes from the socket to the disk: what is decoded are slices of the frame, and what is
 * encoded is written once. Strings are not checked to be UTF-8 here; the tree refuses the paths that are not.
 *
 * <p>The rules: a decoder answers every byte string with a value or with {@link synod.wire.Malformed}, allocates nothing for
 * a length before it has seen that many bytes, ignores what follows a complete record, and tells null from empty. An
 * encoder writes whole frames, never a part of one.
 *
 * <p>Nothing here is durable. Deliberately absent: sockets, the limit on a frame's length (whoever cuts the stream into
 * frames holds it), and what any operation means.
 */
@NullMarked
package synod.wire.zookeeper;

import org.jspecify.annotations.NullMarked;
