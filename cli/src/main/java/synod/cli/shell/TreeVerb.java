package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.ErrorCode;
import synod.tree.Stat;

/** {@code tree}: everything below a znode. */
@Command(
        name = "tree",
        description = "Draws what is below a znode.",
        footer = {
            "",
            "Examples:",
            "  tree /app",
            "  tree --depth 2 /              two levels, with how much is below",
            "  tree --most 10 /app/queue     at most 10 children of each znode",
            "  tree --json /app"
        })
final class TreeVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "The znode to begin at; / without.")
    private String path = "/";

    @Option(
            names = {"-d", "--depth"},
            paramLabel = "N",
            description = "How many levels; without, all.")
    private int depth = Integer.MAX_VALUE;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "How many children of one znode to draw (${DEFAULT-VALUE}).",
            defaultValue = "100")
    private int most = 100;

    @Option(names = "--json", description = "Prints one JSON object, with all children.")
    private boolean isJson;

    TreeVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (depth < 0 || most < 1) {
            throw new WrongUsage("--depth is 0 or more, --most 1 or more");
        }
        String znode = Paths.checked(path);
        Walk walk = new Walk(surroundings.client(), new Progress(surroundings, "znodes"));
        Walk.Znode root = walk.read(znode, depth);
        if (isJson) {
            surroundings.out().line(Json.line(json(root)));
        } else {
            lines(root, most).forEach(surroundings.out()::line);
        }
        return 0;
    }

    private static Map<String, @Nullable Object> json(Walk.Znode znode) {
        Map<String, @Nullable Object> object = Json.of(znode.path());
        Stat stat = znode.stat();
        ErrorCode refusal = znode.refusal();
        if (refusal != null) {
            object.put("error", refusal.word());
        }
        object.put("stat", stat == null ? null : Json.stat(stat));
        object.put("children", present(znode).stream().map(TreeVerb::json).toList());
        return object;
    }

    /** What went while the walk was on is not there. */
    private static List<Walk.Znode> present(Walk.Znode znode) {
        return znode.children().stream()
                .filter(child -> child.refusal() != ErrorCode.NO_NODE)
                .toList();
    }

    static List<String> lines(Walk.Znode root, int most) {
        List<String> lines = new ArrayList<>();
        lines.add(Shown.inline(root.path()) + about(root));
        int znodes = 1 + draw(root, "", most, lines);
        lines.add("");
        lines.add(Shown.count(znodes, "znode", "znodes"));
        return lines;
    }

    /** Draws what is below a znode and gives how much that is. */
    private static int draw(Walk.Znode znode, String indent, int most, List<String> lines) {
        List<Walk.Znode> children = present(znode);
        int below = children.size();
        for (int i = 0; i < children.size(); i++) {
            Walk.Znode child = children.get(i);
            boolean isLast = i == children.size() - 1;
            List<String> drawn = i < most ? lines : new ArrayList<>();
            drawn.add(indent + (isLast ? "└── " : "├── ") + Shown.inline(Paths.name(child.path())) + about(child));
            below += draw(child, indent + (isLast ? "    " : "│   "), most, drawn);
        }
        if (children.size() > most) {
            lines.add(indent + "└── ... and " + Shown.count(children.size() - most) + " more");
        }
        return below;
    }

    private static String about(Walk.Znode znode) {
        ErrorCode refusal = znode.refusal();
        Stat stat = znode.stat();
        if (stat == null) {
            return refusal == null ? "" : "  (" + refusal.word() + ")";
        }
        List<String> parts = new ArrayList<>();
        if (stat.dataLength() > 0) {
            parts.add(Shown.size(stat.dataLength()));
        }
        if (stat.numChildren() > 0 && znode.children().isEmpty()) {
            parts.add(Shown.count(stat.numChildren(), "child", "children"));
        }
        if (stat.ephemeralOwner() != 0) {
            parts.add("ephemeral");
        }
        return parts.isEmpty() ? "" : "  (" + String.join(", ", parts) + ")";
    }
}
