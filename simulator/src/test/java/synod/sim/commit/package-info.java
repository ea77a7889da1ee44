/** The conformance list of atomic commitment, by its numbers, and worlds from seeds. */
@NullMarked
package synod.sim.commit;

import org.jspecify.annotations.NullMarked;
