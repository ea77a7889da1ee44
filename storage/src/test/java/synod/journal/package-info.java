/** Tests of the journal, against a disk that does not lie but may be changed by hand. */
@NullMarked
package synod.journal;

import org.jspecify.annotations.NullMarked;
