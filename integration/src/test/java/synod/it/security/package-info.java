/**
 * What somebody who means harm may try: to get around access lists, and to keep a server from serving others. Wrong and
 * weak certificates are tried in {@code synod.it.TlsIT}.
 */
@NullMarked
package synod.it.security;

import org.jspecify.annotations.NullMarked;
