/**
 * A small client of ZooKeeper's protocol for the command line: one session over one connection at a time, requests in a
 * pipeline, watches that are put back after a reconnect.
 *
 * <p>It is written for a command that lives a quarter of a second as much as for a shell that stays open for days: plain
 * blocking sockets and one thread, no logging, nothing loaded that is not used.
 *
 * <p>The rules: answers come in the order of the requests; what was asked when a connection broke is answered with {@link
 * synod.cli.client.NotConnected}, which for a write means that nobody knows whether it happened; the greatest zxid that
 * was seen is told to the next server, so that a view never goes back.
 *
 * <p>Deliberately absent: SASL, encryption, chroots, local sessions and read-only servers. Decision 0013 says why this is
 * not Apache's client.
 */
@NullMarked
package synod.cli.client;

import org.jspecify.annotations.NullMarked;
