/** Tests of the snapshots, against a disk that does not lie but may be changed by hand. */
@NullMarked
package synod.snapshot;

import org.jspecify.annotations.NullMarked;
