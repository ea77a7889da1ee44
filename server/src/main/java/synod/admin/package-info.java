/**
 * The door for operators: commands over HTTP, answered with JSON under the names and with the fields that ZooKeeper's admin
 * server has.
 *
 * <p>It is bounded like the door for clients: a few connections, short requests, no connection for long. A port that cannot
 * be had is told and costs the commands alone, for a server that serves its clients is worth more than one that can be
 * asked how it is.
 *
 * <p>An answer that is long is never whole in memory: a piece is read when the one before it has left.
 *
 * <p>Durable: nothing. Deliberately absent: what the commands tell, which {@code synod.server} puts together, and who may
 * ask: as in ZooKeeper, whoever reaches the port, unless a command wants to know better.
 */
@NullMarked
package synod.admin;

import org.jspecify.annotations.NullMarked;
