package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import synod.cli.client.Acl;
import synod.cli.client.CreateMode;

/** What kind of znode to make and for whom: the same words for {@code create} and in a multi. */
final class KindOptions {
    @Option(
            names = {"-e", "--ephemeral"},
            description = "Goes with the session.")
    private boolean isEphemeral;

    @Option(
            names = {"-s", "--sequential"},
            description = "Gets a number of ten digits behind its name.")
    private boolean isSequential;

    @Option(
            names = {"-c", "--container"},
            description = "Is deleted by the server some time after its last child.")
    private boolean isContainer;

    @Option(
            names = "--ttl",
            paramLabel = "MILLIS",
            description = "Is deleted by the server when it had neither children nor new data for so long.")
    private long ttlMillis;

    @Option(
            names = "--acl",
            paramLabel = "SCHEME:ID:PERMISSIONS",
            description = "Who may do what, world:anyone:all without; may be given several times.")
    private List<String> acl = new ArrayList<>();

    CreateMode mode() {
        try {
            return new CreateMode(isEphemeral, isSequential, isContainer, ttlMillis);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }

    List<Acl> acl() {
        return acl.isEmpty() ? Acl.OPEN : parse(acl);
    }

    static List<Acl> parse(List<String> texts) {
        try {
            return texts.stream().map(Acl::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
    }
}
