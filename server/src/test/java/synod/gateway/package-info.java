/** Tests of the client port over real loopback sockets, with a replica of few words behind it. */
@NullMarked
package synod.gateway;

import org.jspecify.annotations.NullMarked;
