/** Every scenario that comes along, the format of scenarios, and every way to show a run. */
@NullMarked
package synod.lab;

import org.jspecify.annotations.NullMarked;
