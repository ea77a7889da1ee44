/**
 * Ways to show a {@link synod.lab.trace.Trace}: as a page, a picture, a text or data. Each is a function from the trace to
 * a text and nothing else, so that the same run always looks the same. A page needs no network: everything is in it.
 *
 * <p>Whatever comes from a scenario is escaped where it enters a text, once ({@link synod.lab.draw.Markup}). Nothing here
 * is durable. Deliberately absent: any knowledge of protocols.
 */
@NullMarked
package synod.lab.draw;

import org.jspecify.annotations.NullMarked;
