/**
 * Measurements: whole systems beside Apache ZooKeeper, and hot pieces of our own under JMH.
 *
 * <p>A number means something only beside another one made in the same minutes on the same machine. So the comparison
 * starts both systems in turn, round after round, in fresh folders, each in processes of its own with the same Java
 * machine, the same heap and the same forced writes, and treats them alike; it reports medians, the spread of the rounds,
 * and ratios.
 *
 * <p>Here are the commands and the report. The servers' processes are in {@code synod.bench.system}, the generator of
 * closed-loop load in {@code synod.bench.load}, and what is tried beside that (memory, starts, snapshots, crowds of
 * clients, lost leaders) in {@code synod.bench.trial}.
 *
 * <p>Durable: nothing; server folders are deleted after each round. Deliberately absent: TLS, and any code of the ZooKeeper
 * client.
 */
@NullMarked
package synod.bench;

import org.jspecify.annotations.NullMarked;
