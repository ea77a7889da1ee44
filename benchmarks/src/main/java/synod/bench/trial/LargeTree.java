package synod.bench.trial;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Many znodes under parents of a thousand children each, under one root. Every znode's data begins with its number, so
 * that no two are the same.
 *
 * @param znodes how many, parents not counted
 */
record LargeTree(int znodes) {
    static final int CHILDREN = 1_000;
    static final int DATA_BYTES = 100;
    static final byte[] ROOT = ascii("/tree");

    int parents() {
        return (znodes + CHILDREN - 1) / CHILDREN;
    }

    static byte[] parent(int number) {
        return ascii(String.format(Locale.ROOT, "/tree/p%05d", number));
    }

    /** Path of one znode; it lies under parent {@code number / CHILDREN}. */
    static byte[] path(int number) {
        byte[] path = ascii("/tree/p00000/z00000000");
        digits(path, 12, number / CHILDREN);
        digits(path, path.length, number);
        return path;
    }

    static byte[] data(int number) {
        return ByteBuffer.allocate(DATA_BYTES).putLong(number).array();
    }

    private static void digits(byte[] path, int end, int number) {
        int rest = number;
        for (int i = end - 1; rest > 0; i--) {
            path[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
