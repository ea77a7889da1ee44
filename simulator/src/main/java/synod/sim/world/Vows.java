package synod.sim.world;

import java.util.HashMap;
import java.util.Map;
import synod.journal.JournalRecord;
import synod.kernel.NodeId;
import synod.multipaxos.Entry;
import synod.multipaxos.Message;
import synod.multipaxos.Record;
import synod.paxos.Ballot;
import synod.wire.Malformed;
import synod.wire.peer.RecordCodec;

/**
 * What one voter has durably promised and accepted, whatever has become of its disk since. A voter is held to its word
 * through restarts, damage and lost disks, until it has come back in a new generation: then the others have told it what
 * it may have said.
 */
final class Vows {
    private final NodeId voter;
    private long generation;
    private Ballot promised = Ballot.ZERO;
    private final Map<Long, Ballot> accepted = new HashMap<>();

    /** What was owed when the process started. What it says later it may have put down before a later vow was forced. */
    private Ballot promisedBefore = Ballot.ZERO;

    private final Map<Long, Ballot> acceptedBefore = new HashMap<>();

    Vows(NodeId voter) {
        this.voter = voter;
    }

    /** A record has become durable. */
    void onDurable(JournalRecord entry) {
        if (entry.kind() == RecordCodec.PROMISED) {
            raise(ballotOf(entry));
        } else if (entry.kind() == RecordCodec.ACCEPTED) {
            Ballot ballot = ballotOf(entry);
            raise(ballot);
            accepted.merge(entry.slot(), ballot, (one, other) -> other.isAbove(one) ? other : one);
        } else if (entry.kind() == RecordCodec.IDENTIFIED) {
            onIdentified(entry);
        }
    }

    private void onIdentified(JournalRecord entry) {
        try {
            Record decoded = RecordCodec.decode(entry.kind(), 0, 0, 0, entry.body());
            if (decoded instanceof Record.Identified identified
                    && identified.identity().isVoting()) {
                long own = identified.identity().generations().of(voter);
                if (own > generation) {
                    generation = own;
                    promised = Ballot.ZERO;
                    promisedBefore = Ballot.ZERO;
                    accepted.clear();
                    acceptedBefore.clear();
                }
            }
        } catch (Malformed e) {
            throw new Violation(voter + " has written down an identity that cannot be read: " + e.getMessage());
        }
    }

    private void raise(Ballot ballot) {
        promised = ballot.isAbove(promised) ? ballot : promised;
    }

    private static Ballot ballotOf(JournalRecord entry) {
        return new Ballot(entry.round(), entry.node());
    }

    /** Everything up to a slot is in a durable image, and known to be chosen. */
    void onImage(long slot) {
        accepted.keySet().removeIf(each -> each <= slot);
    }

    /** The process starts: all that was said until now it is held to. */
    void onStarted() {
        promisedBefore = promised;
        acceptedBefore.clear();
        acceptedBefore.putAll(accepted);
    }

    /** A message leaves. */
    void onSend(Message message) {
        if (message instanceof Message.Promise promise) {
            requireNotBelow(promise.ballot(), "promises");
            requireReported(promise);
        } else if (message instanceof Message.Accepted vote) {
            requireNotBelow(vote.ballot(), "accepts under");
        } else if (message instanceof Message.Prepare prepare) {
            requireNotBelow(prepare.ballot(), "asks for");
        }
    }

    private void requireNotBelow(Ballot ballot, String what) {
        if (ballot.isBelow(promisedBefore)) {
            throw new Violation(voter + " " + what + " " + ballot + " and had promised " + promisedBefore
                    + " before it was started");
        }
    }

    private void requireReported(Message.Promise promise) {
        if (acceptedBefore.isEmpty()) {
            return;
        }
        Map<Long, Ballot> told = new HashMap<>();
        for (Entry entry : promise.entries()) {
            told.put(entry.slot(), entry.ballot());
        }
        acceptedBefore.forEach((slot, ballot) -> {
            boolean isOfThisPage = slot >= promise.from() && (promise.next() == 0 || slot < promise.next());
            Ballot now = told.get(slot);
            if (isOfThisPage && slot > promise.chosenUpTo() && (now == null || now.isBelow(ballot))) {
                throw new Violation(voter + " promises " + promise.ballot() + " and tells of slot " + slot + " " + now
                        + ", where it had accepted " + ballot + " before it was started");
            }
        });
    }
}
