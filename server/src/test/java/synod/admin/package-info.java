/** Tests of the commands over HTTP. */
@NullMarked
package synod.admin;

import org.jspecify.annotations.NullMarked;
