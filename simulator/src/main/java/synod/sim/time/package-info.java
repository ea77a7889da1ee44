/** Virtual time: what is going to happen, in an order that depends on nothing but what was planned. */
@NullMarked
package synod.sim.time;

import org.jspecify.annotations.NullMarked;
