/**
 * Single-decree Paxos searched to its last state: two proposers, three acceptors, a bound on the rounds, and every order
 * in which messages may arrive, be lost, come again, and processes crash between any two effects. S1 to S3, P1a, P2a,
 * P2b and P2c are checked in every state from a view that no process has.
 */
@NullMarked
package synod.sim.paxos;

import org.jspecify.annotations.NullMarked;
