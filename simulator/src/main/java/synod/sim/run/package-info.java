/** What {@code bin/synod sim} runs: campaigns over seeds, one seed with its trace, the search of the small world. */
@NullMarked
package synod.sim.run;

import org.jspecify.annotations.NullMarked;
