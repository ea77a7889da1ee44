package synod.tree;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * One entry of a znode's list of permissions. A request may carry anything, nulls included; what a znode holds was
 * checked by {@link AccessControl#fix} and has neither null.
 *
 * @param perms the sum of {@link #READ}, {@link #WRITE}, {@link #CREATE}, {@link #DELETE}, {@link #ADMIN}; other bits
 *     are kept and mean nothing
 * @param scheme how {@code id} is to be understood, UTF-8
 * @param id who is meant, UTF-8
 */
public record Acl(
        int perms, @Nullable Bytes scheme, @Nullable Bytes id) {
    /** To read the data and to list the children. */
    public static final int READ = 1;
    /** To set the data. */
    public static final int WRITE = 2;
    /** To create a child. */
    public static final int CREATE = 4;
    /** To delete a child. */
    public static final int DELETE = 8;
    /** To set the permissions. */
    public static final int ADMIN = 16;
    /** Everything. */
    public static final int ALL = 31;

    /** Everybody may do everything: what clients call OPEN. */
    public static final List<Acl> OPEN = List.of(of(ALL, "world", "anyone"));
    /** Everybody may read. */
    public static final List<Acl> READ_ONLY = List.of(of(READ, "world", "anyone"));
    /** In a request: every identity of the caller may do everything. */
    public static final List<Acl> CREATOR_ALL = List.of(of(ALL, "auth", ""));

    /** An entry from text. */
    public static Acl of(int perms, String scheme, String id) {
        return new Acl(
                perms,
                Bytes.wrap(scheme.getBytes(StandardCharsets.UTF_8)),
                Bytes.wrap(id.getBytes(StandardCharsets.UTF_8)));
    }
}
