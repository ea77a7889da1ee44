package synod.cli.shell;

import synod.cli.client.Client;

/** What stands before the line: whether there is a connection, and to whom. */
final class Prompt {
    private Prompt() {}

    static String of(Client.State state, String server) {
        return switch (state) {
            case CONNECTED -> "synod " + server + "> ";
            case CONNECTING, EXPIRED -> "synod (no connection)> ";
            case CLOSED -> "synod (closed)> ";
        };
    }
}
