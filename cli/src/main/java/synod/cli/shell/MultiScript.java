package synod.cli.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import synod.cli.client.Request;

/** The operations of a multi, one on a line, in the words of the verbs. Empty lines and comments are passed over. */
final class MultiScript {
    private MultiScript() {}

    /**
     * One operation.
     *
     * @param line where it stands, from 1
     * @param words as they stand there
     */
    record Operation(int line, List<String> words, Request<?> request) {}

    /** @throws WrongUsage with the number of the first line that makes no sense */
    static List<Operation> parse(List<String> lines) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                List<String> words = Words.of(lines.get(i));
                if (!words.isEmpty()) {
                    operations.add(new Operation(i + 1, words, request(words)));
                }
            } catch (WrongUsage | CommandLine.ParameterException e) {
                throw new WrongUsage("line " + (i + 1) + ": " + e.getMessage());
            }
        }
        return operations;
    }

    private static Request<?> request(List<String> words) {
        Part part = switch (words.get(0)) {
            case "create" -> new Create();
            case "set" -> new Set();
            case "delete" -> new Delete();
            case "check" -> new Check();
            default ->
                throw new WrongUsage(
                        "\"" + words.get(0) + "\" cannot be part of a multi: create, set, delete and check can");
        };
        new CommandLine(part).parseArgs(words.subList(1, words.size()).toArray(new String[0]));
        return part.request();
    }

    private interface Part {
        Request<?> request();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Command
    private static final class Create implements Part {
        @Parameters(index = "0", paramLabel = "PATH")
        private String path = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "DATA")
        private @Nullable String data;

        @Mixin
        private KindOptions kind = new KindOptions();

        @Override
        public Request<?> request() {
            boolean isSequential = kind.mode().isSequential();
            String znode = isSequential ? Paths.checkedPrefix(path) : Paths.checked(path);
            return Request.create(znode, bytes(data), kind.acl(), kind.mode());
        }
    }

    @Command
    private static final class Set implements Part {
        @Parameters(index = "0", paramLabel = "PATH")
        private String path = "";

        @Parameters(index = "1", paramLabel = "DATA")
        private String data = "";

        @Option(names = "--version")
        private int version = -1;

        @Override
        public Request<?> request() {
            return Request.set(Paths.checked(path), bytes(data), version);
        }
    }

    @Command
    private static final class Delete implements Part {
        @Parameters(index = "0", paramLabel = "PATH")
        private String path = "";

        @Option(names = "--version")
        private int version = -1;

        @Override
        public Request<?> request() {
            return Request.delete(Paths.checked(path), version);
        }
    }

    @Command
    private static final class Check implements Part {
        @Parameters(index = "0", paramLabel = "PATH")
        private String path = "";

        @Option(names = "--version", paramLabel = "N", required = true)
        private int version = -1;

        @Override
        public Request<?> request() {
            return Request.check(Paths.checked(path), version);
        }
    }
}
