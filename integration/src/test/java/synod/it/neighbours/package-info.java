/**
 * Clients and applications that others wrote, unmodified, in processes of their own on the class path or with the
 * interpreter that they need. A guest says what it has done, line by line ({@link synod.it.neighbours.Host}), and may ask
 * the test to end a server, to start it again, or to stop the guest itself until its session has expired
 * ({@link synod.it.neighbours.Guest}).
 *
 * <p>The jars come from the {@code neighbours} folder of the project, where each client and application has a pom of its
 * own. What comes from elsewhere (Debian, npm) is used when it is there; otherwise the test is skipped with a line that
 * says how to get it.
 */
@NullMarked
package synod.it.neighbours;

import org.jspecify.annotations.NullMarked;
