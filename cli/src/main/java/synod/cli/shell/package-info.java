/**
 * The verbs that read and write znodes, each usable by itself as {@code synod get} and, with the same words, inside {@code
 * synod shell}.
 *
 * <p>A verb is a class that reads its words, asks a {@link synod.cli.client.Client} and prints through its {@link
 * synod.cli.shell.Surroundings}; it does not know whether it runs in a shell. What goes wrong is thrown and told in one place,
 * {@code Failures}, which asks the server what it takes to say precisely what is wrong and what to do next.
 *
 * <p>What scripts read is the standard output and the exit code: the shapes of {@code --json} and the codes are a promise,
 * written down in {@code docs/shell.md}; everything for people goes to the standard error.
 */
@NullMarked
package synod.cli.shell;

import org.jspecify.annotations.NullMarked;
