/**
 * Runs of the product's own protocol cores, directed step by step. A {@link synod.lab.play.Scenario} is a text that says
 * what is to happen; the {@code Director} reads it line by line and lets it happen to a {@code Play}, which has the
 * processes of one protocol; both write down what comes of it.
 *
 * <p>Time is virtual: a message takes {@value synod.lab.play.Director#LATENCY_MILLIS} ms, or with a seed other than 0
 * something around that; delivering by hand moves time on to where the message is due. Timers go off only when the
 * scenario lets time pass ({@code run}) or says so ({@code timer}), so that every case can be shown that a slow process or
 * a wrong clock may bring about.
 *
 * <p>Nothing here is durable but the journals of the processes on the stage. Deliberately absent: protocol rules. What is
 * shown is what the cores did, and the verdicts come from checkers that share no code with them.
 */
@NullMarked
package synod.lab.play;

import org.jspecify.annotations.NullMarked;
