package synod.paxos;

import org.jspecify.annotations.Nullable;

/**
 * What a process must find again after a crash: one immutable record per role, replaced whole. The newest record of
 * each kind counts. A learner has none; it asks.
 */
public sealed interface Durable {
    /**
     * All that an acceptor remembers.
     *
     * @param promised the ballot below which it accepts nothing
     * @param accepted the proposal of the highest ballot that it accepted, or null
     */
    record AcceptorState(Ballot promised, @Nullable Proposal accepted) implements Durable {
        /** An acceptor that never heard of anything. */
        public static final AcceptorState BLANK = new AcceptorState(Ballot.ZERO, null);

        /** @throws synod.kernel.InvariantViolation when something above {@code promised} was accepted */
        public AcceptorState {
            if (accepted != null && accepted.ballot().compareTo(promised) > 0) {
                throw PaxosRule.P1A.broken("accepted " + accepted + " but promised only " + promised);
            }
        }
    }

    /**
     * All that a proposer remembers.
     *
     * @param round the highest round it may ever have used
     */
    record ProposerState(long round) implements Durable {
        /** A proposer that never proposed. */
        public static final ProposerState BLANK = new ProposerState(0);
    }
}
