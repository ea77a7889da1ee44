package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Client;
import synod.cli.client.ErrorCode;
import synod.cli.client.Refused;
import synod.cli.client.Request;
import synod.tree.Stat;

/** Reads a znode and what is below it, level by level, many requests at once. */
final class Walk {
    private final Client client;
    private final Progress progress;
    private int found;

    /** A znode with what was found below it. Children appear when the next level is read. */
    static final class Znode {
        private final String path;
        private final List<Znode> children = new ArrayList<>();
        private @Nullable Stat stat;
        private @Nullable ErrorCode refusal;

        Znode(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        List<Znode> children() {
            return children;
        }

        /** Null when it could not be read. */
        @Nullable
        Stat stat() {
            return stat;
        }

        /** Why it could not be read, or null. */
        @Nullable
        ErrorCode refusal() {
            return refusal;
        }
    }

    Walk(Client client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /**
     * Reads a tree. A znode that goes while the walk is on is left out; one that may not be read says so.
     *
     * @param depth how many levels below {@code path} to read
     * @throws Refused when {@code path} itself cannot be read
     */
    Znode read(String path, int depth) throws InterruptedException {
        Znode root = new Znode(path);
        List<Znode> level = List.of(root);
        for (int at = 0; at <= depth && !level.isEmpty(); at++) {
            level = readLevel(root, level, at < depth);
        }
        progress.end();
        return root;
    }

    private List<Znode> readLevel(Znode root, List<Znode> level, boolean isDeeper) throws InterruptedException {
        List<Znode> next = new ArrayList<>();
        Pipeline<Znode, Request.Children> pipeline = new Pipeline<>(client, (znode, children, refused) -> {
            if (children != null) {
                znode.stat = children.stat();
                found++;
                progress.at(found);
                if (isDeeper) {
                    List<String> names = new ArrayList<>(children.names());
                    names.sort(null);
                    names.forEach(name -> znode.children.add(new Znode(Paths.child(znode.path, name))));
                    next.addAll(znode.children);
                }
            } else if (refused != null) {
                if (znode == root) {
                    throw refused;
                }
                znode.refusal = refused.code();
            }
        });
        for (Znode znode : level) {
            pipeline.send(znode, Request.children(znode.path, false));
        }
        pipeline.finish();
        return next;
    }
}
