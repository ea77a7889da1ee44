package synod.replica;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.journal.JournalRecord;
import synod.journal.Opened;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.multipaxos.Damage;
import synod.multipaxos.MultiPaxos;
import synod.multipaxos.Record;
import synod.multipaxos.Restored;
import synod.session.Sessions;
import synod.session.SessionsLoader;
import synod.snapshot.SnapshotInfo;
import synod.tree.MalformedSnapshot;
import synod.tree.Tree;
import synod.tree.TreeLoader;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.peer.RecordCodec;
import synod.wire.peer.ValueCodec;

/**
 * Brings a replica back from its disk: the newest good image, if there is one, in any number of blocks; then the journal's
 * records in order; then what the journal found wrong with itself.
 */
public final class ReplicaLoader {
    private enum Section {
        HEAD,
        SESSIONS,
        TREE
    }

    private record Placed(long position, Record entry) {}

    private final ReplicaSettings settings;
    private Origins origins = new Origins();
    private final List<Placed> records = new ArrayList<>();
    private @Nullable SnapshotInfo snapshot;
    private @Nullable Configuration atSnapshot;
    private boolean isSeed;
    private Section section = Section.HEAD;
    private SessionsLoader sessionsLoader;
    private TreeLoader treeLoader = new TreeLoader();
    private long zxid;
    private long attachments;
    private long leaderships;

    /** Nothing restored yet. */
    public ReplicaLoader(ReplicaSettings settings) {
        this.settings = settings;
        this.sessionsLoader = new SessionsLoader(settings.sessionSecret());
    }

    /**
     * The image that the state begins with; its blocks follow.
     *
     * @throws UnusableState when another version wrote it
     */
    public void snapshot(SnapshotInfo info) {
        try {
            Input in = new Input(info.header());
            isSeed = in.readByte() == Seed.NOBODY;
            atSnapshot = isSeed ? null : ValueCodec.decodeConfiguration(in);
            in.end();
        } catch (Malformed e) {
            throw unreadable(e);
        }
        begin();
        snapshot = info;
    }

    /** Gives up the image that was being loaded. Nothing of it is kept, and {@link #snapshot} may be called again. */
    public void abandonSnapshot() {
        begin();
        snapshot = null;
        atSnapshot = null;
        isSeed = false;
    }

    private void begin() {
        section = Section.HEAD;
        origins = new Origins();
        sessionsLoader = new SessionsLoader(settings.sessionSecret());
        treeLoader = new TreeLoader();
        zxid = 0;
        attachments = 0;
        leaderships = 0;
    }

    /**
     * The next block of the image.
     *
     * @throws UnusableState when another version wrote it
     */
    public void block(Bytes block) {
        try {
            switch (section) {
                case HEAD -> {
                    head(block);
                    section = Section.SESSIONS;
                }
                case SESSIONS -> {
                    int used = sessionsLoader.accept(block);
                    if (sessionsLoader.isComplete()) {
                        section = Section.TREE;
                        treeLoader.accept(block.slice(used, block.length() - used));
                    }
                }
                case TREE -> treeLoader.accept(block);
            }
        } catch (Malformed | MalformedSnapshot e) {
            throw unreadable(e);
        }
    }

    /**
     * The next record of the journal.
     *
     * @throws UnusableState when another version wrote it
     */
    public void record(long position, JournalRecord entry) {
        try {
            Record decoded = RecordCodec.decode(entry.kind(), entry.slot(), entry.round(), entry.node(), entry.body());
            records.add(new Placed(position, decoded));
        } catch (Malformed e) {
            throw new UnusableState("the journal's record " + position + " cannot be read (" + e.getMessage()
                    + "): another version of Synod wrote it; start that version");
        }
    }

