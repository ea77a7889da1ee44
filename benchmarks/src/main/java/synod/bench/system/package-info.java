/**
 * The systems under test: which there are, their processes in fresh folders, and what the kernel and they themselves tell
 * about those.
 *
 * <p>Durable: nothing; closing an {@link synod.bench.system.Ensemble} ends its processes, stopped ones too, and deletes
 * its folder, and so does the end of this process unless it is killed itself. Deliberately absent: any load, and any
 * setting that only one of the systems gets, apart from what it cannot start without.
 */
@NullMarked
package synod.bench.system;

import org.jspecify.annotations.NullMarked;
