package synod.cli.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import synod.cli.client.Acl;
import synod.cli.client.Client;
import synod.cli.client.CreateMode;
import synod.cli.client.ErrorCode;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code create}: a znode. */
@Command(
        name = "create",
        description = "Makes a znode and prints its path.",
        footer = {
            "",
            "Examples:",
            "  create /app",
            "  create --parents /app/eu/config 'threads=4'",
            "  create -s /app/queue/job- 'first'          gets a number behind its name",
            "  create -e --hold /app/alive                stays until Ctrl-C",
            "  create --ttl 60000 /app/note               goes after a minute without change",
            "  create --acl auth::all --acl world:anyone:r /app/mine"
        })
final class CreateVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Payload payload = new Payload();

    @Mixin
    private KindOptions kind = new KindOptions();

    @Option(names = "--parents", description = "Makes what is missing above it, persistent and without data.")
    private boolean isWithParents;

    @Option(names = "--hold", description = "Keeps the session, and with it an ephemeral znode, until Ctrl-C.")
    private boolean isHeld;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    CreateVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CreateMode mode = kind.mode();
        List<Acl> acl = kind.acl();
        String znode = mode.isSequential() ? Paths.checkedPrefix(payload.path()) : Paths.checked(payload.path());
        byte[] data = payload.read(surroundings);
        Client client = surroundings.client();
        if (isWithParents) {
            createParents(client, znode, acl);
        }
        Request.Created created = client.call(Request.create(znode, data, acl, mode));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(created.path());
            Stat stat = created.stat();
            object.put("stat", stat == null ? null : Json.stat(stat));
            surroundings.out().line(Json.line(object));
        } else {
            surroundings.out().line(Shown.inline(created.path()));
        }
        surroundings.out().flush();
        if (mode.isEphemeral() && !surroundings.isShell()) {
            afterEphemeral();
        }
        return 0;
    }

    private void afterEphemeral() throws InterruptedException {
        if (!isHeld) {
            surroundings
                    .err()
                    .line(
                            "synod: it is ephemeral and goes now, with this command's session; --hold keeps it until Ctrl-C");
            return;
        }
        while (true) {
            // Nothing is watched: the only news is the end of the session.
            surroundings.awaitEvent();
        }
    }

    private static void createParents(Client client, String znode, List<Acl> acl) throws InterruptedException {
        Pipeline<String, Request.Created> pipeline = new Pipeline<>(client, (ancestor, created, refused) -> {
            if (refused != null && refused.code() != ErrorCode.NODE_EXISTS) {
                throw refused;
            }
        });
        List<String> missing = new ArrayList<>(Paths.ancestors(znode));
        for (String ancestor : missing) {
            pipeline.send(ancestor, Request.create(ancestor, null, acl, CreateMode.PERSISTENT));
        }
        pipeline.finish();
    }
}
