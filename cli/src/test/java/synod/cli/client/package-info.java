@NullMarked
package synod.cli.client;

import org.jspecify.annotations.NullMarked;
