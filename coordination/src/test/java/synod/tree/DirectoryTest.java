package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.kernel.Bytes;

/** The table of children against a sorted map, with hashes that are good, bad and hopeless. */
final class DirectoryTest {
    enum Hashing {
        REAL,
        FEW,
        ALL_EQUAL;

        int hash(byte[] name) {
            return switch (this) {
                case REAL -> Paths.hash(name, 0, name.length);
                case FEW -> name[name.length - 1] % 3 - 1;
                case ALL_EQUAL -> 7;
            };
        }
    }

    private record Key(int hash, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return hash != other.hash ? Integer.compare(hash, other.hash) : name.compareTo(other.name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isASortedMap(Hashing hashing) {
        Random random = new Random(hashing.name().length());
        Directory directory = new Directory(new byte[0]);
        TreeMap<Key, byte[]> twin = new TreeMap<>();
        Directory.Spot spot = new Directory.Spot();
        for (int step = 0; step < 30_000; step++) {
            // Grows to two thousand, shrinks to nothing, and again.
            boolean isGrowing = step / 5_000 % 2 == 0;
            byte[] name = ("n" + random.nextInt(3000)).getBytes(StandardCharsets.UTF_8);
            int hash = hashing.hash(name);
            Key key = new Key(hash, new String(name, StandardCharsets.UTF_8));
            boolean isThere = directory.find(hash, name, 0, name.length, spot);
            assertThat(isThere).isEqualTo(twin.containsKey(key));
            if (isThere) {
                assertThat(spot.entry()).isSameAs(twin.get(key));
                if (!isGrowing || random.nextInt(4) == 0) {
                    directory.remove(spot);
                    twin.remove(key);
                }
            } else if (isGrowing || random.nextInt(8) == 0) {
                byte[] entry = record(name);
                directory.insert(spot, entry);
                twin.put(key, entry);
            }
            if (step % 1000 == 0) {
                compare(directory, twin);
            }
        }
        compare(directory, twin);
    }

    private static void compare(Directory directory, Map<Key, byte[]> twin) {
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < directory.pageCount(); i++) {
            Page page = directory.page(i);
            assertThat(page.used).isBetween(directory.count() == 0 ? 0 : 1, Page.MOST);
            entries.addAll(Arrays.asList(page.entries).subList(0, page.used));
            for (Object free : Arrays.asList(page.entries).subList(page.used, page.entries.length)) {
                assertThat(free).isNull();
            }
        }
        assertThat(directory.count()).isEqualTo(twin.size());
        assertThat(entries).isEqualTo(new ArrayList<>(twin.values()));
        // Pages are not left almost empty.
        assertThat(directory.pageCount()).isLessThanOrEqualTo(2 + twin.size() / (Page.MOST / 8));
    }

    private static byte[] record(byte[] name) {
        return Packed.pack(new Packed.Figures(), name, 0, name.length, Bytes.EMPTY);
    }
}
