package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Acl;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code acl}: who may do what. */
@Command(
        name = "acl",
        description = "Shows the access list of a znode, or replaces it.",
        footer = {
            "",
            "Permissions are letters: c(reate) and d(elete) children, r(ead), w(rite),",
            "a(dmin); or all.",
            "A list counts for its znode alone, not for what is below.",
            "",
            "Examples:",
            "  acl /app",
            "  acl /app auth::all world:anyone:r          who I am may do all, others read",
            "  acl /app ip:10.0.0.0/8:rw digest:bob:qu9X...=:all",
            "  acl --version 0 /app world:anyone:r"
        })
final class AclVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "PATH", description = "The znode.")
    private String path = "";

    @Parameters(
            index = "1..*",
            paramLabel = "SCHEME:ID:PERMISSIONS",
            description = "The new list; without, the present one is shown.")
    private List<String> entries = new ArrayList<>();

    @Option(names = "--version", paramLabel = "N", description = "Only if the list has this version (aversion).")
    private int version = -1;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    AclVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        return entries.isEmpty() ? show(znode) : replace(znode, KindOptions.parse(entries));
    }

    private int show(String znode) throws InterruptedException {
        if (version >= 0) {
            throw new WrongUsage("--version goes with a new list");
        }
        Request.AccessList list = surroundings.client().call(Request.acl(znode));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("acl", Json.acl(list.acl()));
            object.put("stat", Json.stat(list.stat()));
            surroundings.out().line(Json.line(object));
        } else {
            for (Acl acl : list.acl()) {
                surroundings.out().line(Shown.inline(acl.toString()));
            }
        }
        return 0;
    }

    private int replace(String znode, List<Acl> acl) throws InterruptedException {
        Stat stat = surroundings.client().call(Request.setAcl(znode, acl, version));
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("stat", Json.stat(stat));
            surroundings.out().line(Json.line(object));
        } else {
            surroundings.out().line("access list of " + Shown.inline(znode) + ": version " + stat.aversion());
        }
        return 0;
    }
}
