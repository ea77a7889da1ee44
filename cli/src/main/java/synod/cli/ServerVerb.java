package synod.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code synod server}: one server in the foreground. */
@Command(
        name = "server",
        description = "Runs a server until it is told to stop (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without arguments: alone, port 2181, data in ./synod-data.",
            "Keys of zoo.cfg are those of ZooKeeper 3.9; Synod's own begin with synod.",
            "",
            "Exit codes: 0 stopped, 1 unexpected, 2 configuration, 3 disk, 4 a rule of the",
            "            protocol was broken, 5 address in use, 6 data folder in use or of",
            "            another server.",
            "",
            "Examples:",
            "  synod server",
            "  synod server conf/zoo_sample.cfg",
            "  synod server 2181 /var/lib/synod",
            "  SYNOD_OPTS='-Xmx4g -Dzookeeper.snapCount=50000' synod server zoo.cfg"
        })
final class ServerVerb implements Callable<Integer> {
    @Parameters(
            arity = "0..4",
            paramLabel = "zoo.cfg | PORT DIR [TICK [CONNECTIONS]]",
            description = "The configuration file, or the few things a server alone needs.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return synod.server.Main.run(arguments);
    }
}
