package synod.transactions.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.transactions.record.LockMode;
import synod.transactions.record.StoreRule;

/** Who holds which key, and who waits for it. It decides; whoever asks it aborts the victims and answers the waiting. */
public final class LockTable {
    /**
     * What a request came to.
     *
     * @param isGranted whether the lock is held now
     * @param victims younger holders that have to be aborted; the request waits until they are
     */
    public record Answer(boolean isGranted, List<TransactionId> victims) {}

    private static final class Key {
        final TreeMap<Age, LockMode> holders = new TreeMap<>();
        final TreeMap<Age, Waiting> waiting = new TreeMap<>();
    }

    private record Waiting(LockMode mode, long request) {}

    private final TreeMap<String, Key> keys = new TreeMap<>();
    private final TreeMap<TransactionId, Age> ages = new TreeMap<>();
    private final TreeSet<TransactionId> prepared = new TreeSet<>();

    /**
     * A transaction wants a lock.
     *
     * @param request the number under which {@link #release} tells that a request that has to wait is granted
     * @throws IllegalStateException when the transaction waits for that key already
     */
    public Answer request(Age age, String name, LockMode wanted, long request) {
        ages.put(age.transaction(), age);
        Key key = keys.computeIfAbsent(name, absent -> new Key());
        LockMode held = key.holders.get(age);
        if (held != null && held.covers(wanted)) {
            return new Answer(true, List.of());
        }
        if (key.waiting.containsKey(age)) {
            throw new IllegalStateException(age.transaction() + " waits for " + name + " already");
        }
        if (isFree(key, age, wanted)) {
            hold(key, age, wanted);
            return new Answer(true, List.of());
        }
        key.waiting.put(age, new Waiting(wanted, request));
        List<TransactionId> victims = new ArrayList<>();
        key.holders.forEach((holder, mode) -> {
            if (!holder.equals(age)
                    && !mode.isCompatible(wanted)
                    && age.isOlderThan(holder)
                    && !prepared.contains(holder.transaction())) {
                victims.add(holder.transaction());
            }
        });
        return new Answer(false, victims);
    }

    /** Whether nobody holds the key otherwise, and no older one waits to. */
    private static boolean isFree(Key key, Age age, LockMode wanted) {
        for (Map.Entry<Age, LockMode> holder : key.holders.entrySet()) {
            if (!holder.getKey().equals(age) && !holder.getValue().isCompatible(wanted)) {
                return false;
            }
        }
        for (Waiting older : key.waiting.headMap(age).values()) {
            if (!older.mode.isCompatible(wanted)) {
                return false;
            }
        }
        return true;
    }

    private static void hold(Key key, Age age, LockMode mode) {
        key.holders.merge(age, mode, (before, now) -> before.covers(now) ? before : now);
    }

    /** From now on {@code transaction} is nobody's victim. */
    public void prepared(TransactionId transaction) {
        prepared.add(transaction);
    }

    /**
     * W4: a prepared transaction takes its locks again after a restart.
     *
     * @throws synod.kernel.InvariantViolation when another one has the key already
     */
    public void retake(TransactionId transaction, String name, LockMode mode) {
        Age age = ages.computeIfAbsent(transaction, id -> new Age(Long.MIN_VALUE, id));
        Key key = keys.computeIfAbsent(name, absent -> new Key());
        if (!isFree(key, age, mode)) {
            throw StoreRule.W4.broken(transaction + " cannot have " + name + " back");
        }
        hold(key, age, mode);
        prepared.add(transaction);
    }

    /**
     * Takes all locks and all wishes of {@code transaction} away.
     *
     * @return the requests of others that are granted by that, and with {@code true} its own that never will be
     */
    public Map<Long, Boolean> release(TransactionId transaction) {
        TreeMap<Long, Boolean> answered = new TreeMap<>();
        prepared.remove(transaction);
        Age age = ages.remove(transaction);
        if (age == null) {
            return answered;
        }
        List<String> unused = new ArrayList<>();
        keys.forEach((name, key) -> {
            Waiting own = key.waiting.remove(age);
            if (own != null) {
                answered.put(own.request, true);
            }
            if (key.holders.remove(age) != null || own != null) {
                grant(key, answered);
            }
            if (key.holders.isEmpty() && key.waiting.isEmpty()) {
                unused.add(name);
            }
        });
        keys.keySet().removeAll(unused);
        return answered;
    }

    private static void grant(Key key, Map<Long, Boolean> answered) {
        for (Map.Entry<Age, Waiting> next : List.copyOf(key.waiting.entrySet())) {
            Waiting waiting = next.getValue();
            if (isFree(key, next.getKey(), waiting.mode)) {
                key.waiting.remove(next.getKey());
                hold(key, next.getKey(), waiting.mode);
                answered.put(waiting.request, false);
            }
        }
    }

    /** What {@code transaction} holds, by key. */
    public Map<String, LockMode> held(TransactionId transaction) {
        TreeMap<String, LockMode> held = new TreeMap<>();
        Age age = ages.get(transaction);
        if (age != null) {
            keys.forEach((name, key) -> {
                LockMode mode = key.holders.get(age);
                if (mode != null) {
                    held.put(name, mode);
                }
            });
        }
        return held;
    }

    /** Whether {@code transaction} waits for anything. */
    public boolean isWaiting(TransactionId transaction) {
        Age age = ages.get(transaction);
        return age != null && keys.values().stream().anyMatch(key -> key.waiting.containsKey(age));
    }

    /** How {@code transaction} holds {@code name}, or null. */
    public @Nullable LockMode mode(TransactionId transaction, String name) {
        Age age = ages.get(transaction);
        Key key = keys.get(name);
        return age == null || key == null ? null : key.holders.get(age);
    }
}
