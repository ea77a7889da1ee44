/**
 * ZooKeeper's data as a deterministic state machine: the tree of znodes, the permissions on it, and the watches that one
 * server's clients have set.
 *
 * <p>A write is three steps. {@link synod.tree.Tree#prepare} judges a {@link synod.tree.Request} and fixes everything
 * that could come out differently elsewhere in a {@link synod.tree.Txn}; {@link synod.tree.Tree#apply} carries it out and
 * cannot fail; {@link synod.tree.Watches#trigger} tells this server's clients. Where requests are ordered, as with
 * Multi-Paxos, every server does the first two at delivery, in one go with {@link synod.tree.Tree#execute}; where changes
 * of state are ordered, as with ZAB, the primary prepares on {@link synod.tree.Pending}, the tree as it will be.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>the same transactions in the same order make the same tree, the same replies and the same digest on every server;
 *   <li>every transaction, refused ones included, has a zxid greater than the one before;
 *   <li>a multi happens whole or not at all, at one zxid; so does the end of a session;
 *   <li>an image is of exactly one zxid, whatever happens to the tree while it is written;
 *   <li>a connection is told of a change before it can read it, once for each table of watches.
 * </ul>
 *
 * <p>How it is kept: a znode is one packed array of bytes, and one object more when it has children. Children stand in
 * pages in the order of (hash of the name, name), so the order of an enumeration follows from the names alone, a place in
 * it outlives every change of the table, and neither a million children nor names that collide on purpose make any single
 * operation slow. Paths, names and data are UTF-8 from the client's frame to the snapshot.
 *
 * <p>Durable is what an image holds: the znodes, their permissions, the last zxid and the running digest. The index of
 * ephemerals follows from the znodes. Watches are neither replicated nor kept.
 *
 * <p>Deliberately absent: consensus, sessions as such ({@code synod.session}), how identities are proved, connections,
 * and quotas, which are not counted, and znodes with a time to live, which are refused as not implemented. A container
 * is made as an ordinary znode and stays: clients put one above each lock and take a refusal for a failure.
 */
@NullMarked
package synod.tree;

import org.jspecify.annotations.NullMarked;
