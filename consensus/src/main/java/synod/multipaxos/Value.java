package synod.multipaxos;

import synod.kernel.Bytes;
import synod.paxos.Ballot;

/** What a slot of the log can hold. */
public sealed interface Value {
    /** The one instance of {@link NoOp}. */
    NoOp NO_OP = new NoOp();

    /** The one instance of {@link Damaged}. */
    Damaged DAMAGED = new Damaged();

    /** About how many bytes the value takes in a message or in memory; what windows and pages are bounded by. */
    int weight();

    /** Fills a slot that a new leader found empty, so that later slots can be delivered. Lamport (2001), section 3. */
    record NoOp() implements Value {
        @Override
        public int weight() {
            return 16;
        }
    }

    /**
     * The first value of each leadership that is its own. The state machine counts epochs by it, and a leader is
     * established only when it is chosen.
     *
     * @param ballot the ballot of the leadership
     */
    record Lead(Ballot ballot) implements Value {
        @Override
        public int weight() {
            return 32;
        }
    }

    /**
     * A configuration.
     *
     * @param configuration who takes part from here on
     */
    record Configure(Configuration configuration) implements Value {
        @Override
        public int weight() {
            return 32
                    + 16
                            * (configuration.voters().size()
                                    + configuration.observers().size());
        }
    }

    /**
     * What a client of the log asked for; opaque here.
     *
     * @param bytes never written to again by anyone
     */
    record Command(Bytes bytes) implements Value {
        @Override
        public int weight() {
            return 16 + bytes.length();
        }
    }

    /**
     * A value was accepted here, and its bytes are lost: the disk still says for which slot and under which ballot, but
     * not what. It is reported in promises and never proposed, sent as chosen, or delivered.
     */
    record Damaged() implements Value {
        @Override
        public int weight() {
            return 16;
        }
    }
}
