/** Tests of the runtime: real threads, real loopback sockets, disks that fail on purpose. */
@NullMarked
package synod.runtime;

import org.jspecify.annotations.NullMarked;
