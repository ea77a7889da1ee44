package synod.sim.transactions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.sim.disk.SimDisk;
import synod.transactions.record.Entry;
import synod.transactions.record.StoreJournal;
import synod.transactions.store.Answers;
import synod.transactions.store.Store;

/** A store on a simulated disk, without a protocol; whatever it writes and answers is kept. */
final class Ledger implements Answers, StoreJournal.Watch {
    static final int PAGES = 3;

    final SimDisk disk;
    final StoreJournal journal;
    final Store store;
    final List<Object> records = new ArrayList<>();
    final List<String> answers = new ArrayList<>();
    final TreeSet<TransactionId> victims = new TreeSet<>();
    private long requests;

    private Ledger(SimDisk disk, JournalSettings settings) {
        this.disk = disk;
        StoreJournal.Found found = StoreJournal.open(disk, settings, this);
        this.journal = found.journal();
        this.store = Store.restore(disk, PAGES, journal, found.entries(), this);
    }

    /** The store that is on that disk. */
    static Ledger open(SimDisk disk) {
        return open(disk, JournalSettings.tiny());
    }

    static Ledger open(SimDisk disk, JournalSettings settings) {
        return new Ledger(disk, settings);
    }

    /** A store on an empty disk. */
    static Ledger fresh() {
        return open(new SimDisk(bound -> 0));
    }

    /** The power goes, with all that was not forced; what is left is opened. */
    Ledger crash(synod.sim.disk.CrashStyle style) {
        disk.crash(style);
        return open(disk);
    }

    static TransactionId id(long number) {
        return new TransactionId(NodeId.of(9), 1, number);
    }

    void begin(long number) {
        store.begin(id(number), number);
    }

    String read(long number, String key) {
        answers.clear();
        store.read(id(number), key, ++requests);
        return String.join(";", answers);
    }

    String write(long number, String key, @Nullable String value) {
        answers.clear();
        store.write(id(number), key, value == null ? null : bytes(value), ++requests);
        return String.join(";", answers);
    }

    Vote prepare(long number) {
        Vote vote = store.prepare(id(number), true);
        journal.force();
        return vote;
    }

    void commit(long number) {
        store.commit(id(number));
        journal.force();
        store.finish(id(number));
    }

    /** All of it at once. */
    void put(long number, String key, @Nullable String value) {
        begin(number);
        write(number, key, value);
        prepare(number);
        commit(number);
    }

    static Bytes bytes(String value) {
        return Bytes.wrap(value.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    Map<String, String> values() {
        TreeMap<String, String> values = new TreeMap<>();
        store.values().forEach((key, value) -> values.put(key, text(value)));
        return values;
    }

    long count(Class<? extends Entry> kind) {
        return records.stream().filter(kind::isInstance).count();
    }

    @Override
    public void read(long request, @Nullable Bytes value) {
        answers.add("read " + (value == null ? "nothing" : text(value)));
    }

    @Override
    public void written(long request) {
        answers.add("written");
    }

    @Override
    public void refused(long request, TransactionId transaction) {
        answers.add("refused #" + transaction.number());
    }

    @Override
    public void wounded(TransactionId transaction) {
        victims.add(transaction);
        answers.add("wounded #" + transaction.number());
    }

    @Override
    public void wrote(Object record) {
        records.add(record);
    }

    @Override
    public void forced() {}
}
