package synod.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.journal.DiskFailure;
import synod.journal.DiskFile;
import synod.journal.DiskFull;

/** What the simulated disk does to those who trust it too much. */
class SimDiskTest {
    private final SimDisk disk = new SimDisk(Chance.of(new SplittableRandom(1)));

    @ParameterizedTest
    @EnumSource(CrashStyle.class)
    void keepsWhatWasForced(CrashStyle style) {
        DiskFile file = disk.open("a");
        file.write(300, filled(1000, 7));
        file.force();
        disk.forceDirectory();
        disk.crash(style);
        byte[] content = disk.contents("a");
        assertThat(content).hasSize(1300);
        for (int i = 0; i < 1300; i++) {
            assertThat(content[i]).isEqualTo((byte) (i < 300 ? 0 : 7));
        }
        assertThat(disk.openOperationCount()).isZero();
    }

    @Test
    void losesOrKeepsWhatWasNotForced() {
        forced("a", 1024, 1);
        disk.open("a").write(0, filled(1024, 2));
        disk.open("b").close();
        SimDisk other = disk.copy(bound -> 0);
        disk.crash(CrashStyle.LOST);
        assertThat(disk.contents("a")).isEqualTo(filled(1024, 1).array());
        assertThat(disk.list()).containsExactly("a");
        other.crash(CrashStyle.KEPT);
        assertThat(other.contents("a")).isEqualTo(filled(1024, 2).array());
        assertThat(other.list()).containsExactly("a", "b");
    }