    /**
     * Restores the replica.
     *
     * @param opened the journal and what was found in it
     * @param now monotonic nanoseconds
     * @param wallMillis milliseconds since 1970
     * @param coin 64 random bits, drawn for this start alone
     * @throws UnusableState when what is there cannot be used and nobody else can make it good
     */
    public Replica start(Opened opened, Ports ports, long now, long wallMillis, long coin) {
        StateMachine state = state();
        long snapshotSlot = snapshot == null ? 0 : snapshot.slot();
        Damage damage = damage(opened, snapshotSlot);
        if (settings.configuration().voters().size() == 1
                && snapshot == null
                && opened.journal().firstPosition() > 1) {
            throw new UnusableState("the journal begins at record "
                    + opened.journal().firstPosition()
                    + " and there is no good snapshot of what came before; restore the data folder from a backup");
        }
        records.sort((a, b) -> Long.compare(a.position, b.position));
        List<Record> kept = new ArrayList<>(records.size());
        for (Placed placed : records) {
            boolean isCovered = placed.entry instanceof Record.Accepted accepted && accepted.slot() <= snapshotSlot;
            // A snapshot stands for what was accepted, and not for the promise that lies in having accepted it.
            kept.add(isCovered ? new Record.Promised(((Record.Accepted) placed.entry).ballot()) : placed.entry);
        }
        Restored restored = new Restored(
                settings.configuration(),
                snapshotSlot,
                atSnapshot,
                kept,
                damage,
                isSeed ? Seed.identity(state) : 0,
                opened.isBlank() && (snapshot == null || isSeed),
                coin);
        MultiPaxos core = MultiPaxos.restore(settings.self(), settings.paxos(), restored, now);
        Replica replica =
                new Replica(settings, ports, core, state, opened.journal().lastPosition(), coin, now, wallMillis);
        for (Placed placed : records) {
            if (placed.entry instanceof Record.Accepted accepted && accepted.slot() > snapshotSlot) {
                replica.remember(accepted.slot(), placed.position);
            }
        }
        return replica;
    }

    /**
     * The state of the image alone.
     *
     * @throws UnusableState when another version wrote it
     */
    StateMachine state() {
        if (snapshot == null) {
            return new StateMachine(new Tree(), new Sessions(settings.sessionSecret()), origins, 0, 0, 0, 0);
        }
        try {
            return new StateMachine(
                    treeLoader.finish(),
                    sessionsLoader.finish(),
                    origins,
                    snapshot.slot(),
                    zxid,
                    attachments,
                    leaderships);
        } catch (MalformedSnapshot e) {
            throw unreadable(e);
        }
    }

    private void head(Bytes block) throws Malformed {
        Input in = new Input(block);
        int version = in.readByte();
        if (version != StateImage.VERSION) {
            throw new Malformed("an image of version " + version + "; this is version " + StateImage.VERSION);
        }
        long slot = in.readLong();
        if (snapshot == null || slot != snapshot.slot()) {
            throw new Malformed("an image of slot " + slot + " in another's file");
        }
        zxid = in.readLong();
        attachments = in.readLong();
        leaderships = in.readLong();
        int count = in.readByte();
        for (int i = 0; i < count; i++) {
            int node = in.readByte();
            if (node == 0) {
                throw new Malformed("parcels of no server");
            }
            origins.set(NodeId.of(node), new Incarnation(in.readInt(), in.readLong()), in.readLong());
        }
        in.end();
    }

    /** What the core has to know of what is lost; bodies whose slot is known are put in their places. */
    private Damage damage(Opened opened, long snapshotSlot) {
        long rebirth = lastRebirth();
        Damage worst = Damage.NONE;
        for (synod.journal.Damage lost : opened.damage()) {
            if (lost instanceof synod.journal.Damage.Body body && body.kind() == RecordCodec.ACCEPTED) {
                if (body.slot() > snapshotSlot) {
                    worst = worst == Damage.FORGOTTEN ? worst : Damage.BODIES;
                    records.add(new Placed(body.position(), damagedEntry(body)));
                }
            } else if (lost.lastPosition() >= rebirth) {
                worst = Damage.FORGOTTEN;
            }
        }
        // A journal that was taken away while the snapshots stayed has lost every promise.
        return opened.isBlank() && snapshot != null && !isSeed ? Damage.FORGOTTEN : worst;
    }

    private static Record damagedEntry(synod.journal.Damage.Body body) {
        try {
            return RecordCodec.decodeDamaged(body.kind(), body.slot(), body.round(), body.node());
        } catch (Malformed e) {
            throw new UnusableState("the journal's record " + body.position() + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Where this node last came back under a new generation. Votes of earlier generations do not count any more, so what
     * is lost from before that place was made good already.
     */
    private long lastRebirth() {
        long generation = 0;
        long position = 0;
        for (Placed placed : records) {
            if (placed.entry instanceof Record.Identified identified) {
                long own = identified.identity().generations().of(settings.self());
                if (own > generation) {
                    generation = own;
                    position = placed.position;
                }
            }
        }
        return position;
    }

    private UnusableState unreadable(Exception cause) {
        return new UnusableState(
                "the snapshot of slot " + (snapshot == null ? 0 : snapshot.slot()) + " cannot be read ("
                        + cause.getMessage() + "): another version of Synod wrote it; start that version");
    }
}
