package synod.cli.shell;

import java.io.IOException;
import synod.cli.client.Client;
import synod.cli.client.Event;
import synod.cli.client.Servers;
import synod.cli.client.Way;

/** What a verb works with: a server, a place to print, and what was piped in. */
interface Surroundings {
    /** The connection, made when it is first asked for. */
    Client client() throws InterruptedException;

    /** The servers that may be asked. */
    Servers servers();

    /** How they want to be talked to. */
    Way way();

    /** Where results go. */
    Printer out();

    /** Where words for people go. */
    Printer err();

    /** Whether a person looks at the results: then binary data is shown as a dump, and progress is told. */
    boolean isForEyes();

    /** Whether this is a shell: events are printed by themselves, and the session goes on after the verb. */
    boolean isShell();

    /**
     * All of the standard input.
     *
     * @throws WrongUsage in a shell, whose standard input holds the commands
     */
    byte[] standardInput() throws IOException;

    /**
     * Waits for the next event of a watch; not in a shell.
     *
     * @throws synod.cli.client.NotConnected when the session is over and the watch with it
     */
    Event awaitEvent() throws InterruptedException;
}
