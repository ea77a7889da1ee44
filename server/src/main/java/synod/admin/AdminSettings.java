package synod.admin;

import synod.runtime.HostPort;

/**
 * Where commands are taken over HTTP.
 *
 * @param address where it listens
 * @param root the path that lists the commands, and under which they are: begins with a slash and does not end with one
 * @param idleMillis how long a connection may say nothing
 * @param givesSnapshots whether the state may be asked for
 * @param snapshotIntervalMillis how long after a snapshot was given no other is
 */
public record AdminSettings(
        HostPort address, String root, long idleMillis, boolean givesSnapshots, long snapshotIntervalMillis) {
    /** ZooKeeper's port. */
    public static final int DEFAULT_PORT = 8080;

    /** ZooKeeper's path. */
    public static final String DEFAULT_ROOT = "/commands";

    /** ZooKeeper's patience. */
    public static final int DEFAULT_IDLE_MILLIS = 30_000;

    /** ZooKeeper's, by the name of its key. */
    public static final int DEFAULT_SNAPSHOT_INTERVAL_MILLIS = 300_000;

    /** With the snapshots as ZooKeeper has them. */
    public AdminSettings(HostPort address, String root, long idleMillis) {
        this(address, root, idleMillis, true, DEFAULT_SNAPSHOT_INTERVAL_MILLIS);
    }
}
