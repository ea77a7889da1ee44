package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Client;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code ls}: children. */
@Command(
        name = "ls",
        description = "Lists the children of a znode, sorted, one on a line.",
        footer = {
            "",
            "Examples:",
            "  ls /",
            "  ls -l /app                    with sizes, versions and kinds",
            "  ls --watch /app/members       waits for a child to come or go"
        })
final class LsVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The znode; / without.")
    private String path = "/";

    @Option(
            names = {"-l", "--long"},
            description = "Tells size, version, number of children and kind of each.")
    private boolean isLong;

    @Option(
            names = {"-w", "--watch"},
            description = "Leaves a watch, which tells the next change of the list once.")
    private boolean isWatching;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    LsVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String znode = Paths.checked(path);
        Client client = surroundings.client();
        Request.Children children = client.call(Request.children(znode, isWatching));
        List<String> names = new ArrayList<>(children.names());
        names.sort(null);
        Map<String, Stat> stats = isLong ? stats(client, znode, names) : Map.of();
        if (isJson) {
            surroundings.out().line(json(znode, names, children.stat(), stats));
        } else {
            for (String name : names) {
                Stat stat = stats.get(name);
                if (!isLong) {
                    surroundings.out().line(Shown.inline(name));
                } else if (stat != null) {
                    surroundings.out().line(longLine(name, stat));
                }
            }
        }
        OnWatch.finish(surroundings, isWatching, isJson);
        return 0;
    }

    private String json(String znode, List<String> names, Stat stat, Map<String, Stat> stats) {
        Map<String, @Nullable Object> object = Json.of(znode);
        object.put("children", names);
        object.put("stat", Json.stat(stat));
        if (isLong) {
            Map<String, Object> all = new TreeMap<>();
            stats.forEach((name, each) -> all.put(name, Json.stat(each)));
            object.put("stats", all);
        }
        return Json.line(object);
    }

    private static String longLine(String name, Stat stat) {
        return String.format(
                java.util.Locale.ROOT,
                "%11s  v%-5d %6s  %s  (%s)",
                Shown.size(stat.dataLength()),
                stat.version(),
                stat.numChildren() == 0 ? "-" : Shown.count(stat.numChildren()) + "/",
                Shown.inline(name),
                Shown.kind(stat));
    }

    /** Children that went meanwhile, or that may not be read, are left out. */
    private Map<String, Stat> stats(Client client, String znode, List<String> names) throws InterruptedException {
        Map<String, Stat> stats = new TreeMap<>();
        Progress progress = new Progress(surroundings, "znodes");
        Pipeline<String, Stat> pipeline = new Pipeline<>(client, (name, stat, refused) -> {
            if (stat != null) {
                stats.put(name, stat);
                progress.at(stats.size());
            }
        });
        for (String name : names) {
            pipeline.send(name, Request.exists(Paths.child(znode, name), false));
        }
        pipeline.finish();
        progress.end();
        return stats;
    }
}
