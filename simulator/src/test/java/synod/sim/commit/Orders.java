package synod.sim.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Delivers the messages of a run in every order there is. Two runs that have led to the same states, journals and messages
 * on their way go on as one.
 */
final class Orders {
    /** How many deliveries were tried, and whether those are all. */
    record Result(int runs, boolean isComplete) {}

    private Orders() {}

    /**
     * @param beginning makes the stage on which the run begins; the same each time
     * @param most after how many deliveries to give up
     */
    static <M, R> Result all(Supplier<Stage<M, R>> beginning, int most) {
        Deque<List<Integer>> open = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        open.push(List.of());
        int runs = 0;
        while (!open.isEmpty()) {
            if (runs >= most) {
                return new Result(runs, false);
            }
            List<Integer> choices = open.pop();
            Stage<M, R> stage = beginning.get();
            for (int choice : choices) {
                stage.deliver(stage.onTheWay().get(choice), false);
            }
            runs++;
            if (!seen.add(state(stage))) {
                continue;
            }
            for (int next = 0; next < stage.onTheWay().size(); next++) {
                List<Integer> longer = new ArrayList<>(choices);
                longer.add(next);
                open.push(longer);
            }
        }
        return new Result(runs, true);
    }

    private static <M, R> String state(Stage<M, R> stage) {
        StringBuilder state = new StringBuilder();
        stage.nodes().forEach(node -> state.append(stage.view(node)).append(stage.journal(node)));
        stage.onTheWay().stream()
                .map(envelope -> envelope.from() + ">" + envelope.to() + envelope.message())
                .sorted()
                .forEach(state::append);
        return state.toString();
    }
}
