package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import synod.cli.client.Client;
import synod.cli.client.NotConnected;
import synod.cli.client.Refused;
import synod.cli.client.Request;
import synod.tree.Stat;

/** The paths that completion offers, asked of the server at each press of the key. */
final class ServerTree implements Completion.Tree {
    /** How long a person waits for the answer to a key. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Client client;

    ServerTree(Client client) {
        this.client = client;
    }

    @Override
    public Map<String, Boolean> children(String path, String beginning, int most) {
        Map<String, Boolean> found = new TreeMap<>();
        if (client.state() != Client.State.CONNECTED) {
            return found;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            List<String> names = new ArrayList<>(
                    await(client.send(Request.children(path, false)), end).names());
            names.removeIf(name -> !name.startsWith(beginning));
            names.sort(null);
            List<CompletableFuture<Stat>> stats = new ArrayList<>();
            List<String> some = names.subList(0, Math.min(most, names.size()));
            for (String name : some) {
                stats.add(client.send(Request.exists(Paths.child(path, name), false)));
            }
            for (int i = 0; i < some.size(); i++) {
                found.put(some.get(i), hasChildren(stats.get(i), end));
            }
        } catch (Refused | NotConnected e) {
            // Nothing to offer: the command itself will tell what is wrong.
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }

    private static boolean hasChildren(CompletableFuture<Stat> stat, long end) throws InterruptedException {
        try {
            return await(stat, end).numChildren() > 0;
        } catch (Refused e) {
            return false;
        }
    }

    private static <T> T await(CompletableFuture<T> answer, long end) throws InterruptedException {
        return Client.await(answer, Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
}
