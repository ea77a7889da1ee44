package synod.tree;

import java.nio.charset.StandardCharsets;
import synod.kernel.Bytes;

/** What makes a path valid, on its UTF-8 bytes, and the hash of a name. */
public final class Paths {
    /** The root. */
    public static final Bytes ROOT = of("/");
    /** Parent of what belongs to the service itself. */
    public static final Bytes ZOOKEEPER = of("/zookeeper");
    /** Parent of the quotas. */
    public static final Bytes QUOTA = of("/zookeeper/quota");
    /** The members of the ensemble, as text. */
    public static final Bytes CONFIG = of("/zookeeper/config");

    private static final int HASH_SEED = 0x811c_9dc5;
    private static final int HASH_PRIME = 0x0100_0193;

    private Paths() {}

    /** A path from text. */
    public static Bytes of(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The full rule: begins with a slash, does not end with one unless it is the root, no empty component, none that is
     * {@code .} or {@code ..}, no control character, surrogate, private-use character or non-character of the basic
     * plane, nothing beyond that plane (a Java client sees surrogates there), no malformed UTF-8.
     */
    public static boolean isValid(Bytes path) {
        byte[] array = path.array();
        int from = path.offset();
        int end = from + path.length();
        if (path.length() == 0 || array[from] != '/') {
            return false;
        }
        if (path.length() == 1) {
            return true;
        }
        int start = from + 1;
        while (true) {
            int next = endOfName(array, start, end);
            if (next < 0 || !isName(array, start, next)) {
                return false;
            }
            if (next == end) {
                return true;
            }
            start = next + 1;
        }
    }

    /** Whether a range is one component of a valid path. */
    static boolean isValidName(byte[] array, int offset, int length) {
        int end = offset + length;
        return endOfName(array, offset, end) == end && isName(array, offset, end);
    }

    /** Not empty, not one dot, not two. */
    private static boolean isName(byte[] array, int start, int end) {
        int length = end - start;
        return length > 2
                || (length == 1 && array[start] != '.')
                || (length == 2 && (array[start] != '.' || array[start + 1] != '.'));
    }

    /** Where the next slash or the end is; -1 when a character before it is not allowed. */
    private static int endOfName(byte[] array, int start, int end) {
        int at = start;
        while (at < end) {
            int b = array[at];
            if (b == '/') {
                return at;
            }
            if (b >= ' ' && b != 0x7f) {
                at++;
            } else {
                int size = b < 0 ? sizeOfCharacter(array, at, end) : 0;
                if (size == 0) {
                    return -1;
                }
                at += size;
            }
        }
        return end;
    }

    /** The length of an allowed character of two or three bytes; 0 for anything else. */
    private static int sizeOfCharacter(byte[] array, int at, int end) {
        int first = array[at] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            if (at + 1 >= end || !isContinuation(array[at + 1])) {
                return 0;
            }
            // U+0080 to U+009F are control characters.
            return first == 0xc2 && (array[at + 1] & 0xff) < 0xa0 ? 0 : 2;
        }
        if (first < 0xe0 || first > 0xef || at + 2 >= end) {
            return 0;
        }
        if (!isContinuation(array[at + 1]) || !isContinuation(array[at + 2])) {
            return 0;
        }
        int character = (first & 0x0f) << 12 | (array[at + 1] & 0x3f) << 6 | (array[at + 2] & 0x3f);
        boolean isOverlong = character < 0x0800;
        boolean isForbidden = (character >= 0xd800 && character <= 0xf8ff) || character >= 0xfff0;
        return isOverlong || isForbidden ? 0 : 3;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /** What create and delete ask of a path before anything else: it contains a slash and no U+0000. */
    static boolean hasSlashAndNoNul(Bytes path) {
        return lastSlash(path) >= 0 && !hasNul(path);
    }

    /** Whether U+0000 is in it, as exists asks. */
    public static boolean hasNul(Bytes path) {
        byte[] array = path.array();
        for (int at = path.offset(); at < path.offset() + path.length(); at++) {
            if (array[at] == 0) {
                return true;
            }
        }
        return false;
    }

    /** The index of the last slash within the path, -1 without one. */
    static int lastSlash(Bytes path) {
        byte[] array = path.array();
        int at = path.offset() + path.length() - 1;
        while (at >= path.offset() && array[at] != '/') {
            at--;
        }
        return at - path.offset();
    }

    /** The parent's path as a slice; the root for a path with its only slash in front. */
    static Bytes parent(Bytes path) {
        int slash = lastSlash(path);
        return slash <= 0 ? ROOT : path.slice(0, slash);
    }

    /** One of the four that cannot be deleted. */
    static boolean isReserved(Bytes path) {
        return path.length() <= CONFIG.length()
                && (path.equals(ROOT) || path.equals(ZOOKEEPER) || path.equals(QUOTA) || path.equals(CONFIG));
    }

    /** The hash that orders the children of a znode. */
    static int hash(byte[] array, int offset, int length) {
        int hash = HASH_SEED;
        for (int at = offset; at < offset + length; at++) {
            hash = (hash ^ array[at]) * HASH_PRIME;
        }
        return spread(hash);
    }

    /** The beginning of a hash that is made byte by byte with {@link #hashStep} and ended with {@link #spread}. */
    static int hashSeed() {
        return HASH_SEED;
    }

    static int hashStep(int hash, byte b) {
        return (hash ^ b) * HASH_PRIME;
    }

    static int spread(int hash) {
        int mixed = hash;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85eb_ca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2_ae35;
        return mixed ^ (mixed >>> 16);
    }
}
