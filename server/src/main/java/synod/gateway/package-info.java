/**
 * The door for ZooKeeper clients: accepts connections, cuts their bytes into frames, answers four-letter words, and
 * writes replies back. What a frame means is none of its business; the replica reads it.
 *
 * <p>It holds the limits that keep a careless or hostile client from hurting the others: connections per address and in
 * all, the length of a frame, the time until a handshake, the bytes that may wait to be written, the requests in
 * process. A connection beyond a limit is closed or no longer read; nothing is buffered without bound.
 *
 * <p>Durable: nothing. Deliberately absent: sessions, paths, requests, watches.
 */
@NullMarked
package synod.gateway;

import org.jspecify.annotations.NullMarked;
