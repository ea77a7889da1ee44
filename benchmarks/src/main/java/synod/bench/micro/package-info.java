/**
 * JMH on the pieces that every request passes: decoding it, the tree, encoding the reply, the journal. Run by {@code
 * bin/synod bench micro}, with bytes allocated per operation, which is the number to watch: unlike nanoseconds it does not
 * depend on who else is using the machine.
 *
 * <p>Deliberately absent: anything with threads, sockets or a real disk; the whole-system comparison has those.
 */
@NullMarked
package synod.bench.micro;

import org.jspecify.annotations.NullMarked;
