package synod.admin;

import synod.runtime.HostPort;

/**
 * Where commands are taken over HTTP.
 *
 * @param address where it listens
 * @param root the path that lists the commands, and under which they are: begins with a slash and does not end with one
 * @param idleMillis how long a connection may say nothing
 */
public record AdminSettings(HostPort address, String root, long idleMillis) {
    /** ZooKeeper's port. */
    public static final int DEFAULT_PORT = 8080;

    /** ZooKeeper's path. */
    public static final String DEFAULT_ROOT = "/commands";

    /** ZooKeeper's patience. */
    public static final int DEFAULT_IDLE_MILLIS = 30_000;
}
