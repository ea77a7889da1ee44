/**
 * ZooKeeper's data: the tree of znodes, its permissions, and the watches on it.
 *
 * <p>This file grows with the package.
 */
@NullMarked
package synod.tree;

import org.jspecify.annotations.NullMarked;
