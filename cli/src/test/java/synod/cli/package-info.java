/** Tests of the command line: words in, lines and exit codes out. */
@NullMarked
package synod.cli;

import org.jspecify.annotations.NullMarked;
