package synod.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * A window on one znode, made once and pointed at one after the other by {@link Tree#find}. What it shows is valid until
 * the tree changes; what it hands out stays valid.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Znode {
    /** All figures at once. */
    public Stat stat() {
        throw NotYet.built();
    }

    public long czxid() {
        throw NotYet.built();
    }

    public long mzxid() {
        throw NotYet.built();
    }

    public long pzxid() {
        throw NotYet.built();
    }

    public long ctime() {
        throw NotYet.built();
    }

    public long mtime() {
        throw NotYet.built();
    }

    public int version() {
        throw NotYet.built();
    }

    public int cversion() {
        throw NotYet.built();
    }

    public int aversion() {
        throw NotYet.built();
    }

    public long ephemeralOwner() {
        throw NotYet.built();
    }

    public int dataLength() {
        throw NotYet.built();
    }

    public int numChildren() {
        throw NotYet.built();
    }

    /** The data without a copy, null when the znode has none. */
    public @Nullable Bytes data() {
        throw NotYet.built();
    }

    /** The permissions. */
    public List<Acl> acl() {
        throw NotYet.built();
    }

    /** How many znodes there are below this one, at any depth. */
    public int descendants() {
        throw NotYet.built();
    }

    /** Every child's name; the order depends on nothing but the names. */
    public void children(NameSink sink) {
        throw NotYet.built();
    }
}
