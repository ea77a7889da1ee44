package synod.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import synod.cli.client.Identity;
import synod.cli.client.Request;

/** {@code whoami}: identities. */
@Command(
        name = "whoami",
        description = "Tells who this connection is, as the server sees it.",
        footer = {"", "Example:", "  whoami"})
final class WhoAmIVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    WhoAmIVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Identity> identities = surroundings.client().call(Request.whoAmI());
        if (isJson) {
            List<Object> all = new ArrayList<>();
            for (Identity identity : identities) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                object.put("scheme", identity.scheme());
                object.put("user", identity.user());
                all.add(object);
            }
            Map<String, @Nullable Object> whole = new LinkedHashMap<>();
            whole.put("identities", all);
            surroundings.out().line(Json.line(whole));
        } else {
            identities.forEach(identity -> surroundings.out().line(Shown.inline(identity.toString())));
        }
        return 0;
    }
}
