package synod.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.check.Answer.Done;
import synod.check.Answer.Reason;
import synod.check.Answer.Refused;

/**
 * The sequential specification: what each operation does when nothing else happens at the same time.
 */
final class ZnodeModel {
    /** A znode as the model knows it. */
    record Znode(String data, int version) {}

    /** One place per key, null where there is no znode. Never changed once made. */
    static final class State {
        private final @Nullable Znode[] znodes;

        private State(@Nullable Znode[] znodes) {
            this.znodes = znodes;
        }

        private @Nullable Znode at(int place) {
            return znodes[place];
        }

        private State with(int place, @Nullable Znode znode) {
            @Nullable Znode[] after = znodes.clone();
            after[place] = znode;
            return new State(after);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof State state && Arrays.equals(znodes, state.znodes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(znodes);
        }

        @Override
        public String toString() {
            return Arrays.toString(znodes);
        }
    }

    /** What an operation does in a state: the state after it, or the reason why not. */
    private record Outcome(State after, @Nullable Reason refusal) {}

    private final Map<String, Integer> places;

    /** @param places the place of each key in a state */
    ZnodeModel(Map<String, Integer> places) {
        this.places = places;
    }

    State initial() {
        return new State(new @Nullable Znode[places.size()]);
    }

    /** The state after an operation whose answer is known, or null when that answer is wrong in {@code state}. */
    @Nullable
    State after(State state, Operation operation, Answer answer) {
        Outcome outcome = apply(state, operation);
        if (answer instanceof Refused refused) {
            return outcome.refusal == refused.reason() ? state : null;
        }
        if (outcome.refusal != null) {
            return null;
        }
        return answer instanceof Done done && isRight(outcome.after, operation, done) ? outcome.after : null;
    }

    /** The state after an operation of unknown outcome if it takes effect: {@code state} itself if it is refused. */
    State afterUnknown(State state, Operation operation) {
        return apply(state, operation).after;
    }

    private boolean isRight(State after, Operation operation, Done done) {
        if (operation instanceof Operation.Multi || operation instanceof Operation.Delete) {
            return true;
        }
        Znode znode = after.at(place(operation.keys().get(0)));
        if (znode == null) {
            return false;
        }
        boolean versionIsRight = done.version() == Operation.ANY_VERSION || done.version() == znode.version;
        boolean dataIsRight = !(operation instanceof Operation.Get) || znode.data.equals(done.data());
        return versionIsRight && dataIsRight;
    }

    private Outcome apply(State state, Operation operation) {
        if (operation instanceof Operation.Multi multi) {
            return applyAll(state, multi.parts());
        }
        int place = place(operation.keys().get(0));
        Znode znode = state.at(place);
        if (operation instanceof Operation.Create create) {
            return znode == null
                    ? new Outcome(state.with(place, new Znode(create.data(), 0)), null)
                    : new Outcome(state, Reason.NODE_EXISTS);
        }
        if (znode == null) {
            return new Outcome(state, Reason.NO_NODE);
        }
        if (operation instanceof Operation.SetData set) {
            return isVersion(znode, set.version())
                    ? new Outcome(state.with(place, new Znode(set.data(), znode.version + 1)), null)
                    : new Outcome(state, Reason.BAD_VERSION);
        }
        if (operation instanceof Operation.Delete delete) {
            return isVersion(znode, delete.version())
                    ? new Outcome(state.with(place, null), null)
                    : new Outcome(state, Reason.BAD_VERSION);
        }
        if (operation instanceof Operation.Check check && !isVersion(znode, check.version())) {
            return new Outcome(state, Reason.BAD_VERSION);
        }
        return new Outcome(state, null);
    }

    private Outcome applyAll(State state, List<Operation> parts) {
        State now = state;
        for (Operation part : parts) {
            Outcome outcome = apply(now, part);
            if (outcome.refusal != null) {
                return new Outcome(state, outcome.refusal);
            }
            now = outcome.after;
        }
        return new Outcome(now, null);
    }

    private static boolean isVersion(Znode znode, int version) {
        return version == Operation.ANY_VERSION || version == znode.version;
    }

    private int place(String key) {
        Integer place = places.get(key);
        if (place == null) {
            throw new IllegalArgumentException(key + " is not in this part of the history");
        }
        return place;
    }
}
