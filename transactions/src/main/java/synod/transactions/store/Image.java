package synod.transactions.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.journal.Disk;
import synod.journal.DiskFile;
import synod.kernel.Bytes;
import synod.transactions.record.Entry.PageMark;
import synod.transactions.record.StoreJournal;
import synod.transactions.record.StoreRule;
import synod.transactions.record.Unreadable;

/** All keys with their values as they are now, and the pages in which they are stored. */
final class Image {
    private static final String PREFIX = "page-";
    private static final int MOST_BYTES = 1 << 30;

    private final Disk disk;
    private final List<Page> pages = new ArrayList<>();

    private Image(Disk disk) {
        this.disk = disk;
    }

    /** The image as it is stored. A page of which neither file is whole is empty: whoever knows better must say so. */
    static Image load(Disk disk, int count) {
        Image image = new Image(disk);
        for (int number = 0; number < count; number++) {
            Page page = new Page(number);
            for (boolean isSecond : new boolean[] {false, true}) {
                String name = Page.file(number, isSecond);
                if (disk.exists(name)) {
                    page.load(read(disk, name), isSecond, count);
                }
            }
            image.pages.add(page);
        }
        return image;
    }

    /** Whether anything was ever stored on that disk. */
    static boolean isStored(Disk disk) {
        return disk.list().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    /** Removes everything that was stored on that disk. */
    static void drop(Disk disk) {
        for (String name : disk.list()) {
            if (name.startsWith(PREFIX)) {
                disk.delete(name);
            }
        }
        disk.forceDirectory();
    }

    private static Bytes read(Disk disk, String name) {
        try (DiskFile file = disk.open(name)) {
            long size = file.size();
            if (size > MOST_BYTES) {
                throw new Unreadable(name + " has " + size + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            int length = file.read(0, content);
            return Bytes.wrap(content.array(), 0, Math.max(0, length));
        }
    }

    @Nullable
    Bytes value(String key) {
        return page(key).value(key);
    }

    void put(String key, @Nullable Bytes value, long position) {
        page(key).put(key, value, position);
    }

    /** Up to where the page of {@code key} has all changes. */
    long changed(String key) {
        return page(key).changed();
    }

    /** Every key that has a value. */
    Map<String, Bytes> values() {
        TreeMap<String, Bytes> values = new TreeMap<>();
        pages.forEach(page -> values.putAll(page.values()));
        return values;
    }

    /** Stores the {@code count} pages whose changes are oldest. */
    void store(int count, StoreJournal journal) {
        List<Page> dirty = new ArrayList<>();
        for (Page page : pages) {
            if (page.dirtyFrom() > 0) {
                dirty.add(page);
            }
        }
        dirty.sort((one, other) -> Long.compare(one.dirtyFrom(), other.dirtyFrom()));
        for (Page page : dirty.subList(0, Math.min(count, dirty.size()))) {
            store(page, journal);
        }
    }

    private void store(Page page, StoreJournal journal) {
        long position = page.changed();
        if (position > journal.forced()) {
            journal.force();
        }
        if (position > journal.forced()) {
            throw StoreRule.W1.broken("change " + position + " is in the journal up to " + journal.forced() + " only");
        }
        String name = page.nextFile();
        boolean isNew = !disk.exists(name);
        try (DiskFile file = disk.open(name)) {
            Bytes content = page.encode(pages.size());
            file.write(0, ByteBuffer.wrap(content.array(), content.offset(), content.length()));
            file.force();
        }
        if (isNew) {
            disk.forceDirectory();
        }
        page.stored(position);
    }

    /** Where every page stands. */
    List<PageMark> marks() {
        List<PageMark> marks = new ArrayList<>();
        for (Page page : pages) {
            marks.add(new PageMark(page.stored(), page.dirtyFrom()));
        }
        return marks;
    }

    /**
     * Holds the stored pages against what a checkpoint says of them.
     *
     * @throws Unreadable when one is older than it was then, or newer than the journal
     */
    void check(List<PageMark> marks, long last) {
        for (int number = 0; number < pages.size(); number++) {
            long stored = pages.get(number).stored();
            long least = marks.isEmpty() ? 0 : marks.get(number).stored();
            if (stored < least) {
                throw new Unreadable("page " + number + " was stored up to " + least + ", and has " + stored);
            }
            if (stored > last) {
                throw new Unreadable("page " + number + " has change " + stored + ", the journal ends at " + last);
            }
        }
    }

    int size() {
        return pages.size();
    }

    private Page page(String key) {
        CRC32C hash = new CRC32C();
        hash.update(key.getBytes(StandardCharsets.UTF_8));
        return pages.get((int) (hash.getValue() % pages.size()));
    }
}
