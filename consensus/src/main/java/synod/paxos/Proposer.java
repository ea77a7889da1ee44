package synod.paxos;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.paxos.Durable.ProposerState;
import synod.paxos.Message.Accept;
import synod.paxos.Message.Prepare;
import synod.paxos.Message.Promise;
import synod.paxos.Message.Refused;
import synod.paxos.PaxosNote.Adopted;
import synod.paxos.PaxosNote.Began;
import synod.paxos.PaxosNote.Declined;
import synod.paxos.PaxosNote.Ignored;
import synod.paxos.PaxosNote.Preempted;
import synod.paxos.PaxosNote.Reason;

/**
 * Gets a value chosen: its own if it may, another's if that one may be chosen already. Two proposers may pre-empt each
 * other for as long as they like without doing harm; a random pause between rounds ends the duel sooner or later.
 */
final class Proposer {
    private enum Phase {
        IDLE,
        PREPARING,
        ACCEPTING
    }

    private final NodeId self;
    private final List<NodeId> acceptors;
    private final long retryNanos;

    private ProposerState durable;
    private Phase phase = Phase.IDLE;
    private @Nullable Bytes own;
    private long deadline = Long.MAX_VALUE;

    /** The highest round seen anywhere; the next own round is above it. */
    private long seenRound;

    private Ballot ballot = Ballot.ZERO;

    /** The promises of the present ballot, by acceptor. */
    private final TreeMap<NodeId, Promise> promises = new TreeMap<>();

    /** @param restored the newest durable state: no round up to it is used again */
    Proposer(NodeId self, List<NodeId> acceptors, long retryNanos, ProposerState restored) {
        this.self = self;
        this.acceptors = acceptors;
        this.retryNanos = retryNanos;
        this.durable = restored;
        this.seenRound = restored.round();
    }

    long deadline() {
        return deadline;
    }

    /** Takes {@code value} as its own and begins a round for it. The first value stays: this is a single decree. */
    void onPropose(long now, Bytes value, Effects<Message, Durable, Bytes> out) {
        if (own != null) {
            out.note(new Declined(value, Reason.ANOTHER_WISH));
            return;
        }
        own = value;
        begin(now, 0, out);
    }

    /** The last round led nowhere in time: begins a higher one. */
    void onTick(long now, long coin, Effects<Message, Durable, Bytes> out) {
        if (now >= deadline) {
            begin(now, Long.remainderUnsigned(coin, retryNanos), out);
        }
    }

    /** Phase 1a. The round is durable before the prepare leaves, because {@code send} waits. */
    private void begin(long now, long pauseNanos, Effects<Message, Durable, Bytes> out) {
        long round = seenRound + 1;
        if (round <= durable.round()) {
            throw PaxosRule.BALLOT.broken("round " + round + " again; " + durable.round() + " may have been used");
        }
        durable = new ProposerState(round);
        seenRound = round;
        ballot = new Ballot(round, self.value());
        phase = Phase.PREPARING;
        promises.clear();
        deadline = now + retryNanos + pauseNanos;
        out.persist(durable);
        out.note(new Began(ballot));
        for (NodeId acceptor : acceptors) {
            out.send(acceptor, new Prepare(ballot));
        }
    }

    /** Counts a promise of the present ballot; a majority of them opens phase 2. */
    void onPromise(NodeId acceptor, Promise promise, Effects<Message, Durable, Bytes> out) {
        if (!promise.ballot().equals(ballot)) {
            out.note(new Ignored(promise, Reason.OLD_BALLOT));
            return;
        }
        if (phase != Phase.PREPARING) {
            out.note(new Ignored(promise, Reason.TOO_LATE));
            return;
        }
        if (promises.putIfAbsent(acceptor, promise) != null) {
            out.note(new Ignored(promise, Reason.DUPLICATE));
            return;
        }
        Proposal reported = promise.accepted();
        if (reported != null && reported.ballot().compareTo(ballot) >= 0) {
            throw PaxosRule.BALLOT.broken(reported + " was accepted before " + ballot + " was proposed");
        }
        if (promises.size() >= Roster.majority(acceptors)) {
            propose(out);
        }
    }

    /** Phase 2a: the value of the highest proposal that the majority reported, else its own. */
    private void propose(Effects<Message, Durable, Bytes> out) {
        Proposal highest = highestReported();
        if (highest != null) {
            out.note(new Adopted(ballot, highest));
        }
        Bytes value = highest == null ? own : highest.value();
        if (value == null) {
            throw PaxosRule.S1.broken("there is no value to propose under " + ballot);
        }
        checkP2c(value);
        phase = Phase.ACCEPTING;
        for (NodeId acceptor : acceptors) {
            out.send(acceptor, new Accept(ballot, value));
        }
    }

    private @Nullable Proposal highestReported() {
        Proposal highest = null;
        for (Promise promise : promises.values()) {
            Proposal reported = promise.accepted();
            if (reported != null && (highest == null || reported.ballot().compareTo(highest.ballot()) > 0)) {
                highest = reported;
            }
        }
        return highest;
    }

    /** The rule once more, word for word and without a variable in common with the code that keeps it. */
    private void checkP2c(Bytes value) {
        boolean nothingAccepted = promises.values().stream().allMatch(promise -> promise.accepted() == null);
        boolean isValueOfHighest = promises.values().stream()
                .flatMap(promise -> Stream.ofNullable(promise.accepted()))
                .max(Comparator.comparing(Proposal::ballot))
                .filter(proposal -> proposal.value().equals(value))
                .isPresent();
        if (promises.size() < Roster.majority(acceptors) || !(nothingAccepted || isValueOfHighest)) {
            throw PaxosRule.P2C.broken(value + " under " + ballot + " after " + promises);
        }
    }

    /** Somebody else is ahead. The next round will be above it, when the pause is over: hurrying would feed the duel. */
    void onRefused(Refused refused, Effects<Message, Durable, Bytes> out) {
        seenRound = Math.max(seenRound, refused.promised().round());
        if (refused.ballot().equals(ballot)) {
            out.note(new Preempted(ballot, refused.promised()));
        } else {
            out.note(new Ignored(refused, Reason.OLD_BALLOT));
        }
    }

    /** A value is chosen, whosever it is: there is nothing left to propose. */
    void onChosen() {
        phase = Phase.IDLE;
        deadline = Long.MAX_VALUE;
    }
}
