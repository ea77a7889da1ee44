package synod.tree;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** What a write is answered with. */
public sealed interface Reply {
    /**
     * A znode was created.
     *
     * @param path its path, completed for sequential ones
     * @param stat its figures, null unless they were asked for
     */
    record Created(Bytes path, @Nullable Stat stat) implements Reply {}

    /** A znode was deleted. */
    record Deleted() implements Reply {
        static final Deleted INSTANCE = new Deleted();
    }

    /** The data were set. */
    record DataSet(Stat stat) implements Reply {}

    /** The permissions were set. */
    record AclSet(Stat stat) implements Reply {}

    /** The version matched. */
    record Checked() implements Reply {
        static final Checked INSTANCE = new Checked();
    }

    /** A session's ephemerals are gone. */
    record SessionClosed(int deletedEphemerals) implements Reply {}

    /** The members of the ensemble, as shown in {@code /zookeeper/config}, were replaced. */
    record Configured(Stat stat) implements Reply {}

    /**
     * Refused. As a result inside a {@link Multi} also with {@link ErrorCode#OK} for the operations before the one that
     * failed and {@link ErrorCode#RUNTIME_INCONSISTENCY} for those behind it.
     */
    record Failed(ErrorCode code) implements Reply {
        private static final Map<ErrorCode, Failed> ALL = all();

        /** The one shared reply with this code. */
        public static Failed of(ErrorCode code) {
            return Objects.requireNonNull(ALL.get(code));
        }

        private static Map<ErrorCode, Failed> all() {
            Map<ErrorCode, Failed> all = new EnumMap<>(ErrorCode.class);
            for (ErrorCode code : ErrorCode.values()) {
                all.put(code, new Failed(code));
            }
            return all;
        }
    }

    /** The result of each part, in order. When one failed, all are {@link Failed} and nothing has changed. */
    record Multi(List<Reply> results) implements Reply {}
}
