package synod.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import synod.bench.BenchCommand;

/** {@code synod bench}: hands its words to the benchmarks. */
@Command(
        name = "bench",
        description = "Measures: compare with Apache ZooKeeper, load running servers, or the hot pieces alone.",
        footer = {"", "Examples:", "  synod bench compare --quick set", "  synod bench --help"})
final class BenchVerb implements Callable<Integer> {
    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return BenchCommand.run(words.toArray(new String[0]), System.out);
    }
}
