package synod.sim.multipaxos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.ConsensusNote;
import synod.multipaxos.Damage;
import synod.multipaxos.Event;
import synod.multipaxos.Message;
import synod.multipaxos.MultiPaxos;
import synod.multipaxos.PaxosSettings;
import synod.multipaxos.Record;
import synod.multipaxos.Restored;
import synod.multipaxos.Value;
import synod.paxos.Ballot;
import synod.wire.peer.ValueCodec;

/**
 * The ordering core alone, on a journal that is a list in memory: many times faster than a whole node, so the log's own
 * rules get many times more seeds. Its state machine is a digest of what was delivered.
 */
final class LogNode extends SimNode implements Effects<Message, Record, Value> {
    private static final long FETCH_NANOS = 50_000_000;
    private static final int MOST_HELD = 100_000;

    /** A message that waits for the journal. */
    private record Held(long position, NodeId to, Message message) {}

    /** The state after a slot. */
    record Image(long slot, long digest) {
        static final Image EMPTY = new Image(0, 0);
    }

    private final PaxosSettings settings;
    private final int snapshotSlots;
    private final LogReads reads;

    // On its disk.
    private final List<Record> journal = new ArrayList<>();
    private Image image = Image.EMPTY;
    private boolean isBlank = true;
    private boolean mayBeDamaged;
    private boolean wasDamaged;
    private Damage damage = Damage.NONE;

    // In its memory.
    private @Nullable MultiPaxos core;
    private final List<Record> unforced = new ArrayList<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final Map<Long, Long> forcedAt = new TreeMap<>();
    private boolean isForcing;
    private long persisted;
    private long forced;
    private Image state = Image.EMPTY;
    private boolean isSaving;
    private boolean isFetching;

    /** @param snapshotSlots after how many delivered slots an image is made */
    LogNode(World world, int number, NodeClock clock, PaxosSettings settings, int snapshotSlots, LogReads reads) {
        super(world, number, clock);
        this.settings = settings;
        this.snapshotSlots = snapshotSlots;
        this.reads = reads;
    }

    MultiPaxos core() {
        if (core == null) {
            throw new IllegalStateException("n" + number + " is down");
        }
        return core;
    }

    Image state() {
        return state;
    }

    boolean isLeaseValid() {
        return core != null && core.isLeaseValid(nowNanos());
    }

    // Its life.

    @Override
    void boot() {
        Ledger.Restored found = new Ledger.Restored(image.slot);
        for (Record entry : journal) {
            if (entry instanceof Record.Promised promised) {
                found.promised(promised.ballot());
            } else if (entry instanceof Record.Accepted accepted && !(accepted.value() instanceof Value.Damaged)) {
                found.accepted(accepted.slot(), accepted.ballot());
            } else if (entry instanceof Record.Identified identified) {
                found.identified(identified.identity().generations());
            }
        }
        world.ledger().restored(number, found, wasDamaged);
        wasDamaged = false;
        state = image;
        Restored restored = new Restored(
                world.configuration(),
                image.slot,
                image.slot == 0 ? null : world.configuration(),
                kept(image.slot),
                damage,
                isBlank,
                world.coin(this));
        core = MultiPaxos.restore(id, settings, restored, nowNanos());
        persisted = 0;
        forced = 0;
        isSaving = false;
        isFetching = false;
    }

    private List<Record> kept(long snapshotSlot) {
        List<Record> kept = new ArrayList<>();
        for (Record entry : journal) {
            if (!(entry instanceof Record.Accepted accepted) || accepted.slot() > snapshotSlot) {
                kept.add(entry);
            }
        }
        return kept;
    }

    @Override
    void ended(boolean isPowerLoss) {
        core = null;
        held.clear();
        forcedAt.clear();
        isForcing = false;
        // What was written and not forced may be there up to some record. A process that is killed loses none of it.
        int survivors = isPowerLoss ? world.diskRandom().nextInt(unforced.size() + 1) : unforced.size();
        for (Record entry : unforced.subList(0, survivors)) {
            store(entry);
        }
        unforced.clear();
    }

