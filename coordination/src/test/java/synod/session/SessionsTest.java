package synod.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.tree.MalformedSnapshot;

final class SessionsTest {
    private static final Bytes SECRET = Bytes.wrap("secret".getBytes(StandardCharsets.UTF_8));

    private final Sessions sessions = new Sessions(SECRET);

    @Test
    void idsAreNeverGivenTwiceNorSpecial() {
        TreeMap<Long, Boolean> seen = new TreeMap<>();
        for (int i = 0; i < 5000; i++) {
            long id = sessions.create(1000, i, i);
            assertThat(seen.put(id, true)).isNull();
            assertThat(id >>> 56).isEqualTo(1);
            if (i % 3 == 0) {
                assertThat(sessions.close(id, i)).isTrue();
                assertThat(sessions.close(id, i)).isFalse();
            }
        }
        assertThat(new Sessions(Bytes.EMPTY).create(1, 1, 1)).isNotEqualTo(seen.firstKey());
    }

    @Test
    void whoAttachesLastHasIt() {
        long id = sessions.create(4000, 7, 1);
        assertThat(sessions.attachment(id)).isEqualTo(7);
        assertThat(sessions.attach(id, 6000, 8, 2)).isTrue();
        assertThat(sessions.attachment(id)).isEqualTo(8);
        assertThat(sessions.timeoutMillis(id)).isEqualTo(6000);
        assertThat(sessions.close(id, 3)).isTrue();
        assertThat(sessions.attach(id, 6000, 9, 4)).isFalse();
        assertThat(sessions.contains(id)).isFalse();
        assertThat(sessions.timeoutMillis(id)).isEqualTo(-1);
        assertThat(sessions.attachment(id)).isEqualTo(-1);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void aPasswordBelongsToTheIdAndTheEnsemble() {
        long id = sessions.create(1, 1, 1);
        Bytes password = sessions.password(id);
        assertThat(password.length()).isEqualTo(16);
        assertThat(new Sessions(SECRET).password(id)).isEqualTo(password);
        assertThat(new Sessions(Bytes.EMPTY).password(id)).isNotEqualTo(password);
        assertThat(sessions.password(id + 1)).isNotEqualTo(password);
        assertThat(sessions.isPassword(id, password)).isTrue();
        assertThat(sessions.isPassword(id, Bytes.wrap(new byte[16]))).isFalse();
        assertThat(sessions.isPassword(id, password.slice(0, 15))).isFalse();
        assertThat(sessions.isPassword(id, Bytes.EMPTY)).isFalse();
    }

    @Test
    void theDigestNoticesEveryDifference() {
        List<Long> digests = new ArrayList<>();
        for (int variant = 0; variant < 8; variant++) {
            Sessions each = new Sessions(SECRET);
            long id = each.create(variant == 1 ? 2 : 1, variant == 2 ? 2 : 1, variant == 3 ? 2 : 1);
            if (variant == 4) {
                each.attach(id, 1, 1, 2);
            } else if (variant == 5) {
                each.attach(id + 1, 1, 1, 2);
            } else if (variant == 6) {
                each.close(id, 2);
            } else if (variant == 7) {
                each.close(id + 1, 2);
            }
            assertThat(digests).doesNotContain(each.digest());
            digests.add(each.digest());
        }
    }

    @Test
    void anImageIsOfOneMomentAndComesBackTheSame() throws MalformedSnapshot {
        Random random = new Random(4);
        List<Long> ids = new ArrayList<>();
        TreeMap<Long, List<Long>> twin = new TreeMap<>();
        Sessions live = sessions;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                change(live, random, ids, twin, round * 1000L + i);
            }
            check(live, twin);
            Sessions.Image image = live.image();
            TreeMap<Long, List<Long>> then = new TreeMap<>(twin);
            long digest = live.digest();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (!image.write(
                    random.nextInt(50), block -> out.write(block.array(), block.offset(), block.length()))) {
                change(live, random, ids, twin, round * 1000L + 999);
            }
            Sessions loaded = load(out.toByteArray(), 1 + random.nextInt(40));
            check(loaded, then);
            assertThat(loaded.digest()).isEqualTo(digest);
            if (round % 2 == 0) {
                live = loaded;
                twin = then;
            }
        }
    }

    private static void change(Sessions live, Random random, List<Long> ids, Map<Long, List<Long>> twin, long zxid) {
        long attachment = random.nextLong();
        int timeout = random.nextInt(10_000);
        if (ids.isEmpty() || random.nextInt(3) == 0) {
            long id = live.create(timeout, attachment, zxid);
            ids.add(id);
            twin.put(id, List.of((long) timeout, attachment));
            return;
        }
        long id = ids.get(random.nextInt(ids.size()));
        boolean lives = twin.containsKey(id);
        if (random.nextBoolean()) {
            assertThat(live.attach(id, timeout, attachment, zxid)).isEqualTo(lives);
            twin.computeIfPresent(id, (key, old) -> List.of((long) timeout, attachment));
        } else {
            assertThat(live.close(id, zxid)).isEqualTo(lives);
            twin.remove(id);
        }
    }

    private static void check(Sessions live, Map<Long, List<Long>> twin) {
        assertThat(live.size()).isEqualTo(twin.size());
        assertThat(live.ids())
                .isEqualTo(twin.keySet().stream().mapToLong(Long::longValue).toArray());
        twin.forEach((id, values) -> {
            assertThat(live.timeoutMillis(id)).isEqualTo(values.get(0).intValue());
            assertThat(live.attachment(id)).isEqualTo(values.get(1));
        });
    }

    private static Sessions load(byte[] image, int slice) throws MalformedSnapshot {
        SessionsLoader loader = new SessionsLoader(SECRET);
        for (int at = 0; at < image.length; at += slice) {
            int size = Math.min(slice, image.length - at);
            assertThat(loader.accept(Bytes.copyOf(image, at, size))).isEqualTo(size);
        }
        assertThat(loader.isComplete()).isTrue();
        return loader.finish();
    }

    @Test
    void everyDamageIsRefused() throws MalformedSnapshot {
        for (int i = 0; i < 5; i++) {
            sessions.create(i, i, i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(sessions.image().write(100, block -> out.writeBytes(block.toArray())))
                .isTrue();
        byte[] image = out.toByteArray();
        assertThat(load(image, image.length).size()).isEqualTo(5);
        for (int length = 0; length < image.length; length++) {
            byte[] cut = Arrays.copyOf(image, length);
            SessionsLoader loader = new SessionsLoader(SECRET);
            assertThat(loader.accept(Bytes.wrap(cut))).isEqualTo(length);
            assertThatThrownBy(loader::finish).isInstanceOf(MalformedSnapshot.class);
        }
        for (int bit = 0; bit < 8 * image.length; bit++) {
            byte[] damaged = image.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> load(damaged, damaged.length))
                    .as("bit %d", bit)
                    .isInstanceOf(MalformedSnapshot.class);
        }
        SessionsLoader loader = new SessionsLoader(SECRET);
        assertThat(loader.accept(Bytes.wrap(Arrays.copyOf(image, image.length + 3))))
                .isEqualTo(image.length);
    }
}
