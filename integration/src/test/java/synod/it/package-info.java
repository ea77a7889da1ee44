/**
 * What only real parts can show: server processes, unmodified clients, and the rules of the house over everything that
 * was compiled.
 *
 * <p>{@code *Test} classes run with surefire and start no process. {@code *IT} classes run with failsafe, start servers
 * in processes of their own on loopback ports, and are the only tests of the project that wait for real time to pass.
 * They wait for a condition with a limit, never for a length of time. What they decide on are counts and histories, not
 * milliseconds, because the machines that run them are small and shared.
 */
@NullMarked
package synod.it;

import org.jspecify.annotations.NullMarked;
