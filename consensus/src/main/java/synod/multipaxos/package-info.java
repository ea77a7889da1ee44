/**
 * The Paxos log: an instance of the single decree for each slot 1, 2, 3 ..., and one ballot that covers every slot from a
 * point on. After Lamport, <i>Paxos Made Simple</i> (2001), section 3; Chandra, Griesemer, Redstone, <i>Paxos Made
 * Live</i> (2007); Burrows, <i>The Chubby lock service</i> (2006); Howard, Malkhi, Spiegelman, <i>Flexible Paxos</i>
 * (2016); Alagappan et al., <i>Protocol-Aware Recovery for Consensus-Based Storage</i> (2018); Michael et al.,
 * <i>Recovering Shared Objects Without Stable Storage</i> (2017).
 *
 * <p><b>Roles.</b> {@link synod.multipaxos.MultiPaxos} wires them and decides nothing itself. {@code Acceptor} keeps the
 * promise and what was accepted; {@code Elector} and {@code Follower} answer for it; {@code Learner} delivers in order and
 * asks for what is missing; {@code FailureDetector} guesses who leads; {@code Canvass} asks around before anything is
 * promised; {@code Candidate} gathers promises, {@code Inheritance} works out what they oblige to; {@code Leader} proposes
 * and counts, with its {@code Window} of open slots and its {@code Heartbeats}, on which leases and reads rest; {@code
 * Franchise} knows whether this replica has a vote, {@code Founding} forms an ensemble, {@code Recovery} brings a voter
 * back that forgot, {@code VoteFilter} tells its lives apart. Each exists only as long as it is played.
 *
 * <p><b>The way to lead.</b> A follower that hears nothing for a random time between one and two election timeouts, or
 * learns that the leader's connection broke, asks whether others miss the leader, too. When a prepare quorum does, and
 * the leases they owe have run out, it promises the next ballot to itself and asks for theirs. It learns what others know
 * to be chosen, proposes again what they report, fills gaps with no-ops, and then proposes its first own value. When that
 * is chosen it is established.
 *
 * <p><b>Durable</b>: the promise; for each slot above the snapshot the last accepted ballot and value; the identity (life,
 * pledges, the ensemble's lives, generations, whether this replica votes). What was promised or accepted is durable before
 * it is answered for: {@code send} waits for the disk. The watermark is written now and then and never waited for. All
 * else is volatile: who leads, votes, windows, leases. A lease is a promise in memory only, so a restarted replica
 * promises nothing for the time of one.
 *
 * <p><b>The rules</b> are {@link synod.multipaxos.PaxosRule}: ML1 PROMISE_KEPT, ML2 DURABLE_FIRST, ML3 BALLOT_UNIQUE, ML4
 * BALLOT_NOT_REUSED, ML5 HIGHEST_WINS, ML6 GAPS_FILLED, ML7 QUORUM_CHOOSES, ML8 QUORUMS_MEET, ML9 IN_ORDER, ML10
 * CHOSEN_STAYS, ML11 LEARNT_UNDER_BALLOT, ML12 ESTABLISHED_FIRST, ML13 WINDOW_BOUNDED, ML14 LEASE_KEPT, ML15
 * LEASE_FROM_SENDING, ML16 READ_ROUND_AFTER, ML17 RELEASE_BEFORE_HANDOVER, ML18 VOTERS_VOTE, ML19 FORGETFUL_ABSTAIN, ML20
 * OLD_LIVES_VOID, ML21 DAMAGE_NEVER_SPREADS, ML22 DAMAGE_BLOCKS. Those of the single decree ({@link
 * synod.paxos.PaxosRule}) hold for every slot.
 *
 * <p><b>Bounds.</b> A leader has at most a window of slots and bytes open; what it inherits comes on top, once. Messages
 * are bounded in bytes, but for a single value. The chosen log is kept in memory above the snapshot before the newest, or
 * for as many bytes as the settings allow, whichever is less; what is in no snapshot is always kept.
 *
 * <p><b>Deliberately absent.</b> A change of membership: a configuration is a value in the log from the first day, and a
 * chosen one that differs from the present is delivered, noted as {@code ConfigurationRefused}, and has no other effect.
 * Byzantine faults. Repetition of a client's command after a change of leader, which is the business of whoever proposes
 * it. Batching, too: a value is opaque bytes, however many requests are in it.
 */
@NullMarked
package synod.multipaxos;

import org.jspecify.annotations.NullMarked;