    private void store(Record entry) {
        isBlank = false;
        journal.add(entry);
        Ledger ledger = world.ledger();
        if (entry instanceof Record.Promised promised) {
            ledger.promised(number, promised.ballot());
        } else if (entry instanceof Record.Accepted accepted) {
            ledger.accepted(number, accepted.slot(), accepted.ballot(), ValueCodec.encode(accepted.value()));
        } else if (entry instanceof Record.Identified identified) {
            ledger.identified(number, identified.identity().generations());
        }
    }

    // Its turns.

    @Override
    void begin(long now) {}

    @Override
    void decide(long now) {
        if (core().deadline() <= nowNanos()) {
            step(new Event.Tick(world.coin(this)));
        }
    }

    @Override
    void end(long now) {
        flush();
        boolean isDue = state.slot - image.slot >= snapshotSlots && !isSaving && !isFetching;
        if (isDue) {
            save();
        }
    }

    @Override
    long deadline() {
        return core().deadline();
    }

    void step(Event event) {
        core().step(nowNanos(), event, this);
    }

    @Override
    void receive(int from, Object message) {
        if (world.trace().isRead()) {
            world.trace().line("n" + number, "from n" + from + ": " + message);
        }
        input(() -> step(new Event.Received(NodeId.of(from), (Message) message)));
    }

    @Override
    void linkUp(NodeId peer) {
        step(new Event.LinkUp(peer));
    }

    @Override
    void linkDown(NodeId peer) {
        step(new Event.LinkDown(peer));
    }

    @Override
    void handOver() {
        step(new Event.Transfer(null));
    }

    @Override
    void check() {
        world.applied(this, state.slot, state.slot, state.digest);
        reads.checkLeases(this);
        if (core().chosenUpTo() != state.slot) {
            throw new Violation("n" + number + " says it knows slots up to " + core().chosenUpTo()
                    + ", delivered were those up to " + state.slot);
        }
        if (held.size() > MOST_HELD) {
            throw new Violation("n" + number + " holds back " + held.size() + " messages");
        }
    }

    // Its effects.

    @Override
    public void persist(Record entry) {
        beforeEffect();
        unforced.add(entry);
        persisted++;
        long slot = entry instanceof Record.Accepted accepted ? accepted.slot() : 0;
        world.trace().mix(number, slot);
    }

    @Override
    public void send(NodeId to, Message message) {
        beforeEffect();
        if (forced >= persisted) {
            dispatch(to, message);
        } else {
            held.add(new Held(persisted, to, message));
        }
    }

    @Override
    public void sendAhead(NodeId to, Message message) {
        beforeEffect();
        dispatch(to, message);
    }

    private void dispatch(NodeId to, Message message) {
        if (message instanceof Message.Promise promise) {
            world.ledger().promiseLeaves(number, promise.ballot());
        } else if (message instanceof Message.Accepted accepted) {
            world.ledger().acceptedLeaves(number, accepted.ballot(), accepted.first(), accepted.last());
        }
        if (to.equals(id)) {
            input(() -> step(new Event.Received(id, message)));
        } else {
            world.trace().mix(number << 8 | to.value(), 0);
            world.network().send(number, to.value(), message);
        }
    }

    @Override
    public void deliver(long slot, Value value) {
        if (slot != state.slot + 1) {
            throw new Violation("n" + number + " delivers slot " + slot + " after slot " + state.slot);
        }
        Bytes bytes = ValueCodec.encode(value);
        state = new Image(slot, 31 * state.digest + bytes.hashCode());
        world.applied(this, state.slot, state.slot, state.digest);
        reads.delivered(slot);
    }

    /** LEASE: as long as a leader may answer reads by itself, no quorum promises a higher ballot. */
    private void requireNoLeaseBelow(Ballot ballot) {
        for (SimNode node : world.nodes()) {
            LogNode other = (LogNode) node;
            if (other != this && other.isLeaseValid() && other.core().ballot().isBelow(ballot)) {
                throw new Violation(
                        "LEASE: n" + number + " has a quorum's promise of " + ballot + " while the lease of n"
                                + other.number + " under " + other.core().ballot() + " runs");
            }
        }
    }

