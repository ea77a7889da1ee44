@NullMarked
package synod.sim.world;

import org.jspecify.annotations.NullMarked;
