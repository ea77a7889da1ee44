/**
 * Measurements: whole systems beside Apache ZooKeeper, and hot pieces of our own under JMH.
 *
 * <p>A number means something only beside another one made in the same minutes on the same machine. So the comparison
 * starts both systems in turn, round after round, in fresh folders, each in processes of its own with the same Java
 * machine, the same heap and the same forced writes, and loads them with the same generator; it reports medians, the
 * spread of the rounds, and ratios.
 *
 * <p>The generator is a process of its own with a single thread that writes raw frames of the client protocol and keeps a
 * fixed number of requests outstanding (a closed loop). It checks every reply: order of the xids, error code, length. Its
 * own processor time is reported, because on a small machine it is taken from the servers.
 *
 * <p>Durable: nothing; server folders are deleted after each round. Deliberately absent: open-loop load (latencies here
 * are those at saturation, or of a single outstanding request, and are not corrected for coordinated omission), TLS, and
 * any code of the ZooKeeper client.
 */
@NullMarked
package synod.bench;

import org.jspecify.annotations.NullMarked;
