package synod.sim.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the dumbest of all queues: a list that is sorted. */
final class EventQueueTest {
    private record Planned(long time, int order) {}

    @Test
    void happensInOrderOfTimeAndThenOfPlanning() {
        SplittableRandom random = new SplittableRandom(1);
        EventQueue queue = new EventQueue();
        List<Planned> planned = new ArrayList<>();
        List<Planned> happened = new ArrayList<>();
        for (int order = 0; order < 5_000; order++) {
            Planned next = new Planned(random.nextInt(500), order);
            planned.add(next);
            queue.at(next.time, () -> happened.add(next));
        }
        while (queue.next() != Long.MAX_VALUE) {
            queue.step();
        }
        planned.sort(Comparator.comparingLong(Planned::time).thenComparingInt(Planned::order));
        assertThat(happened).isEqualTo(planned);
        assertThat(queue.happened()).isEqualTo(5_000);
        assertThat(queue.size()).isZero();
    }

    @Test
    void whatIsPlannedForThePastHappensNext() {
        EventQueue queue = new EventQueue();
        List<String> happened = new ArrayList<>();
        queue.at(10, () -> {
            queue.at(5, () -> happened.add("late at " + queue.now()));
            queue.at(11, () -> happened.add("in time"));
        });
        while (queue.next() <= 20) {
            queue.step();
        }
        assertThat(happened).containsExactly("late at 10", "in time");
    }
}
