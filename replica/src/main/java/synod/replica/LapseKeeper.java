package synod.replica;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Tree;
import synod.tree.Znode;

/**
 * Finds, on the leader, the containers that were left empty and the znodes whose time to live has passed. It decides
 * nothing: what it names is looked at again when its turn in the log has come, and stays if anything happened to it since.
 */
final class LapseKeeper {
    /** How a znode is removed: by an entry of the log. */
    @FunctionalInterface
    interface Removal {
        /** @param mzxid and {@code pzxid}: the znode as it was when it was found to have lapsed */
        void remove(Bytes path, long mzxid, long pzxid);
    }

    /** So many are looked at between two batches of inputs. */
    private static final int LOOKS = 1_000;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final LapseSettings settings;
    private final Tree tree;
    private final long spacingNanos;
    private final Znode node = new Znode();
    private boolean leading;
    private long nextPassAt;
    private long nextRemovalAt;

    /** The last path that was looked at; null between two passes. */
    private @Nullable Bytes seen;

    LapseKeeper(LapseSettings settings, Tree tree) {
        this.settings = settings;
        this.tree = tree;
        this.spacingNanos = MINUTE_NANOS / settings.perMinute();
    }

    void onElected(long now) {
        leading = true;
        seen = null;
        nextPassAt = now + settings.checkNanos();
        nextRemovalAt = now;
    }

    void onSteppedDown() {
        leading = false;
    }

    void onTick(long now, long wallMillis, Removal removal) {
        if (!leading) {
            return;
        }
        if (seen == null && now >= nextPassAt) {
            seen = Bytes.EMPTY;
            nextPassAt = now + settings.checkNanos();
        }
        for (int looks = 0; looks < LOOKS && seen != null; looks++) {
            Bytes next = tree.nextLapsing(seen);
            if (next != null && isLapsed(next, wallMillis)) {
                if (now < nextRemovalAt) {
                    return;
                }
                nextRemovalAt = now + spacingNanos;
                removal.remove(next, node.mzxid(), node.pzxid());
            }
            seen = next;
        }
    }

    private boolean isLapsed(Bytes path, long wallMillis) {
        return tree.find(path, node) && node.isLapsed(wallMillis, settings.unusedMillis());
    }

    /** When {@link #onTick} is due; {@code now} when there is more to look at. */
    long deadline(long now) {
        if (!leading) {
            return Long.MAX_VALUE;
        }
        return seen == null ? nextPassAt : Math.max(now, nextRemovalAt);
    }
}
