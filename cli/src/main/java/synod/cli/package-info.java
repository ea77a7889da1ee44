/**
 * {@code bin/synod}: one class per verb. A verb reads its options, calls what does the work elsewhere, and turns the
 * outcome into lines a person or a script can read and an exit code.
 *
 * <p>What a user does wrong is answered with one sentence and exit code 2, never with a stack trace.
 *
 * <p>What a client of ZooKeeper can do by hand is in {@code synod.cli.shell}.
 *
 * <p>Deliberately absent: anything that would still be needed if there were no command line.
 */
@NullMarked
package synod.cli;

import org.jspecify.annotations.NullMarked;
