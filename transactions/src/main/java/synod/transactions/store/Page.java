package synod.transactions.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.transactions.record.ByteReader;
import synod.transactions.record.ByteWriter;
import synod.transactions.record.Unreadable;

/**
 * The keys of one page with their values, as they are now. As bytes:
 *
 * <pre>
 *  int   magic
 *  int   version of the format, 1
 *  int   number of the page
 *  int   how many pages there are
 *  long  position up to which all changes are in it
 *  list  keys and values
 *  int   CRC32C of everything before
 * </pre>
 */
final class Page {
    private static final int MAGIC = 0x53795067;
    private static final int VERSION = 1;

    private final int number;
    private final TreeMap<String, Bytes> values = new TreeMap<>();
    /** The newest change in it. */
    private long changed;
    /** Up to where the stored page is complete. */
    private long stored;
    /** The oldest change that is not stored. */
    private long dirtyFrom;

    private boolean isNextSecond;

    Page(int number) {
        this.number = number;
    }

    @Nullable
    Bytes value(String key) {
        return values.get(key);
    }

    void put(String key, @Nullable Bytes value, long position) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value.compact());
        }
        changed = position;
        if (dirtyFrom == 0) {
            dirtyFrom = position;
        }
    }

    Map<String, Bytes> values() {
        return values;
    }

    long changed() {
        return changed;
    }

    long stored() {
        return stored;
    }

    long dirtyFrom() {
        return dirtyFrom;
    }

    /** Which of its two files is to be written next. */
    String nextFile() {
        return file(number, isNextSecond);
    }

    /** The file that {@link #nextFile} named is durable. */
    void stored(long position) {
        stored = position;
        dirtyFrom = 0;
        isNextSecond = !isNextSecond;
    }

    static String file(int number, boolean isSecond) {
        String digits = Integer.toString(number);
        return "page-" + "000".substring(digits.length()) + digits + (isSecond ? ".b" : ".a");
    }

    Bytes encode(int pages) {
        ByteWriter out = new ByteWriter();
        out.number(MAGIC)
                .number(VERSION)
                .number(number)
                .number(pages)
                .number(changed)
                .number(values.size());
        values.forEach((key, value) -> out.text(key).bytes(value));
        Bytes body = out.done();
        return out.number(checksum(body)).done();
    }

    /** Takes the content of one of its files, unless the other one was newer; returns whether the file was whole. */
    boolean load(Bytes file, boolean isSecond, int pages) {
        if (file.length() < 2 * Integer.BYTES) {
            return false;
        }
        try {
            ByteReader in = new ByteReader(file);
            if (in.number() != MAGIC || in.number() != VERSION) {
                return false;
            }
            int ownNumber = in.number();
            int ownPages = in.number();
            long position = in.longNumber();
            TreeMap<String, Bytes> content = new TreeMap<>();
            int size = in.number();
            for (int i = 0; i < size; i++) {
                content.put(in.text(), in.someBytes().compact());
            }
            int length = file.length() - in.left();
            if (in.number() != checksum(file.slice(0, length)) || ownNumber != number) {
                return false;
            }
            if (ownPages != pages) {
                throw new IllegalArgumentException("the image has " + ownPages + " pages, the settings " + pages);
            }
            if (position > stored) {
                values.clear();
                values.putAll(content);
                stored = position;
                changed = position;
                isNextSecond = !isSecond;
            }
            return true;
        } catch (Unreadable torn) {
            // Half a page: what it was to replace is in the other file, or in the journal.
            return false;
        }
    }

    private static int checksum(Bytes body) {
        CRC32C checksum = new CRC32C();
        checksum.update(body.array(), body.offset(), body.length());
        return (int) checksum.getValue();
    }
}
