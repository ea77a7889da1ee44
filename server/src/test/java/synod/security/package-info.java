/** TLS with certificates that are made when the tests run. */
@NullMarked
package synod.security;

import org.jspecify.annotations.NullMarked;
