package synod.cli.tx;

import java.util.List;
import java.util.TreeMap;
import synod.commit.TransactionId;
import synod.kernel.NodeId;

/** One transfer as its application sees it: reads two balances, writes them anew, asks to commit, hears how it ended. */
final class DemoTransfer {
    /** One side of it. */
    record Account(NodeId store, String key) {}

    /** What the application tells a process. */
    interface Teller {
        void tell(NodeId node, String line);

        /** A number for a request, not used before. */
        long request();
    }

    /** How it ended. */
    enum End {
        COMMITTED,
        ABORTED,
        /** The application heard nothing. */
        UNKNOWN
    }

    private enum Stage {
        READING,
        WRITING,
        COMMITTING
    }

    private final TransactionId id;
    private final Account from;
    private final Account to;
    private final long amount;
    private final long patienceNanos;
    private final Teller teller;
    /** What each answer that is still to come is about. */
    private final TreeMap<Long, Account> awaited = new TreeMap<>();

    private final TreeMap<NodeId, Long> balances = new TreeMap<>();
    private Stage stage = Stage.READING;
    private long deadline;

    /** Begins: the stores are told, and asked for the balances. */
    DemoTransfer(TransactionId id, Account from, Account to, long amount, long patienceNanos, Teller teller, long now) {
        this.id = id;
        this.from = from;
        this.to = to;
        this.amount = amount;
        this.patienceNanos = patienceNanos;
        this.teller = teller;
        this.deadline = now + patienceNanos;
        for (Account account : List.of(from, to)) {
            teller.tell(account.store, "join " + Names.of(id) + " " + id.number());
            ask("read", account, "");
        }
    }

    private void ask(String verb, Account account, String rest) {
        long request = teller.request();
        awaited.put(request, account);
        teller.tell(account.store, verb + " " + request + " " + Names.of(id) + " " + account.key + rest);
    }

    TransactionId id() {
        return id;
    }

    /** When it loses patience. */
    long deadline() {
        return deadline;
    }

    /** Whether it waits for the answer to that. */
    boolean awaits(long request) {
        return awaited.containsKey(request);
    }

    /** An answer that it waits for. */
    void answered(long request, String value, long now) {
        Account account = awaited.remove(request);
        if (account != null && stage == Stage.READING) {
            balances.put(account.store, Long.parseLong(value));
        }
        if (!awaited.isEmpty()) {
            return;
        }
        deadline = now + patienceNanos;
        if (stage == Stage.READING) {
            stage = Stage.WRITING;
            ask("write", from, " " + (balance(from) - amount));
            ask("write", to, " " + (balance(to) + amount));
        } else {
            stage = Stage.COMMITTING;
            teller.tell(
                    DemoProtocol.COORDINATOR, "begin " + Names.of(id) + " " + Names.of(List.of(from.store, to.store)));
        }
    }

    private long balance(Account account) {
        return balances.getOrDefault(account.store, 0L);
    }

    /** It goes no further: it was refused or wounded, has lost patience, or somebody fell. */
    End stop() {
        if (stage == Stage.COMMITTING) {
            return End.UNKNOWN;
        }
        for (Account account : List.of(from, to)) {
            teller.tell(account.store, "abandon " + Names.of(id));
        }
        return End.ABORTED;
    }

    /** Whether it has asked to commit, so that only a report ends it. */
    boolean isCommitting() {
        return stage == Stage.COMMITTING;
    }
}
