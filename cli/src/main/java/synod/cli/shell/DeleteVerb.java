package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Client;
import synod.cli.client.ErrorCode;
import synod.cli.client.Refused;
import synod.cli.client.Request;

/** {@code delete}: a znode, or one with all below it. */
@Command(
        name = "delete",
        description = "Deletes a znode.",
        footer = {
            "",
            "A recursive delete is many deletes: others see it happen, and one that fails",
            "leaves the rest.",
            "",
            "Examples:",
            "  delete /app/old",
            "  delete --version 3 /app/config       only if its data has this version",
            "  delete --recursive --dry-run /app    says what would go",
            "  delete --recursive /app"
        })
final class DeleteVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", description = "The znode.")
    private String path = "";

    @Option(names = "--version", paramLabel = "N", description = "Only if its data has this version.")
    private int version = -1;

    @Option(
            names = {"-r", "--recursive"},
            description = "With everything below it.")
    private boolean isRecursive;

    @Option(names = "--dry-run", description = "With --recursive: lists what would be deleted, and deletes nothing.")
    private boolean isDryRun;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    DeleteVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        if (isRecursive && version >= 0) {
            throw new WrongUsage("--version is for one znode, not for --recursive");
        }
        if (isDryRun && !isRecursive) {
            throw new WrongUsage("--dry-run goes with --recursive");
        }
        if (znode.equals("/") || znode.equals("/zookeeper")) {
            throw new WrongUsage(znode + " belongs to the server and cannot be deleted");
        }
        Client client = surroundings.client();
        int deleted = 1;
        if (isRecursive) {
            List<String> order = new ArrayList<>();
            addBottomUp(
                    new Walk(client, new Progress(surroundings, "znodes found")).read(znode, Integer.MAX_VALUE), order);
            if (isDryRun) {
                order.forEach(each -> surroundings.out().line(Shown.inline(each)));
                return 0;
            }
            deleted = delete(client, order);
        } else {
            client.call(Request.delete(znode, version));
        }
        if (isJson) {
            Map<String, @Nullable Object> object = Json.of(znode);
            object.put("deleted", deleted);
            surroundings.out().line(Json.line(object));
        } else {
            String more = deleted == 1 ? "" : ", " + Shown.count(deleted) + " znodes";
            surroundings.out().line("deleted " + Shown.inline(znode) + more);
        }
        return 0;
    }

    private static void addBottomUp(Walk.Znode znode, List<String> order) {
        for (Walk.Znode child : znode.children()) {
            addBottomUp(child, order);
        }
        order.add(znode.path());
    }

    /** A session's requests are carried out in order, so that children are gone before their parent's turn comes. */
    private int delete(Client client, List<String> order) throws InterruptedException {
        int[] deleted = {0};
        Refused[] first = {null};
        Progress progress = new Progress(surroundings, "of " + Shown.count(order.size()) + " znodes deleted");
        Pipeline<String, Object> pipeline = new Pipeline<>(client, (each, done, refused) -> {
            if (refused == null) {
                deleted[0]++;
                progress.at(deleted[0]);
            } else if (refused.code() != ErrorCode.NO_NODE && first[0] == null) {
                first[0] = refused;
            }
        });
        for (String each : order) {
            pipeline.send(each, Request.delete(each, -1));
        }
        pipeline.finish();
        progress.end();
        Refused refused = first[0];
        if (refused != null) {
            surroundings.err().line(Shown.count(deleted[0]) + " of " + Shown.count(order.size()) + " znodes deleted");
            throw refused;
        }
        return deleted[0];
    }
}
