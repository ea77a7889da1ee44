/**
 * Servers in processes of their own, on loopback ports, in folders under {@code target}: started, asked, killed, paused
 * and stopped as an operator would. The same harness runs Apache ZooKeeper, so that a test can be tried on the reference
 * before it is believed.
 *
 * <p>Nothing here waits for a length of time: readiness is what a server says of itself ({@code srvr}), and a wait that
 * lasts too long ends with what the servers logged.
 */
@NullMarked
package synod.it.cluster;

import org.jspecify.annotations.NullMarked;
