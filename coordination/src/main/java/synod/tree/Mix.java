package synod.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit mixing that digests are made of. It finds accidents, not adversaries. The numbers it gives are part of the
 * snapshot format and are compared between servers, so it never changes.
 */
public final class Mix {
    /** Where a digest begins. */
    public static final long SEED = 0x5359_4e4f_4431_0001L;

    private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;
    private static final int LANES = 4;

    /** Runs at least this long are folded in {@link #LANES} lanes side by side, so that multiplications overlap. */
    private static final int LONG_RUN = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mix() {}

    /** Folds a value into a digest. The order of values matters, and for a given digest no two values give the same. */
    public static long fold(long digest, long value) {
        long mixed = (digest ^ value) * MULTIPLIER;
        mixed ^= mixed >>> 29;
        mixed *= 0xbf58_476d_1ce4_e5b9L;
        return mixed ^ (mixed >>> 32);
    }

    private static long foldLanes(long digest, byte[] array, int offset, int rounds) {
        long one = digest;
        long two = digest + 1;
        long three = digest + 2;
        long four = digest + 3;
        int at = offset;
        for (int i = 0; i < rounds; i++, at += LANES * Long.BYTES) {
            one = step(one, (long) LONGS.get(array, at));
            two = step(two, (long) LONGS.get(array, at + Long.BYTES));
            three = step(three, (long) LONGS.get(array, at + 2 * Long.BYTES));
            four = step(four, (long) LONGS.get(array, at + 3 * Long.BYTES));
        }
        return fold(fold(fold(one, two), three), four);
    }

    private static long step(long digest, long value) {
        long mixed = (digest ^ value) * MULTIPLIER;
        return mixed ^ (mixed >>> 29);
    }

    /** Folds a run of bytes and its length into a digest. */
    public static long fold(long digest, byte[] array, int offset, int length) {
        long mixed = digest ^ (length * 0xc2b2_ae3d_27d4_eb4fL);
        int at = offset;
        int end = offset + length;
        if (length >= LONG_RUN) {
            mixed = foldLanes(mixed, array, offset, length / (LANES * Long.BYTES));
            at += length / (LANES * Long.BYTES) * (LANES * Long.BYTES);
        }
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            mixed = step(mixed, (long) LONGS.get(array, at));
        }
        long tail = 0;
        for (; at < end; at++) {
            tail = tail << Byte.SIZE | (array[at] & 0xff);
        }
        return fold(mixed, tail);
    }
}
