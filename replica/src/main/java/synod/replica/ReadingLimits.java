package synod.replica;

import java.util.ArrayList;
import java.util.List;

/** Which connections are not read for now, because they or all together have asked for too much, or wait for something. */
final class ReadingLimits {
    private final ReplicaSettings settings;
    private final Ports ports;
    private final List<ClientConnection> stopped = new ArrayList<>();

    ReadingLimits(ReplicaSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
    }

    /**
     * A request of a connection was taken.
     *
     * @param outstanding unanswered requests of all connections
     */
    void afterRequest(ClientConnection connection, long outstanding) {
        if (connection.outstanding() >= settings.connectionRequests()
                || (outstanding >= settings.totalRequests() && connection.outstanding() > 0)) {
            stop(connection);
        }
    }

    /** The connection is not read until it has nothing to wait for and asks for little. */
    void stop(ClientConnection connection) {
        if (!connection.readingStopped) {
            connection.readingStopped = true;
            stopped.add(connection);
            ports.setReading(connection.id, false);
        }
    }

    /**
     * Lets those be read again that may.
     *
     * @param outstanding unanswered requests of all connections
     */
    void resume(long outstanding) {
        if (stopped.isEmpty()) {
            return;
        }
        boolean room = outstanding < settings.totalRequests();
        stopped.removeIf(connection -> {
            boolean goesOn = !connection.gone
                    && !connection.isWaiting()
                    && connection.outstanding() * 2 <= settings.connectionRequests()
                    && (room || connection.outstanding() == 0);
            if (goesOn) {
                connection.readingStopped = false;
                ports.setReading(connection.id, true);
            }
            return goesOn || connection.gone;
        });
    }
}
