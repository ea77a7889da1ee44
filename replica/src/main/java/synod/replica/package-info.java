/**
 * One whole node, still deterministic: the ordering protocol, the state machines it feeds, the journal's records, the
 * sessions and the connections of ZooKeeper clients, all driven by events and reaching the world through {@link
 * synod.replica.Ports} alone. The simulator runs this package as it is; the server is threads and sockets around it.
 *
 * <p><b>The path of a write.</b> A client's frame becomes a request in this server's current <em>parcel</em>. At the end
 * of a batch of inputs the parcel is sealed with the next number of this server's stream and sent to the leader. The
 * leader puts what parcels it has into one command of the log. When the command is chosen, every replica resolves and
 * applies its requests in order, and the server whose parcel it was answers its clients.
 *
 * <p><b>Exactly once, in order.</b> The replicated state remembers, for each server, which parcel it expects next. A
 * parcel that comes again is passed over and one that comes too early is passed over too; its server sends both again,
 * in order. So a change of leader loses no request, doubles none and needs no client to reconnect.
 *
 * <p><b>One connection speaks for a session.</b> Creating or re-attaching a session goes through the log and hands out an
 * <em>attachment</em>; a request that carries an older one has no effect. So nothing that a client sent through a server
 * it has left can happen after what it sends through the next.
 *
 * <p><b>Durable</b>: the records of the ordering protocol, in the journal, and images of the state at one slot. Volatile:
 * connections, watches, parcels under way, the leader's session timers.
 *
 * <p><b>The rules</b> kept here beside those of the protocol: an answer to a write follows its application, which
 * follows a quorum's forced writes; a message that promises leaves after the records it rests on; watch events precede
 * the answers that could reveal the change; sessions end by one entry of the log at one zxid.
 *
 * <p>Deliberately absent: sockets, files, threads, clocks and the choice of when to sleep.
 */
@NullMarked
package synod.replica;

import org.jspecify.annotations.NullMarked;
