/** Tests of the configuration, the data folder, and whole servers in this process. */
@NullMarked
package synod.server;

import org.jspecify.annotations.NullMarked;
