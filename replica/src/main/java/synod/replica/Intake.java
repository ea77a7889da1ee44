package synod.replica;

import java.util.ArrayList;
import java.util.List;

/** How many requests are in process, and whose connection is not read because of it. */
final class Intake {
    private final ReplicaSettings settings;
    private final Ports ports;
    private final List<ClientConnection> stopped = new ArrayList<>();
    private long outstanding;

    Intake(ReplicaSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
    }

    /** How many requests were received and not answered. */
    long outstanding() {
        return outstanding;
    }

    /** So many more are in process; fewer with a negative number. */
    void add(long requests) {
        outstanding += requests;
    }

    /** Stops reading a connection that has too many, or any while there are too many of all. */
    void limit(ClientConnection connection) {
        if (connection.outstanding() >= settings.connectionRequests()
                || (outstanding >= settings.totalRequests() && connection.outstanding() > 0)) {
            stop(connection);
        }
    }

    /** Stops reading a connection. */
    void stop(ClientConnection connection) {
        if (!connection.readingStopped) {
            connection.readingStopped = true;
            stopped.add(connection);
            ports.setReading(connection.id, false);
        }
    }

    /** Reads again whom nothing keeps from being read any more. */
    void resume() {
        if (stopped.isEmpty()) {
            return;
        }
        boolean room = outstanding < settings.totalRequests();
        stopped.removeIf(connection -> {
            boolean goesOn = !connection.gone
                    && connection.state != ClientConnection.State.JOINING
                    && connection.state != ClientConnection.State.LOGGING_IN
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
