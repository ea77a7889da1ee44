package synod.multipaxos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/** One server of a small world: a core, a disk that makes records durable some time later, a clock that drifts. */
final class Node implements Effects<Message, Record, Value> {
    private record Held(long position, NodeId to, Message message) {}

    final NodeId id;
    private final World world;

    /** The disk: what is durable, and what has been written since. */
    private List<Record> durable = new ArrayList<>();

    private final List<Record> written = new ArrayList<>();
    private long position;
    private long durablePosition;
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /** The image on the disk: everything up to here is applied in it. */
    long snapshotSlot;

    private Damage damage = Damage.NONE;
    private boolean isBlank = true;

    /** Local nanoseconds per thousand million global ones, and where the clock began. */
    private final long ratePpb;

    private final long offset;

    @Nullable
    MultiPaxos core;

    int life;
    long applied;
    private int effectsUntilCrash = Integer.MAX_VALUE;
    private boolean isFlushing;
    private long pausedUntil;

    Node(NodeId id, World world, long ratePpb, long offset) {
        this.id = id;
        this.world = world;
        this.ratePpb = ratePpb;
        this.offset = offset;
    }

    long localTime(long global) {
        return offset + global + global / 1_000_000 * ratePpb / 1_000;
    }

    long globalTime(long local) {
        if (local == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long guess = local - offset;
        guess -= guess / 1_000_000 * ratePpb / 1_000;
        while (localTime(guess) < local) {
            guess += 1_000;
        }
        return guess;
    }

    boolean isUp() {
        return core != null;
    }

    void start() {
        Restored restored = new Restored(
                world.configuration, snapshotSlot, null, durable, damage, isBlank, world.chance.nextLong());
        core = MultiPaxos.restore(id, world.settings, restored, localTime(world.now));
        damage = damage == Damage.FORGOTTEN ? damage : Damage.NONE;
        isBlank = false;
        applied = snapshotSlot;
        life++;
        world.trace(id + " starts with " + durable.size() + " records, snapshot " + snapshotSlot);
        world.scheduleTick(this);
    }

    /** The process dies; of what was written and not forced, some beginning survives. */
    void crash() {
        if (core == null) {
            return;
        }
        core = null;
        life++;
        pausedUntil = 0;
        int kept = written.isEmpty() ? 0 : world.chance.nextInt(written.size() + 1);
        makeDurable(written.subList(0, kept));
        written.clear();
        held.clear();
        position = 0;
        durablePosition = 0;
        isFlushing = false;
        effectsUntilCrash = Integer.MAX_VALUE;
        world.trace(id + " crashes, " + kept + " unforced records survive");
    }

    void crashAfterEffects(int effects) {
        effectsUntilCrash = effects;
    }

    /** The disk is replaced by an empty one. */
    void wipe() {
        crash();
        durable = new ArrayList<>();
        damage = Damage.NONE;
        snapshotSlot = 0;
        isBlank = true;
        world.trace(id + " loses its disk");
    }

    /** A piece of the journal cannot be read, nor what it was. */
    void forget() {
        crash();
        if (!durable.isEmpty()) {
            int from = world.chance.nextInt(durable.size());
            int to = from + 1 + world.chance.nextInt(durable.size() - from);
            durable.subList(from, to).clear();
            damage = Damage.FORGOTTEN;
            world.trace(id + " forgets records " + from + " to " + to);
        }
    }

    /** The bodies of some accepted slots cannot be read. */
    void rot(double share) {
        crash();
        for (int i = 0; i < durable.size(); i++) {
            if (durable.get(i) instanceof Record.Accepted accepted && world.chance.nextDouble() < share) {
                durable.set(i, new Record.Accepted(accepted.ballot(), accepted.slot(), Value.DAMAGED));
                damage = Damage.BODIES;
                world.trace(id + " has rot in slot " + accepted.slot());
            }
        }
    }

    /** The process stands still for a while; what arrives waits. */
    void pause(long nanos) {
        pausedUntil = world.now + nanos;
        world.trace(id + " pauses for " + nanos);
    }

    boolean isPaused() {
        return world.now < pausedUntil;
    }

    void step(Event event) {
        MultiPaxos current = core;
        if (current == null) {
            return;
        }
        if (world.now < pausedUntil) {
            int itsLife = life;
            world.later(pausedUntil - world.now, () -> {
                if (life == itsLife) {
                    step(event);
                }
            });
            return;
        }
        try {
            current.step(localTime(world.now), event, this);
        } catch (Crash crash) {
            crash();
            world.later(world.chance.nextLong(1, 500) * World.MILLISECOND, () -> {
                if (!isUp()) {
                    start();
                }
            });
            return;
        }
        world.checkAfter(this, current);
        world.scheduleTick(this);
    }

    /** Takes an image of what is applied, and trims the journal. */
    void saveSnapshot() {
        MultiPaxos current = core;
        if (current == null || applied == snapshotSlot) {
            return;
        }
        long older = snapshotSlot;
        snapshotSlot = applied;
        written.addAll(current.standingRecords());
        position += current.standingRecords().size();
        makeDurable(written);
        written.clear();
        durablePosition = position;
        List<Record> trimmed = new ArrayList<>();
        for (Record entry : durable) {
            if (!(entry instanceof Record.Accepted accepted) || accepted.slot() > older) {
                trimmed.add(entry);
            }
        }
        durable = trimmed;
        release();
        world.trace(id + " saves a snapshot at " + snapshotSlot);
        step(new Event.SnapshotSaved(snapshotSlot));
    }

    private void flush() {
        if (isFlushing || written.isEmpty()) {
            return;
        }
        isFlushing = true;
        int count = written.size();
        int itsLife = life;
        world.later(world.diskDelay(), () -> {
            if (life == itsLife) {
                makeDurable(written.subList(0, Math.min(count, written.size())));
                written.subList(0, Math.min(count, written.size())).clear();
                durablePosition = position - written.size();
                isFlushing = false;
                release();
                flush();
            }
        });
    }

    /** A hole in the journal is reported at every start until the journal says behind it that it is known. */
    private void makeDurable(List<Record> entries) {
        durable.addAll(entries);
        for (Record entry : entries) {
            if (entry instanceof Record.Identified identified
                    && !identified.identity().isVoting()) {
                damage = Damage.NONE;
            }
        }
    }

    private void release() {
        while (!held.isEmpty() && held.getFirst().position <= durablePosition) {
            Held next = held.removeFirst();
            world.transmit(this, next.to, next.message);
        }
    }

    private void onEffect() {
        if (effectsUntilCrash-- <= 0) {
            throw new Crash();
        }
    }

    @Override
    public void persist(Record entry) {
        onEffect();
        written.add(entry);
        position++;
        world.trace(id + " persists " + entry);
        flush();
    }

    @Override
    public void send(NodeId to, Message message) {
        onEffect();
        if (position == durablePosition) {
            world.transmit(this, to, message);
        } else {
            held.addLast(new Held(position, to, message));
        }
    }

    @Override
    public void sendAhead(NodeId to, Message message) {
        onEffect();
        world.transmit(this, to, message);
    }

    @Override
    public void deliver(long slot, Value value) {
        onEffect();
        world.onDelivered(this, slot, value);
        applied = slot;
    }

    @Override
    public void note(Note note) {
        world.onNote(this, note);
    }
}