    @Test
    void tearsOneWriteAndDropsWhatCameLater() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimDisk torn = new SimDisk(Chance.of(new SplittableRandom(seed)));
            DiskFile file = torn.open("a");
            file.write(0, filled(1536, 1));
            file.force();
            torn.forceDirectory();
            file.write(0, filled(1024, 2));
            file.write(1024, filled(512, 3));
            torn.crash(CrashStyle.TORN);
            seen.add(firstOfEachSector(torn.contents("a")));
        }
        assertThat(seen).containsExactlyInAnyOrder("111", "121", "211", "221", "223");
    }

    @Test
    void decidesEachSectorOnItsOwn() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 500; seed++) {
            SimDisk torn = new SimDisk(Chance.of(new SplittableRandom(seed)));
            DiskFile file = torn.open("a");
            file.write(0, filled(1024, 1));
            file.force();
            torn.forceDirectory();
            file.write(0, filled(1024, 2));
            file.write(0, filled(1024, 3));
            torn.crash(CrashStyle.REORDERED);
            seen.add(firstOfEachSector(torn.contents("a")));
        }
        assertThat(seen).containsExactlyInAnyOrder("11", "12", "13", "21", "22", "23", "31", "32", "33");
    }

    @Test
    void decidesNamesOnTheirOwn() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 500; seed++) {
            SimDisk torn = new SimDisk(Chance.of(new SplittableRandom(seed)));
            torn.open("old").close();
            torn.open("gone").close();
            torn.forceDirectory();
            torn.open("new").close();
            torn.rename("new", "old");
            torn.delete("gone");
            torn.crash(CrashStyle.REORDERED);
            seen.add(String.join(" ", torn.list()));
        }
        assertThat(seen).containsExactlyInAnyOrder("old", "gone old", "new old", "gone new old");
    }

    @Test
    void losesLengthsToo() {
        DiskFile file = disk.open("a");
        disk.forceDirectory();
        file.preallocate(5000);
        assertThat(file.size()).isEqualTo(5000);
        SimDisk copy = disk.copy(bound -> 0);
        copy.crash(CrashStyle.LOST);
        assertThat(copy.contents("a")).isEmpty();
        file.force();
        file.truncate(100);
        disk.crash(CrashStyle.LOST);
        assertThat(disk.contents("a")).hasSize(5000);
    }

    @Test
    void truncatesToZeros() {
        DiskFile file = forced("a", 2000, 1);
        file.truncate(700);
        file.preallocate(2000);
        byte[] expected = Arrays.copyOf(filled(700, 1).array(), 2000);
        assertThat(disk.contents("a")).isEqualTo(expected);
        disk.crash(CrashStyle.KEPT);
        assertThat(disk.contents("a")).isEqualTo(expected);
    }

    @Test
    void believesInAFailedForce() {
        DiskFile file = forced("a", 512, 1);
        file.write(0, filled(512, 2));
        disk.failNextForce();
        assertThatThrownBy(file::force).isInstanceOf(DiskFailure.class);
        // The cache shows it, and the next force, which succeeds, does not write it.
        assertThat(disk.contents("a")).startsWith(2);
        file.force();
        SimDisk lost = disk.copy(bound -> 0);
        lost.crash(CrashStyle.LOST);
        assertThat(lost.contents("a")).startsWith(1);
        // Only writing it again helps.
        file.write(0, filled(512, 2));
        file.force();
        disk.crash(CrashStyle.LOST);
        assertThat(disk.contents("a")).startsWith(2);
    }

    @Test
    void endsAProcessWithoutLosingItsWrites() {
        DiskFile file = forced("a", 512, 1);
        file.write(0, filled(512, 2));
        disk.restart();
        assertThatThrownBy(file::force).isInstanceOf(PowerLoss.class);
        assertThat(disk.contents("a")).startsWith(2);
        disk.crash(CrashStyle.LOST);
        assertThat(disk.contents("a")).startsWith(1);
    }

    @Test
    void fillsUp() {
        disk.capacity(1000);
        DiskFile file = disk.open("a");
        file.preallocate(900);
        assertThat(disk.freeBytes()).isEqualTo(100);
        file.write(0, filled(900, 1));
        assertThatThrownBy(() -> file.write(900, filled(101, 1))).isInstanceOf(DiskFull.class);
        assertThatThrownBy(() -> file.preallocate(1001)).isInstanceOf(DiskFull.class);
        disk.delete("a");
        assertThat(disk.freeBytes()).isEqualTo(1000);
    }

    @Test
    void refusesASectorUntilItIsWritten() {
        DiskFile file = forced("a", 2048, 1);
        disk.makeUnreadable("a", 2);
        assertThat(file.read(0, ByteBuffer.allocate(1024))).isEqualTo(1024);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1025))).isInstanceOf(DiskFailure.class);
        file.write(1024, filled(512, 3));
        assertThat(file.read(0, ByteBuffer.allocate(2048))).isEqualTo(2048);
    }

    @Test
    void harmsOnDemand() {
        forced("a", 1024, 1);
        disk.flipBit("a", 3);
        assertThat(disk.contents("a")[0]).isEqualTo((byte) 9);
        disk.swapSectors("a", 0, 1);
        assertThat(disk.contents("a")[512]).isEqualTo((byte) 9);
        disk.zeroSector("a", 1);
        assertThat(disk.contents("a")[512]).isZero();
        byte[] before = disk.contents("a");
        assertThat(disk.rot()).isEqualTo("a");
        assertThat(disk.contents("a")).isNotEqualTo(before);
        disk.put("b", new byte[] {5});
        disk.crash(CrashStyle.LOST);
        assertThat(disk.contents("b")).containsExactly(5);
        disk.remove("b");
        assertThat(disk.list()).containsExactly("a");
    }

    @Test
    void harmsByItself() {
        assertThat(strike(new DiskFaults(0, 1_000_000, 0, 0, 0, 0, 0))).isTrue();
        assertThat(strike(new DiskFaults(0, 0, 1_000_000, 0, 0, 0, 0))).isTrue();
        assertThat(strike(new DiskFaults(0, 0, 0, 0, 1_000_000, 0, 0))).isTrue();
        assertThat(strike(DiskFaults.NONE)).isFalse();
        disk.faults(new DiskFaults(0, 0, 0, 0, 0, 1_000_000, 0));
        assertThatThrownBy(() -> disk.open("a").write(0, filled(10, 1))).isInstanceOf(DiskFailure.class);
        disk.faults(new DiskFaults(1_000_000, 0, 0, 0, 0, 0, 0));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        disk.open("a").read(0, ByteBuffer.allocate(2048));
                    }
                })
                .isInstanceOf(DiskFailure.class);
    }

    private boolean strike(DiskFaults faults) {
        disk.faults(DiskFaults.NONE);
        DiskFile file = forced("a", 2048, 1);
        disk.faults(faults);
        file.write(0, filled(2048, 2));
        file.force();
        return !Arrays.equals(disk.contents("a"), filled(2048, 2).array());
    }

    @Test
    void sendsAWriteElsewhere() {
        forced("a", 4096, 1);
        forced("b", 4096, 1);
        disk.faults(new DiskFaults(0, 0, 0, 1_000_000, 0, 0, 0));
        int strikes = 0;
        for (int i = 0; i < 50; i++) {
            SimDisk struck = disk.copy(Chance.of(new SplittableRandom(i)));
            struck.open("a").write(0, filled(512, 2));
            if (struck.contents("a")[0] == 1) {
                strikes++;
                byte[] both = Arrays.copyOf(struck.contents("a"), 8192);
                System.arraycopy(struck.contents("b"), 0, both, 4096, 4096);
                int changed = 0;
                for (byte b : both) {
                    changed += b == 2 ? 1 : 0;
                }
                assertThat(changed).isEqualTo(512);
            }
        }
        assertThat(strikes).isGreaterThan(30);
    }

    @Test
    void countsWhatItWasAskedFor() {
        DiskUsage before = disk.usage();
        forced("a", 1000, 1).read(0, ByteBuffer.allocate(10));
        DiskUsage used = disk.usage().since(before);
        assertThat(used).isEqualTo(new DiskUsage(1, 10, 1, 1000, 1, 1024, 1));
    }

    @Test
    void doesTheSameForTheSameSeed() {
        assertThat(scene(5)).isEqualTo(scene(5));
        assertThat(scene(5)).isNotEqualTo(scene(6));
    }

    private static byte[] scene(long seed) {
        SimDisk disk = new SimDisk(Chance.of(new SplittableRandom(seed)));
        disk.faults(new DiskFaults(0, 300_000, 100_000, 200_000, 100_000, 0, 0));
        DiskFile file = disk.open("a");
        disk.forceDirectory();
        for (int i = 1; i < 100; i++) {
            file.write(i * 100L, filled(300, i));
            if (i % 7 == 0) {
                file.force();
            }
        }
        disk.crash(CrashStyle.REORDERED);
        return disk.contents("a");
    }

    private DiskFile forced(String name, int length, int value) {
        DiskFile file = disk.open(name);
        file.write(0, filled(length, value));
        file.force();
        disk.forceDirectory();
        return file;
    }

    private static String firstOfEachSector(byte[] content) {
        StringBuilder firsts = new StringBuilder();
        for (int i = 0; i < content.length; i += 512) {
            firsts.append(content[i]);
        }
        return firsts.toString();
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }
}
