package synod.cli.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.ErrorCode;
import synod.cli.client.Refused;
import synod.cli.client.Request;
import synod.tree.Stat;

/** {@code multi}: several writes, all or nothing. */
@Command(
        name = "multi",
        description = "Carries out several operations as one: all of them, or none.",
        footer = {
            "",
            "Operations, one on a line; # begins a comment:",
            "  create [-e] [-s] [-c] [--ttl MILLIS] [--acl SCHEME:ID:PERMISSIONS]",
            "      PATH [DATA]",
            "  set [--version N] PATH DATA",
            "  delete [--version N] PATH",
            "  check --version N PATH",
            "",
            "Examples:",
            "  multi 'check --version 3 /app/config' 'set /app/config x' 'delete /app/old'",
            "  multi --file changes.txt",
            "  synod multi - < changes.txt"
        })
final class MultiVerb implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "OPERATION",
            arity = "0..*",
            description = "An operation in quotes; - reads the standard input.")
    private List<String> given = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "A file with the operations; - is the standard input.")
    private @Nullable String file;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean isJson;

    MultiVerb(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<MultiScript.Operation> operations = MultiScript.parse(lines());
        if (operations.isEmpty()) {
            throw new WrongUsage("there are no operations; multi --help shows how they look");
        }
        List<Request<?>> requests = new ArrayList<>();
        operations.forEach(operation -> requests.add(operation.request()));
        List<Request.Result> results = surroundings.client().call(Request.multi(requests));
        refuse(operations, results);
        if (isJson) {
            surroundings.out().line(json(operations, results));
        } else {
            for (int i = 0; i < operations.size(); i++) {
                surroundings.out().line(told(operations.get(i), results.get(i)));
            }
        }
        return 0;
    }

    private List<String> lines() throws IOException {
        String source = file;
        boolean isInput = given.equals(List.of("-")) || "-".equals(source);
        if (source != null && !given.isEmpty()) {
            throw new WrongUsage("operations come as words or from --file, not from both");
        }
        if (isInput) {
            return text(surroundings.standardInput());
        }
        return source == null ? given : text(Payload.readFile(source));
    }

    private static List<String> text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /** In a refused multi the operations before the one at fault say OK, and those behind it were not looked at. */
    private static void refuse(List<MultiScript.Operation> operations, List<Request.Result> results) {
        if (results.size() != operations.size()) {
            throw new IllegalStateException(results.size() + " results for " + operations.size() + " operations");
        }
        for (int i = 0; i < results.size(); i++) {
            Request.Result result = results.get(i);
            if (result.error() != ErrorCode.OK) {
                MultiScript.Operation at = operations.get(i);
                Refused cause = new Refused(result.number(), at.request().path(), true);
                throw new MultiRefused(at.line(), at.words().get(0), cause);
            }
        }
    }

    private static String told(MultiScript.Operation operation, Request.Result result) {
        String path = result.path() == null ? operation.request().path() : result.path();
        Stat stat = result.stat();
        String version = stat == null || operation.words().get(0).equals("create") ? "" : ", version " + stat.version();
        return operation.words().get(0) + " " + Shown.inline(path) + version;
    }

    private static String json(List<MultiScript.Operation> operations, List<Request.Result> results) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            MultiScript.Operation operation = operations.get(i);
            Request.Result result = results.get(i);
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("line", operation.line());
            object.put("operation", operation.words().get(0));
            object.put("path", result.path() == null ? operation.request().path() : result.path());
            Stat stat = result.stat();
            object.put("stat", stat == null ? null : Json.stat(stat));
            all.add(object);
        }
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        whole.put("results", all);
        return Json.line(whole);
    }
}
