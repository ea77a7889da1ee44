package synod.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.paxos.Ballot;

/** The ring against a map. */
class SlotLogTest {
    @Test
    void behavesLikeAMap() {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 50; run++) {
            long first = 1L + random.nextInt(1000);
            SlotLog log = new SlotLog(first);
            TreeMap<Long, Entry> model = new TreeMap<>();
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(10) == 0) {
                    long to = first + random.nextInt(60);
                    log.trimBelow(to);
                    model.headMap(to).clear();
                    first = Math.max(first, to);
                } else {
                    long slot = first + random.nextInt(300);
                    Ballot ballot = new Ballot(1 + random.nextInt(5), 1);
                    Value value = random.nextInt(5) == 0
                            ? Value.DAMAGED
                            : new Value.Command(Bytes.wrap(new byte[random.nextInt(30)]));
                    log.put(slot, ballot, value);
                    model.put(slot, new Entry(slot, ballot, value));
                }
                check(log, first, model);
            }
        }
    }

    private static void check(SlotLog log, long first, NavigableMap<Long, Entry> model) {
        assertThat(log.first()).isEqualTo(first);
        assertThat(log.last()).isGreaterThanOrEqualTo(model.isEmpty() ? first - 1 : model.lastKey());
        long weight = 0;
        for (Entry entry : model.values()) {
            weight += entry.value().weight();
        }
        assertThat(log.weight()).isEqualTo(weight);
        for (long slot = first - 2; slot < first + 310; slot++) {
            Entry entry = model.get(slot);
            assertThat(log.valueAt(slot)).isEqualTo(entry == null ? null : entry.value());
            assertThat(log.ballotAt(slot)).isEqualTo(entry == null ? Ballot.ZERO : entry.ballot());
            assertThat(log.isIntact(slot)).isEqualTo(entry != null && entry.value() != Value.DAMAGED);
        }
    }

    @Test
    void refusesWhatIsForgottenOrAbsurdlyFar() {
        SlotLog log = new SlotLog(10);
        assertThat(log.canHold(9)).isFalse();
        assertThat(log.canHold(10 + SlotLog.MAX_SPAN)).isFalse();
        assertThatThrownBy(() -> log.put(9, Ballot.ZERO, Value.NO_OP)).isInstanceOf(IllegalArgumentException.class);
    }
}
