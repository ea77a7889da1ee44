package synod.sim.transactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitRule;
import synod.commit.Event;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.commit.paxos.PaxosCommitSettings;
import synod.commit.settling.SettlingSettings;
import synod.commit.threephase.Form;
import synod.commit.threephase.ThreePhaseSettings;
import synod.commit.twophase.Presumption;
import synod.commit.twophase.TwoPhaseSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.sim.disk.CrashStyle;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.protocol.PaxosCommitProtocol;
import synod.transactions.protocol.SettlingProtocol;
import synod.transactions.protocol.ThreePhaseProtocol;
import synod.transactions.protocol.TwoPhaseProtocol;

/**
 * Three stores with money, processes that crash, disks that lose what was not forced, a network that loses, repeats and
 * reorders. Transfers move money between two stores; audits read all accounts. Every audit that commits must find all the
 * money, and so must whoever looks at the end.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class MoneyWorld<M, R> {
    /** How many processes have accounts: the first ones. */
    static final int STORES = 3;

    private static final int ACCOUNTS = 3;
    private static final long BALANCE = 100;
    private static final long TOTAL = STORES * ACCOUNTS * BALANCE;
    private static final int STEPS = 500;
    private static final int CALM_ROUNDS = 400;
    private static final int MOST_CLIENTS = 4;
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final long RESEND_NANOS = 200_000_000L;
    private static final NodeId BANK = NodeId.of(STORES + 1);

    private final SplittableRandom random;
    private final CommitProtocol<M, R> protocol;
    private final boolean isCalm;
    private final boolean mayBlock;
    private final List<MoneyProcess<M, R>> processes = new ArrayList<>();
    private final List<Parcel> onTheWay = new ArrayList<>();
    private final List<Transfer> clients = new ArrayList<>();
    private final TreeMap<TransactionId, Transfer> begun = new TreeMap<>();
    private long requests;
    private long numbers;
    private long audits;

    private record Parcel(NodeId from, NodeId to, Bytes message) {}

    private MoneyWorld(SplittableRandom random, CommitProtocol<M, R> protocol, Kind kind) {
        this.random = random;
        this.protocol = protocol;
        this.isCalm = kind.isCalm;
        this.mayBlock = kind.mayBlock;
        for (int i = 1; i <= kind.size; i++) {
            processes.add(new MoneyProcess<>(NodeId.of(i), protocol, random.split(), this));
        }
    }

    /**
     * Runs one world for each protocol from a seed; with even seeds the processes forget what has ended everywhere.
     * Returns what was found to be wrong, or null.
     */
    public static @Nullable String run(long seed) {
        SplittableRandom acts = new SplittableRandom(seed);
        for (Presumption presumption : Presumption.values()) {
            String found = play(
                    "2PC, presumption " + presumption,
                    seed,
                    acts.split(),
                    new TwoPhaseProtocol(new TwoPhaseSettings(presumption, PATIENCE_NANOS, RESEND_NANOS)),
                    new Kind(STORES + 1, false, false));
            if (found != null) {
                return found;
            }
        }
        for (Form form : Form.values()) {
            // The forms that a single loss makes inconsistent see none.
            boolean isFragile = form == Form.TEXTBOOK || form == Form.SKEEN;
            String found = play(
                    "3PC " + form,
                    seed,
                    acts.split(),
                    new ThreePhaseProtocol(new ThreePhaseSettings(form, PATIENCE_NANOS)),
                    new Kind(STORES + 1, isFragile, form == Form.QUORUM));
            if (found != null) {
                return found;
            }
        }
        List<NodeId> acceptors = List.of(BANK, NodeId.of(STORES + 2), NodeId.of(1));
        for (boolean tellsMembers : new boolean[] {false, true}) {
            String found = play(
                    "Paxos Commit",
                    seed,
                    acts.split(),
                    new PaxosCommitProtocol(
                            new PaxosCommitSettings(acceptors, tellsMembers, PATIENCE_NANOS, RESEND_NANOS)),
                    new Kind(STORES + 2, false, false));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /**
     * What a world is like.
     *
     * @param size how many processes it has
     * @param isCalm whether nothing goes wrong but the order of things
     * @param mayBlock whether somebody may be in doubt in the end
     */
    private record Kind(int size, boolean isCalm, boolean mayBlock) {}

    private static <M, R> @Nullable String play(
            String name, long seed, SplittableRandom random, CommitProtocol<M, R> protocol, Kind kind) {
        MoneyWorld<?, ?> world = seed % 2 != 0
                ? new MoneyWorld<>(random, protocol, kind)
                : new MoneyWorld<>(random, new SettlingProtocol<>(protocol, settling(kind.size)), kind);
        try {
            world.play();
            return null;
        } catch (RuntimeException broken) {
            return "seed " + seed + ", " + name + ": " + broken;
        }
    }

    /** So small that much is forgotten, and some clients come too late. */
    private static SettlingSettings settling(int size) {
        return new SettlingSettings(members(size), 3, 2);
    }

    private void play() {
        deposit();
        for (int step = 0; step < STEPS; step++) {
            somethingHappens();
        }
        settle();
        check();
    }

    /** The first transaction fills the accounts; nothing goes wrong while it does. */
    private void deposit() {
        processes.forEach(process -> process.start(false));
        Transfer first = open(BANK, members(STORES), 0);
        for (NodeId member : first.members) {
            for (int account = 0; account < ACCOUNTS; account++) {
                first.write(member, "a" + account, BALANCE);
            }
        }
        first.writeMarkers();
        pump(first);
        for (int i = 0; i < CALM_ROUNDS && first.result == null; i++) {
            quiet();
        }
        quiet();
        if (first.result != Result.COMMITTED) {
            throw CommitRule.AC4.broken("the deposit ended " + first.result);
        }
    }

    private static List<NodeId> members(int count) {
        List<NodeId> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            members.add(NodeId.of(i));
        }
        return members;
    }

    // ---- what happens

    private void somethingHappens() {
        MoneyProcess<M, R> process = processes.get(random.nextInt(processes.size()));
        int drawn = random.nextInt(100);
        if (drawn < 40) {
            deliverOne();
        } else if (drawn < 55) {
            process.flush();
        } else if (drawn < 78) {
            workOn();
        } else if (drawn < 84) {
            if (!isCalm) {
                process.fire(random.nextLong());
            }
        } else if (drawn < 88) {
            giveUpOne();
        } else if (isCalm) {
            process.flush();
        } else if (drawn < 90) {
            loseOne();
        } else if (drawn < 91) {
            process.crash(style());
        } else if (drawn < 93) {
            process.crashSoon(1 + random.nextInt(12), style());
        } else if (drawn < 94) {
            process.failForce(style());
        } else {
            process.start(random.nextInt(4) == 0);
        }
    }

    private CrashStyle style() {
        CrashStyle[] styles = CrashStyle.values();
        return styles[random.nextInt(styles.length)];
    }

    private void deliverOne() {
        if (onTheWay.isEmpty()) {
            return;
        }
        int index = random.nextInt(onTheWay.size());
        boolean isRepeated = !isCalm && random.nextInt(12) == 0;
        Parcel parcel = isRepeated ? onTheWay.get(index) : onTheWay.remove(index);
        deliver(parcel);
    }

    private void deliver(Parcel parcel) {
        MoneyProcess<M, R> receiver = process(parcel.to);
        receiver.receive(parcel.from, protocol.decodeMessage(parcel.message));
        if (random.nextBoolean()) {
            receiver.flush();
        }
    }

    private void loseOne() {
        if (!onTheWay.isEmpty()) {
            onTheWay.remove(random.nextInt(onTheWay.size()));
        }
    }

    /** A client does something, or a new one comes. */
    private void workOn() {
        if (clients.size() < MOST_CLIENTS && random.nextInt(3) == 0) {
            NodeId origin = NodeId.of(1 + random.nextInt(STORES + 1));
            boolean isAudit = random.nextInt(4) == 0;
            List<NodeId> members = members(STORES);
            if (!isAudit) {
                members.remove(random.nextInt(STORES));
                if (random.nextInt(8) == 0) {
                    members.remove(0);
                }
            }
            if (process(origin).isUp()) {
                Transfer transfer = open(origin, members, ++audits);
                transfer.isAudit = isAudit;
                transfer.plan(random, ACCOUNTS);
            }
        } else if (!clients.isEmpty()) {
            pump(clients.get(random.nextInt(clients.size())));
        }
    }

    private Transfer open(NodeId origin, List<NodeId> members, long start) {
        TransactionId id = new TransactionId(origin, process(origin).life(), ++numbers);
        Transfer transfer = new Transfer(id, List.copyOf(members), start);
        clients.add(transfer);
        begun.put(id, transfer);
        return transfer;
    }

    /** Lets a client do its next thing. */
    private void pump(Transfer transfer) {
        if (!transfer.isJoined) {
            transfer.isJoined = true;
            for (NodeId member : transfer.members) {
                process(member).join(transfer.id, transfer.start);
            }
            return;
        }
        if (transfer.isAwaiting()) {
            return;
        }
        Transfer.Wish wish = transfer.next();
        while (wish != null) {
            transfer.awaits(++requests, wish);
            process(wish.member()).ask(transfer.id, wish, requests);
            wish = transfer.isAwaiting() ? null : transfer.next();
        }
        if (!transfer.isAwaiting() && transfer.isDone() && !transfer.hasAsked) {
            transfer.hasAsked = true;
            process(transfer.id.origin()).happen(new Event.Begin<>(transfer.id, transfer.members));
        }
    }

    /** A client that waits too long, or whose participant has crashed, lets go of everything. */
    private void giveUpOne() {
        if (!clients.isEmpty()) {
            Transfer transfer = clients.remove(random.nextInt(clients.size()));
            if (!transfer.hasAsked) {
                giveUp(transfer);
            }
        }
    }

    private void giveUp(Transfer transfer) {
        clients.remove(transfer);
        for (NodeId member : transfer.members) {
            process(member).happen(new Event.Abandon<>(transfer.id));
        }
    }

    // ---- what the processes say

    void send(NodeId from, NodeId to, M message) {
        onTheWay.add(new Parcel(from, to, protocol.encodeMessage(message)));
    }

    void answered(long request, @Nullable Bytes value) {
        for (Transfer transfer : clients) {
            transfer.answered(request, value);
        }
    }

    void reported(TransactionId transaction, Result result) {
        Transfer transfer = begun.get(transaction);
        if (transfer == null) {
            return;
        }
        if (transfer.result != null && transfer.result != Result.UNKNOWN && transfer.result != result) {
            throw CommitRule.AC2.broken(transaction + " was reported " + transfer.result + ", then " + result);
        }
        transfer.result = result;
        if (result == Result.COMMITTED && transfer.isAudit && transfer.seen() != TOTAL) {
            throw CommitRule.AC1.broken("audit " + transaction + " has found " + transfer.seen() + " of " + TOTAL);
        }
        clients.remove(transfer);
    }

    // ---- the end

    private void quiet() {
        for (Transfer transfer : List.copyOf(clients)) {
            pump(transfer);
        }
        processes.forEach(MoneyProcess::flush);
        List<Parcel> now = new ArrayList<>(onTheWay);
        onTheWay.clear();
        Collections.reverse(now);
        now.forEach(this::deliver);
        processes.forEach(MoneyProcess::flush);
    }

    private void settle() {
        List.copyOf(clients).forEach(transfer -> {
            if (!transfer.hasAsked) {
                giveUp(transfer);
            }
        });
        clients.clear();
        for (int round = 0; round < CALM_ROUNDS; round++) {
            // A force that was to fail may still do so.
            processes.forEach(process -> process.start(false));
            quiet();
            if (onTheWay.isEmpty()) {
                boolean fired = false;
                for (MoneyProcess<M, R> process : processes) {
                    fired |= process.fire(round);
                }
                if (!fired && processes.stream().allMatch(MoneyProcess::isUp)) {
                    return;
                }
            }
        }
    }

    private void check() {
        if (mayBlock
                && processes.stream().anyMatch(process -> !process.inDoubt().isEmpty())) {
            // After two failures even a connected quorum may have to wait; then there is nothing to be counted.
            return;
        }
        long sum = 0;
        for (NodeId store : members(STORES)) {
            MoneyProcess<M, R> process = process(store);
            if (!process.inDoubt().isEmpty()) {
                throw CommitRule.AC5.broken(store + " is still in doubt about " + process.inDoubt());
            }
            for (int account = 0; account < ACCOUNTS; account++) {
                sum += amount(process.value("a" + account));
            }
        }
        if (sum != TOTAL) {
            throw CommitRule.AC1.broken("there are " + sum + " of " + TOTAL);
        }
        begun.values().forEach(this::checkMarkers);
    }

    /** Everything a transaction wrote is there, or nothing. */
    private void checkMarkers(Transfer transfer) {
        TreeSet<Boolean> marked = new TreeSet<>();
        for (NodeId member : transfer.members) {
            if (process(member).isOpen(transfer.id)) {
                throw CommitRule.AC5.broken(transfer.id + " still has a part at " + member);
            }
            marked.add(process(member).value(transfer.marker()) != null);
        }
        if (transfer.isAudit) {
            return;
        }
        if (marked.size() > 1) {
            throw CommitRule.AC1.broken(transfer.id + " is there in part");
        }
        if (transfer.result == Result.COMMITTED && marked.contains(false)) {
            throw CommitRule.AC2.broken(transfer.id + " was reported committed and is not there");
        }
        if (transfer.result == Result.ABORTED && marked.contains(true)) {
            throw CommitRule.AC2.broken(transfer.id + " was reported aborted and is there");
        }
    }

    static long amount(@Nullable Bytes value) {
        return value == null ? 0 : Long.parseLong(new String(value.toArray(), java.nio.charset.StandardCharsets.UTF_8));
    }

    private MoneyProcess<M, R> process(NodeId node) {
        return processes.get(node.value() - 1);
    }
}
