package synod.sim.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The versions of one thing since it was last durable. Version 0 is on the platter; the rest are by which operation. */
final class History<T> {
    private final List<@Nullable T> versions;
    private long[] operations;
    private boolean isBelievedClean;

    History(@Nullable T durable) {
        versions = new ArrayList<>(2);
        versions.add(durable);
        operations = new long[2];
    }

    private History(History<T> other) {
        versions = new ArrayList<>(other.versions);
        operations = other.operations.clone();
        isBelievedClean = other.isBelievedClean;
    }

    History<T> copy() {
        return new History<>(this);
    }

    void add(long operation, @Nullable T version) {
        if (versions.size() == operations.length) {
            operations = Arrays.copyOf(operations, 2 * operations.length);
        }
        operations[versions.size()] = operation;
        versions.add(version);
        isBelievedClean = false;
    }

    /** Changes what is there without an operation: damage. */
    void replaceNewest(@Nullable T version) {
        versions.set(versions.size() - 1, version);
    }

    int size() {
        return versions.size();
    }

    @Nullable
    T version(int index) {
        return versions.get(index);
    }

    long operation(int index) {
        return operations[index];
    }

    /** After a failed force the cache takes this for durable although it need not be, and no later force writes it. */
    void believeClean() {
        isBelievedClean = true;
    }

    boolean isBelievedClean() {
        return isBelievedClean;
    }
}
