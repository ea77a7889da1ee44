package synod.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.admin.AdminSettings;
import synod.runtime.HostPort;
import synod.server.PropertiesText.Entry;

/** Reads the keys of the commands over HTTP, {@code admin.}. */
final class AdminKeys {
    private final Assignments assignments;

    AdminKeys(Assignments assignments) {
        this.assignments = assignments;
    }

    /** Where commands are taken; null for nowhere. */
    @Nullable
    AdminSettings settings() {
        boolean isOn = assignments.flag("admin.enableServer", true);
        int port = assignments.number("admin.serverPort", AdminSettings.DEFAULT_PORT, 0, 0xffff);
        int idle = assignments.number("admin.idleTimeout", AdminSettings.DEFAULT_IDLE_MILLIS, 1, Integer.MAX_VALUE);
        String host = assignments.text("admin.serverAddress", "0.0.0.0");
        String root = assignments.text("admin.commandURL", AdminSettings.DEFAULT_ROOT);
        boolean givesSnapshots = assignments.flag("admin.snapshot.enabled", true);
        int interval = assignments.number(
                "admin.rateLimiterIntervalInMS", AdminSettings.DEFAULT_SNAPSHOT_INTERVAL_MILLIS, 0, Integer.MAX_VALUE);
        if (!root.matches("(/[A-Za-z0-9._~-]+)+")) {
            assignments.problem(
                    "admin.commandURL must be a path such as " + AdminSettings.DEFAULT_ROOT + ", not \"" + root + "\"");
            return null;
        }
        if (!isOn) {
            for (String key : List.of(
                    "admin.serverPort",
                    "admin.idleTimeout",
                    "admin.serverAddress",
                    "admin.commandURL",
                    "admin.snapshot.enabled",
                    "admin.rateLimiterIntervalInMS")) {
                Entry entry = assignments.find(key);
                if (entry != null) {
                    assignments.warn(key + " has no effect: admin.enableServer is false");
                }
            }
            return null;
        }
        return new AdminSettings(
                new HostPort("0.0.0.0".equals(host) ? "" : host, port), root, idle, givesSnapshots, interval);
    }
}
