package synod.replica;

import java.util.ArrayList;
import java.util.List;
import synod.session.LocalSessions;

/** Whose clients gave a sign of life since that was last passed on. */
final class LifeSigns {
    private final LocalSessions locals;
    private final List<ClientConnection> heard = new ArrayList<>();

    /** @param locals the sessions that nobody else has to be told of */
    LifeSigns(LocalSessions locals) {
        this.locals = locals;
    }

    void hear(ClientConnection connection) {
        if (!connection.touched) {
            connection.touched = true;
            heard.add(connection);
        }
    }

    /** Passes on those of local sessions and gives the sessions of the others, also of those that are gone since. */
    long[] take(long now) {
        long[] sessions = new long[heard.size()];
        int count = 0;
        for (int i = 0; i < heard.size(); i++) {
            ClientConnection connection = heard.get(i);
            connection.touched = false;
            if (connection.isLocal) {
                locals.touch(connection.session, now);
            } else {
                sessions[count++] = connection.session;
            }
        }
        heard.clear();
        return count == sessions.length ? sessions : java.util.Arrays.copyOf(sessions, count);
    }
}