    @Override
    public void note(Note note) {
        if (note instanceof ConsensusNote.Elected elected) {
            world.ledger().elected(number, elected.ballot());
        } else if (note instanceof ConsensusNote.LeaderChanged changed && id.equals(changed.leader())) {
            requireNoLeaseBelow(changed.ballot());
        } else if (note instanceof ConsensusNote.ReadReady ready) {
            reads.ready(this, ready.token(), ready.slot());
        } else if (note instanceof ConsensusNote.NeedsSnapshot needs) {
            fetch(needs.from());
        } else if (note instanceof ConsensusNote.MemoryLost || note instanceof ConsensusNote.ValueLost) {
            throw new Violation("n" + number + " gives up although a quorum's copies are intact: " + note);
        }
        if (world.trace().isRead() && !(note instanceof ConsensusNote.Ignored)) {
            world.trace().line("n" + number, note.toString());
        }
    }

    // Its disk.

    private void flush() {
        if (isForcing || unforced.isEmpty()) {
            return;
        }
        isForcing = true;
        int count = unforced.size();
        later(world.queue().now() + world.forceNanos(this), () -> {
            if (world.doesForceFail(this)) {
                end(true);
                return;
            }
            for (Record entry : unforced.subList(0, count)) {
                store(entry);
            }
            unforced.subList(0, count).clear();
            forced += count;
            isForcing = false;
            input(this::release);
            flush();
        });
    }

    private void release() {
        while (!held.isEmpty() && held.peek().position <= forced) {
            Held next = held.remove();
            dispatch(next.to, next.message);
        }
    }

    /** Makes an image of the state beside the log, and drops from the journal what it makes superfluous. */
    private void save() {
        isSaving = true;
        Image saved = state;
        core().standingRecords().forEach(this::persist);
        flush();
        long needed = persisted;
        later(world.queue().now() + 2 * world.forceNanos(this), () -> saveWhenForced(saved, needed));
    }

    private void saveWhenForced(Image saved, long needed) {
        if (forced < needed) {
            later(world.queue().now() + FETCH_NANOS, () -> saveWhenForced(saved, needed));
            return;
        }
        install(saved);
        isSaving = false;
        input(() -> step(new Event.SnapshotSaved(saved.slot)));
    }

    private void install(Image newer) {
        world.ledger().snapshot(number, newer.slot);
        image = newer;
        List<Record> kept = kept(newer.slot);
        journal.clear();
        journal.addAll(kept);
    }

    /** Takes another's image, when it has arrived, and begins anew with it. */
    private void fetch(NodeId from) {
        if (isFetching) {
            return;
        }
        isFetching = true;
        later(world.queue().now() + FETCH_NANOS, () -> {
            isFetching = false;
            LogNode other = (LogNode) world.nodes().get(from.value() - 1);
            boolean isReachable = other.isUp() && !world.network().isCut(from.value(), number);
            if (isReachable && other.image.slot > state.slot) {
                world.note(this, "has fetched an image of slot " + other.image.slot);
                for (Record entry : unforced) {
                    store(entry);
                }
                unforced.clear();
                install(other.image);
                world.reopen(this);
            }
        });
    }

    @Override
    boolean isDamageable() {
        return mayBeDamaged;
    }

    @Override
    void mayBeDamaged(boolean on) {
        mayBeDamaged = on;
    }

    /** Loses the body of a vote, or any record at all without a trace of what it was. */
    @Override
    @Nullable
    String rot() {
        if (journal.isEmpty()) {
            return null;
        }
        wasDamaged = true;
        int place = world.diskRandom().nextInt(journal.size());
        Record entry = journal.get(place);
        if (entry instanceof Record.Accepted accepted && world.diskRandom().nextBoolean()) {
            journal.set(place, new Record.Accepted(accepted.ballot(), accepted.slot(), Value.DAMAGED));
            damage = damage == Damage.NONE ? Damage.BODIES : damage;
            return "the body of slot " + accepted.slot();
        }
        journal.remove(place);
        damage = Damage.FORGOTTEN;
        return entry.toString();
    }

    @Override
    void loseDisk() {
        journal.clear();
        image = Image.EMPTY;
        isBlank = true;
        damage = Damage.NONE;
        wasDamaged = true;
    }
}
