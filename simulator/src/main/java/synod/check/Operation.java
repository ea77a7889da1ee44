package synod.check;

import java.util.List;

/**
 * What a client asks of a znode, as far as the model goes: a register with a version that may be absent. Parents are
 * taken to exist and children not to.
 */
public sealed interface Operation {
    /** A version that every version equals, as in ZooKeeper. */
    int ANY_VERSION = -1;

    /** The keys it touches; for most kinds, one. */
    List<String> keys();

    /** Whether it changes nothing, whatever the answer. */
    default boolean isRead() {
        return false;
    }

    /** Makes the znode, with version 0. */
    record Create(String key, String data) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }
    }

    /** Removes the znode if its version is {@code version}. */
    record Delete(String key, int version) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }
    }

    /** Replaces the data and raises the version by one, if the version is {@code version}. */
    record SetData(String key, String data, int version) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }
    }

    /** Insists on a version; a part of {@link Multi}. */
    record Check(String key, int version) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /** Reads data and version. */
    record Get(String key) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /** Reads the version only. */
    record Exists(String key) implements Operation {
        @Override
        public List<String> keys() {
            return List.of(key);
        }

        @Override
        public boolean isRead() {
            return true;
        }
    }

    /** All of its parts, one after the other with nothing in between, or none of them. */
    record Multi(List<Operation> parts) implements Operation {
        @Override
        public List<String> keys() {
            return parts.stream()
                    .flatMap(part -> part.keys().stream())
                    .distinct()
                    .toList();
        }
    }
}
