package synod.cli.shell;

import synod.cli.client.Event;

/** What becomes of a watch that a read has left. */
final class OnWatch {
    private OnWatch() {}

    /** By itself a verb waits for the one event it has asked for; a shell tells it when it comes. */
    static void finish(Surroundings surroundings, boolean isWatching, boolean isJson) throws InterruptedException {
        if (isWatching && !surroundings.isShell()) {
            surroundings.out().flush();
            print(surroundings, surroundings.awaitEvent(), isJson);
        }
    }

    static void print(Surroundings surroundings, Event event, boolean isJson) {
        surroundings.out().line(isJson ? Json.event(event) : Shown.event(event));
        surroundings.out().flush();
    }
}
