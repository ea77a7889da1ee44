package synod.tree;

import java.util.List;

/** Whether a connection may see an event; asked at delivery, with the identities the connection has then. */
@FunctionalInterface
public interface WatchFilter {
    /** Lets everything through. */
    WatchFilter NONE = (connection, acl) -> true;

    /** @param acl the list on which {@link Acl#READ} is needed */
    boolean mayRead(long connection, List<Acl> acl);
}
