package synod.cli.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code addauth}: one more identity for this session; in the shell only. */
@Command(
        name = "addauth",
        description = "Presents an identity, now and after each reconnect. Never written to the history.",
        footer = {"", "Examples:", "  addauth digest bob:secret", "  addauth digest:bob:secret"})
final class AddAuthVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "SCHEME", description = "Such as digest; or all of it as scheme:data.")
    private String scheme = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DATA", description = "Such as user:password.")
    private String data = "";

    AddAuthVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String text = data.isEmpty() ? scheme : scheme + ":" + data;
        surroundings.client().authenticate(ConnectionOptions.credential(text));
        return 0;
    }
}
