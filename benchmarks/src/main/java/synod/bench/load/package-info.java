/**
 * The load generator: raw frames of ZooKeeper's client protocol, written and checked by one thread.
 *
 * <p>It keeps a fixed number of requests outstanding (a closed loop) and checks every reply: order of the xids, error
 * code, length. It runs in a process of its own, fed with one {@link synod.bench.load.LoadPlan} a line. Its own processor
 * time is reported, because on a small machine it is taken from the servers.
 *
 * <p>Beside it stands the {@link synod.bench.load.BareServer}, the floor under what a single write can take.
 *
 * <p>Deliberately absent: TLS, and any code of the ZooKeeper client. Latencies are those at saturation, or of a single
 * outstanding request, and are not corrected for coordinated omission; paced load is in {@code synod.bench.trial}.
 */
@NullMarked
package synod.bench.load;

import org.jspecify.annotations.NullMarked;
