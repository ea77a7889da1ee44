package synod.cli.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Client;
import synod.cli.client.Request;
import synod.cli.client.WatchKind;

/** {@code watch}: every change, until told to stop. */
@Command(
        name = "watch",
        description = "Tells every change of a znode as it comes.",
        footer = {
            "",
            "The watch lives through reconnects; what happened while there was no",
            "connection may be missing.",
            "",
            "Examples:",
            "  watch /app/config              until Ctrl-C (in the shell: until --remove)",
            "  watch --recursive /app         with everything below",
            "  watch --count 1 --json /app/leader",
            "  watch --list                   in the shell: what is watched",
            "  watch --remove /app            in the shell"
        })
final class WatchVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The znode, which need not exist yet.")
    private String path = "";

    @Option(
            names = {"-r", "--recursive"},
            description = "Also what is below; changes of lists of children are not told then.")
    private boolean isRecursive;

    @Option(names = "--count", paramLabel = "N", description = "Ends after so many events; not in the shell.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--remove", description = "Takes all watches of this session off the znode.")
    private boolean isRemoving;

    @Option(names = "--list", description = "Lists the watches of this session.")
    private boolean isListing;

    @Option(names = "--json", description = "Prints one JSON object for each event, on a line of its own.")
    private boolean isJson;

    WatchVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((isRemoving || isListing) && !surroundings.isShell()) {
            throw new WrongUsage("--list and --remove are for the shell: a command by itself has no other watches");
        }
        if (surroundings.isShell() && (count != Long.MAX_VALUE || isJson)) {
            throw new WrongUsage("--count and --json are not for the shell, which tells events between its lines");
        }
        if (count < 1) {
            throw new WrongUsage("--count is 1 or more");
        }
        Client client = surroundings.client();
        if (isListing) {
            list(client);
            return 0;
        }
        if (path.isEmpty()) {
            throw new WrongUsage("watch what? Give a PATH");
        }
        String znode = Paths.checked(path);
        if (isRemoving) {
            client.removeWatches(znode);
            return 0;
        }
        client.call(Request.watch(znode, isRecursive));
        if (surroundings.isShell()) {
            return 0;
        }
        if (surroundings.isForEyes()) {
            surroundings.err().line("watching " + Shown.inline(znode) + "; Ctrl-C ends it");
            surroundings.err().flush();
        }
        for (long seen = 0; seen < count; seen++) {
            OnWatch.print(surroundings, surroundings.awaitEvent(), isJson);
        }
        return 0;
    }

    private void list(Client client) {
        for (WatchKind kind : WatchKind.values()) {
            String word = switch (kind) {
                case DATA -> "data, once";
                case EXISTS -> "coming to be, once";
                case CHILDREN -> "children, once";
                case PERSISTENT -> "everything";
                case RECURSIVE -> "everything, with what is below";
            };
            for (String each : client.watched(kind)) {
                surroundings.out().line(Shown.inline(each) + "  (" + word + ")");
            }
        }
    }
}
