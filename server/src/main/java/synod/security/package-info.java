/**
 * TLS: key and trust stores as ZooKeeper's keys name them, the contexts made of them, and their exchange while the server
 * runs. Used by the client port and by the links between servers, which stay free of certificates. SASL: whom a JAAS
 * configuration names, and the steps of one client's login.
 *
 * <p>Rules: a password is never written anywhere; a store that cannot be used at the start stops the server with a line
 * that names the key, the file and what to do; one that cannot be used later leaves the last good one in its place. What a
 * handshake takes (signatures, revocation lists) runs beside the loop.
 *
 * <p>Durable: nothing. Deliberately absent: an implementation of TLS, which is the JDK's behind Netty's handler, and of SASL's mechanisms, which are the JDK's, and what
 * a certificate's owner may do.
 */
@NullMarked
package synod.security;

import org.jspecify.annotations.NullMarked;
