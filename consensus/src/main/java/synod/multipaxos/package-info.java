/** The Paxos log: one ballot for every slot from a point on. */
@NullMarked
package synod.multipaxos;

import org.jspecify.annotations.NullMarked;
