package synod.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.check.History.Entry;
import synod.check.ZnodeModel.State;

/**
 * The search for an order, over operations that belong together. It goes through the questions and answers as they
 * happened. Any operation whose question comes before the first open answer may be next; it is taken out with its answer
 * and the search goes on behind it. When an answer is reached and nothing fits before it, the last choice was wrong. A
 * choice that leads to the same operations done and the same state as an earlier one is not tried again (Lowe's
 * improvement, without which the search is hopeless).
 *
 * <p>Operations of unknown outcome have a question and no answer. They are tried last, need not be done at all, and may
 * not be done after one that was asked when their session had already ended.
 */
final class LinearizabilitySearch {
    /** A question or an answer, in a list from which both are taken when the operation is done, and put back. */
    private static final class Node {
        final @Nullable Entry entry;
        final boolean isAnswer;
        final int index;

        @Nullable
        Node answer;

        Node previous = this;

        @Nullable
        Node next;

        Node(@Nullable Entry entry, boolean isAnswer, int index) {
            this.entry = entry;
            this.isAnswer = isAnswer;
            this.index = index;
        }

        void takeOut() {
            previous.next = next;
            if (next != null) {
                next.previous = previous;
            }
        }

        void putBack() {
            previous.next = this;
            if (next != null) {
                next.previous = this;
            }
        }
    }

    /** A choice, and what it takes to undo it. */
    private record Choice(Node node, State before, long latestQuestionBefore) {}

    /** What the rest of the search depends on. */
    private static final class Position {
        private final long[] done;
        private final State state;

        Position(long[] done, State state) {
            this.done = done;
            this.state = state;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Position position
                    && Arrays.equals(done, position.done)
                    && state.equals(position.state);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(done) + state.hashCode();
        }
    }

    private final ZnodeModel model;
    private final Node known = new Node(null, false, -1);
    private final Node unknown = new Node(null, false, -1);
    private final long[] done;
    private final long stepLimit;
    private final Set<Position> seen = new HashSet<>();
    private final Deque<Choice> choices = new ArrayDeque<>();

    private State state;
    /** The latest question among the operations done; operations that ended before it cannot be done any more. */
    private long latestQuestion = -1;

    private long steps;
    private int farthest = -1;
    private String atFarthest = "";

    LinearizabilitySearch(List<Entry> entries, long stepLimit) {
        this.stepLimit = stepLimit;
        this.done = new long[(entries.size() + 63) / 64];
        Map<String, Integer> places = new TreeMap<>();
        for (Entry entry : entries) {
            for (String key : entry.operation().keys()) {
                places.putIfAbsent(key, places.size());
            }
        }
        this.model = new ZnodeModel(places);
        this.state = model.initial();
        link(entries);
    }

    private void link(List<Entry> entries) {
        TreeMap<Long, Node> byMoment = new TreeMap<>();
        Node lastUnknown = unknown;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Node question = new Node(entry, false, i);
            if (!entry.isUnknown()) {
                Node answer = new Node(entry, true, i);
                question.answer = answer;
                byMoment.put(entry.askedAt(), question);
                byMoment.put(entry.answeredAt(), answer);
            } else if (!entry.operation().isRead()) {
                lastUnknown = append(lastUnknown, question);
            }
        }
        Node last = known;
        for (Node node : byMoment.values()) {
            last = append(last, node);
        }
    }

    private static Node append(Node last, Node node) {
        last.next = node;
        node.previous = last;
        return node;
    }

    long stepsTaken() {
        return steps;
    }

    Verdict run() {
        Node candidate = known.next;
        while (known.next != null) {
            if (steps >= stepLimit) {
                return new Verdict.Undecided(atFarthest, steps);
            }
            if (candidate != null && !candidate.isAnswer) {
                steps++;
                candidate = choose(candidate) ? known.next : following(candidate);
            } else if (candidate != null) {
                // Everything that is sure to come before this answer was tried; now what may have come before it.
                rememberIfFarthest(candidate);
                candidate = firstUnknownBefore(unknown.next, candidate);
            } else if (choices.isEmpty()) {
                return new Verdict.Broken(atFarthest);
            } else {
                candidate = following(undo());
            }
        }
        return new Verdict.Good();
    }

    /** The candidate after {@code node}: the next in its list, or an answer, or nothing. */
    private @Nullable Node following(Node node) {
        boolean isUnknown = node.answer == null;
        return isUnknown ? firstUnknownBefore(node.next, firstAnswer()) : node.next;
    }

    private Node firstAnswer() {
        Node node = known.next;
        while (node != null && !node.isAnswer) {
            node = node.next;
        }
        if (node == null) {
            throw new IllegalStateException("a question without its answer");
        }
        return node;
    }

    private static @Nullable Node firstUnknownBefore(@Nullable Node from, Node answer) {
        return from != null && entryOf(from).askedAt() < entryOf(answer).answeredAt() ? from : null;
    }

    private boolean choose(Node node) {
        Entry entry = entryOf(node);
        boolean isUnknown = node.answer == null;
        @Nullable
        State after = isUnknown
                ? model.afterUnknown(state, entry.operation())
                : model.after(state, entry.operation(), entry.answer());
        if (after == null || (isUnknown && (after.equals(state) || entry.answeredAt() < latestQuestion))) {
            return false;
        }
        done[node.index >> 6] |= 1L << node.index;
        if (!seen.add(new Position(done.clone(), after))) {
            done[node.index >> 6] &= ~(1L << node.index);
            return false;
        }
        choices.push(new Choice(node, state, latestQuestion));
        state = after;
        latestQuestion = Math.max(latestQuestion, entry.askedAt());
        node.takeOut();
        if (node.answer != null) {
            node.answer.takeOut();
        }
        return true;
    }

    private Node undo() {
        Choice choice = choices.pop();
        Node node = choice.node;
        if (node.answer != null) {
            node.answer.putBack();
        }
        node.putBack();
        state = choice.before;
        latestQuestion = choice.latestQuestionBefore;
        done[node.index >> 6] &= ~(1L << node.index);
        return node;
    }

    /** Keeps a description of the place where most operations had found their order: the best explanation there is. */
    private void rememberIfFarthest(Node answer) {
        if (choices.size() <= farthest) {
            return;
        }
        farthest = choices.size();
        List<String> open = new ArrayList<>();
        for (Node node = known.next; node != null && node != answer; node = node.next) {
            open.add(entryOf(node).toString());
        }
        List<String> last = new ArrayList<>();
        choices.stream()
                .limit(8)
                .forEach(choice -> last.add(0, entryOf(choice.node).toString()));
        atFarthest = "after " + choices.size() + " operations, the last of them\n  " + String.join("\n  ", last)
                + "\nthe state is " + state + " and none of these can be next:\n  "
                + String.join("\n  ", open);
    }

    private static Entry entryOf(Node node) {
        if (node.entry == null) {
            throw new IllegalStateException("the head of a list has no operation");
        }
        return node.entry;
    }
}
