package synod.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A znode that has children: its packed record and the table of the children, ordered by (hash of the name, name) and
 * cut into pages. The order follows from the names alone, whatever came and went before, so an enumeration is the same
 * on every server, and a place in it, given by a name, stays a place while the table changes. No step touches more than
 * a page and the list of pages, so a million children never wait for a table to be rebuilt, and names that collide on
 * purpose cost a few comparisons more.
 */
final class Directory {
    /** Pages that fit into this together are merged. */
    private static final int MERGED = Page.MOST / 2;

    byte[] record;
    /** How many znodes there are below, at any depth. */
    int descendants;
    /** How many children there are. */
    private int count;

    private Page page;
    /** All pages, when there are more than one; {@link #page} is the first of them. */
    private Page @Nullable [] pages;
    /** The hash of the first entry of each page. */
    private int @Nullable [] firsts;

    private int pageCount = 1;

    Directory(byte[] record) {
        this.record = record;
        page = new Page();
    }

    int count() {
        return count;
    }

    int pageCount() {
        return pageCount;
    }

    Page page(int index) {
        return pages == null ? page : pages[index];
    }

    /** Puts the place of a name, where it is or would be, into {@code spot}; whether it is there. */
    boolean find(int hash, byte[] array, int offset, int length, Spot spot) {
        int pageIndex = 0;
        int least = Integer.MIN_VALUE;
        int most = Integer.MAX_VALUE;
        if (pages != null) {
            int[] bounds = firsts();
            pageIndex = pageOf(pages, bounds, hash, array, offset, length);
            least = pageIndex == 0 ? Integer.MIN_VALUE : bounds[pageIndex];
            most = pageIndex == pageCount - 1 ? Integer.MAX_VALUE : bounds[pageIndex + 1];
        }
        Page candidate = page(pageIndex);
        int index = candidate.search(hash, array, offset, length, least, most);
        spot.directory = this;
        spot.pageIndex = pageIndex;
        spot.page = candidate;
        spot.hash = hash;
        spot.isFound = index >= 0;
        spot.index = index >= 0 ? index : -1 - index;
        return index >= 0;
    }

    /** The last page whose first entry is not behind the name; the first page when there is none. */
    private int pageOf(Page[] pages, int[] firsts, int hash, byte[] array, int offset, int length) {
        int low = 1;
        int high = pageCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean isBehind = firsts[middle] == hash
                    ? Packed.compareName(array, offset, length, Page.record(pages[middle].entries[0])) < 0
                    : firsts[middle] > hash;
            if (isBehind) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    /** Inserts where {@link #find} has just said that the name would be. */
    void insert(Spot spot, Object entry) {
        count++;
        Page target = spot.page;
        int index = spot.index;
        if (target.isFull()) {
            if (index == target.used && spot.pageIndex == pageCount - 1) {
                // In order of the table, as when a snapshot is read: leave the full page full.
                addPage(pageCount, new Page(), spot.hash);
                page(pageCount - 1).insert(0, spot.hash, entry);
                return;
            }
            Page upper = target.split();
            addPage(spot.pageIndex + 1, upper, upper.hashes[0]);
            if (index > target.used) {
                index -= target.used;
                upper.insert(index, spot.hash, entry);
                return;
            }
        }
        target.insert(index, spot.hash, entry);
        if (index == 0 && firsts != null) {
            firsts[spot.pageIndex] = spot.hash;
        }
    }

    /** Removes the entry that {@link #find} has just found. */
    void remove(Spot spot) {
        count--;
        spot.page.remove(spot.index);
        if (pages == null) {
            return;
        }
        if (spot.page.used == 0) {
            dropPage(spot.pageIndex);
            return;
        }
        if (spot.index == 0) {
            firsts()[spot.pageIndex] = spot.page.hashes[0];
        }
        if (spot.page.used < Page.MOST / 4) {
            mergeAround(spot.pageIndex);
        }
    }

    private void mergeAround(int index) {
        if (index + 1 < pageCount && page(index).used + page(index + 1).used <= MERGED) {
            page(index).absorb(page(index + 1));
            dropPage(index + 1);
        } else if (index > 0 && page(index - 1).used + page(index).used <= MERGED) {
            page(index - 1).absorb(page(index));
            dropPage(index);
        }
    }

    private void addPage(int index, Page added, int first) {
        if (pages == null || firsts == null) {
            pages = new Page[] {page, added, page, page};
            firsts = new int[] {page.hashes[0], first, 0, 0};
            pageCount = 2;
            return;
        }
        if (pageCount == pages.length) {
            int capacity = pageCount + (pageCount >> 1);
            pages = Arrays.copyOf(pages, capacity);
            firsts = Arrays.copyOf(firsts, capacity);
        }
        System.arraycopy(pages, index, pages, index + 1, pageCount - index);
        System.arraycopy(firsts, index, firsts, index + 1, pageCount - index);
        pages[index] = added;
        firsts[index] = first;
        pageCount++;
    }

    private void dropPage(int index) {
        Page[] all = pages;
        if (all == null) {
            return;
        }
        pageCount--;
        System.arraycopy(all, index + 1, all, index, pageCount - index);
        System.arraycopy(firsts(), index + 1, firsts(), index, pageCount - index);
        page = all[0];
        // The slot behind the last page repeats the first one, so that it keeps nothing alive.
        all[pageCount] = page;
        if (pageCount == 1) {
            pages = null;
            firsts = null;
        }
    }

    private int[] firsts() {
        return java.util.Objects.requireNonNull(firsts);
    }

    /** A place in a table: an entry, or where one would be. */
    static final class Spot {
        Directory directory = NOWHERE;
        int pageIndex;
        Page page = NO_PAGE;
        int index;
        int hash;
        boolean isFound;

        private static final Page NO_PAGE = new Page();
        private static final Directory NOWHERE = new Directory(new byte[0]);

        Object entry() {
            return page.entries[index];
        }

        void replace(Object entry) {
            page.entries[index] = entry;
        }
    }
}
