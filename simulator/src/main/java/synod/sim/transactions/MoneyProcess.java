package synod.sim.transactions;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitRule;
import synod.commit.Event;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.journal.DiskFailure;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.sim.disk.Chance;
import synod.sim.disk.CrashStyle;
import synod.sim.disk.SimDisk;
import synod.transactions.Participant;
import synod.transactions.Participant.Identity;
import synod.transactions.Surroundings;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.store.StoreSettings;

/** A process with its disk, which outlives it. */
final class MoneyProcess<M, R> implements Surroundings<M> {
    /** The power is gone in the middle of something. */
    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final StoreSettings SETTINGS = new StoreSettings(JournalSettings.tiny(), 3, 12);

    private final NodeId id;
    private final CommitProtocol<M, R> protocol;
    private final MoneyWorld<M, R> world;
    private final SimDisk disk;
    private @Nullable Participant<M, R> participant;
    private boolean hasBeenThere;
    private long life;
    private long clock;
    private int crashIn;
    private CrashStyle style = CrashStyle.LOST;

    MoneyProcess(NodeId id, CommitProtocol<M, R> protocol, SplittableRandom random, MoneyWorld<M, R> world) {
        this.id = id;
        this.protocol = protocol;
        this.world = world;
        this.disk = new SimDisk(Chance.of(random));
        disk.probe(what -> countdown());
    }

    boolean isUp() {
        return participant != null;
    }

    long life() {
        return life;
    }

    /** Starts it, unless it is up; when it is to crash on the way, it may be down afterwards. */
    void start(boolean crashesOnTheWay) {
        crashIn = crashesOnTheWay ? 1 + (int) (clock % 11) : 0;
        if (participant != null) {
            return;
        }
        clock++;
        attempt(() -> {
            Identity identity = new Identity(id, SETTINGS, hasBeenThere);
            Participant<M, R> opened = Participant.open(identity, disk, protocol, this, clock);
            if (opened.isAmnesiac()) {
                throw CommitRule.T1.broken(id + " has lost its journal");
            }
            hasBeenThere = true;
            life = opened.life();
            participant = opened;
        });
    }

    void crash(CrashStyle how) {
        participant = null;
        crashIn = 0;
        disk.crash(how);
    }

    void crashSoon(int moments, CrashStyle how) {
        crashIn = moments;
        style = how;
    }

    void failForce(CrashStyle how) {
        if (participant != null) {
            style = how;
            disk.failNextForce();
        }
    }

    private void countdown() {
        if (crashIn > 0 && --crashIn == 0) {
            throw new PowerCut();
        }
    }

    /** Does something in the middle of which it may crash. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (PowerCut | DiskFailure gone) {
            crash(style);
        }
    }

    private interface Deed<M, R> {
        void on(Participant<M, R> participant);
    }

    private void with(Deed<M, R> deed) {
        Participant<M, R> running = participant;
        if (running != null) {
            attempt(() -> deed.on(running));
        }
    }

    void join(TransactionId transaction, long start) {
        with(running -> running.join(clock, transaction, start));
    }

    void ask(TransactionId transaction, Transfer.Wish wish, long request) {
        with(running -> {
            if (wish.value() == null) {
                running.read(clock, transaction, wish.key(), request);
            } else {
                running.write(clock, transaction, wish.key(), wish.value(), request);
            }
        });
    }

    void happen(Event<M> event) {
        with(running -> running.happen(clock, event));
    }

    void receive(NodeId from, M message) {
        with(running -> running.receive(clock, from, message));
    }

    void flush() {
        with(running -> running.flush(clock));
    }

    /** Its timer goes off, if it has set one; its clock jumps there. */
    boolean fire(long coin) {
        Participant<M, R> running = participant;
        if (running == null || running.deadline() == Long.MAX_VALUE) {
            return false;
        }
        clock = Math.max(clock, running.deadline());
        happen(new Event.Tick<>(coin));
        return true;
    }

    List<TransactionId> inDoubt() {
        return participant == null ? List.of() : participant.inDoubt();
    }

    boolean isOpen(TransactionId transaction) {
        return participant != null && participant.isOpen(transaction);
    }

    @Nullable
    Bytes value(String key) {
        return participant == null ? null : participant.values().get(key);
    }

    // ---- what it says

    @Override
    public void send(NodeId to, M message) {
        countdown();
        world.send(id, to, message);
    }

    @Override
    public void report(TransactionId transaction, Result result) {
        world.reported(transaction, result);
    }

    @Override
    public void note(Note note) {}

    @Override
    public void read(long request, @Nullable Bytes value) {
        world.answered(request, value);
    }

    @Override
    public void written(long request) {
        world.answered(request, null);
    }

    /** Its client will give up in time. */
    @Override
    public void refused(long request, TransactionId transaction) {}

    /** Its client will be refused. */
    @Override
    public void wounded(TransactionId transaction) {}

    @Override
    public void wrote(Object record) {
        countdown();
    }

    @Override
    public void forced() {
        countdown();
    }
}
