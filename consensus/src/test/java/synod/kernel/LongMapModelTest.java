package synod.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LongMapModelTest {
    @Test
    void behavesLikeATreeMap() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            LongMap<String> map = new LongMap<>();
            TreeMap<Long, String> twin = new TreeMap<>();
            int range = 1 + random.nextInt(200);
            for (int i = 0; i < 5_000; i++) {
                long key = (random.nextInt(range) - range / 2L) * (random.nextBoolean() ? 1L : 1L << 32);
                String value = "v" + i;
                switch (random.nextInt(3)) {
                    case 0 -> assertThat(map.put(key, value)).isEqualTo(twin.put(key, value));
                    case 1 -> assertThat(map.remove(key)).isEqualTo(twin.remove(key));
                    default -> assertThat(map.find(key)).isEqualTo(twin.get(key));
                }
                assertThat(map.size()).isEqualTo(twin.size());
            }
            TreeMap<String, Boolean> visited = new TreeMap<>();
            map.forEach(value -> assertThat(visited.put(value, true)).isNull());
            assertThat(visited.keySet()).containsExactlyInAnyOrderElementsOf(twin.values());
        }
    }
}
