@NullMarked
package synod.cli.shell;

import org.jspecify.annotations.NullMarked;
