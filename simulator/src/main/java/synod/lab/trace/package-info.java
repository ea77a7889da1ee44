/**
 * A run as it is shown: who took part, what happened step by step, what each process knew after each step, and which
 * rules held. It knows no protocol. Whoever runs one fills a {@link synod.lab.trace.Recorder}; whoever draws reads the
 * {@link synod.lab.trace.Trace}.
 *
 * <p>Every event stands for something that a process of the product did or that befell it; nothing is added for the sake
 * of the picture. Nothing here is durable. What is deliberately absent: clocks, chance, colours and places, which are the
 * matter of those who run and of those who draw.
 */
@NullMarked
package synod.lab.trace;

import org.jspecify.annotations.NullMarked;
