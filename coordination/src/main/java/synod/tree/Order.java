package synod.tree;

import java.util.Arrays;
import java.util.Comparator;
import synod.kernel.Bytes;

/** The order of byte strings that sorted collections here use: unsigned, a prefix first. */
final class Order {
    static final Comparator<Bytes> BY_BYTES = (one, other) -> Arrays.compareUnsigned(
            one.array(),
            one.offset(),
            one.offset() + one.length(),
            other.array(),
            other.offset(),
            other.offset() + other.length());

    private Order() {}
}
