/**
 * The lab: pictures of protocol runs, good and bad, for people who would rather look than read. {@link synod.lab.Lab}
 * plays a scenario, one of the {@link synod.lab.Library}'s or a reader's own, with the product's own cores
 * ({@code synod.lab.play}), which leaves a trace ({@code synod.lab.trace}), which is drawn ({@code synod.lab.draw}).
 *
 * <p>The same scenario with the same seed gives the same bytes in every format. Nothing here is durable, and nothing reads
 * or writes a file: texts come in and go out.
 */
@NullMarked
package synod.lab;

import org.jspecify.annotations.NullMarked;
