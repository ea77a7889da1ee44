package synod.sim.paxos;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.paxos.Ballot;
import synod.paxos.Message;
import synod.paxos.PaxosRule;
import synod.sim.paxos.Facts.Fact;

/** The rules of the single decree over all facts at once. It shares no code with the processes it judges. */
public final class DecreeChecker {
    private final int acceptors;
    private final Set<Bytes> wished = new LinkedHashSet<>();
    private final TreeMap<Ballot, TreeMap<NodeId, Bytes>> votes = new TreeMap<>();
    private final TreeMap<Ballot, Set<Bytes>> proposed = new TreeMap<>();
    private final Set<Bytes> learnt = new LinkedHashSet<>();

    /** @param facts everything that has become true so far */
    public DecreeChecker(int acceptors, Iterable<Fact> facts) {
        this.acceptors = acceptors;
        for (Fact fact : facts) {
            if (fact instanceof Fact.Wished wish) {
                wished.add(wish.value());
            } else if (fact instanceof Fact.Voted vote) {
                votes.computeIfAbsent(vote.ballot(), key -> new TreeMap<>()).put(vote.acceptor(), vote.value());
            } else if (fact instanceof Fact.Learnt learnt) {
                this.learnt.add(learnt.value());
            } else if (fact instanceof Fact.Sent sent && sent.message() instanceof Message.Accept accept) {
                proposed.computeIfAbsent(accept.ballot(), key -> new LinkedHashSet<>())
                        .add(accept.value());
            }
        }
    }

    /** The first rule that does not hold, or null. */
    @Nullable
    public PaxosRule broken() {
        NavigableMap<Ballot, Bytes> chosen = chosen();
        Set<Bytes> values = new LinkedHashSet<>(chosen.values());
        if (!wished.containsAll(values)) {
            return PaxosRule.S1;
        }
        if (values.size() > 1) {
            return PaxosRule.S2;
        }
        if (!values.containsAll(learnt)) {
            return PaxosRule.S3;
        }
        for (Set<Bytes> ofBallot : proposed.values()) {
            if (ofBallot.size() > 1) {
                return PaxosRule.BALLOT;
            }
        }
        if (!chosen.isEmpty()) {
            Bytes value = chosen.firstEntry().getValue();
            for (TreeMap<NodeId, Bytes> above : votes.tailMap(chosen.firstKey()).values()) {
                if (above.values().stream().anyMatch(vote -> !vote.equals(value))) {
                    return PaxosRule.P2A;
                }
            }
            for (Set<Bytes> above : proposed.tailMap(chosen.firstKey()).values()) {
                if (above.stream().anyMatch(proposal -> !proposal.equals(value))) {
                    return PaxosRule.P2B;
                }
            }
        }
        for (var entry : proposed.entrySet()) {
            for (Bytes value : entry.getValue()) {
                if (!isSafe(entry.getKey(), value)) {
                    return PaxosRule.P2C;
                }
            }
        }
        return null;
    }

    private NavigableMap<Ballot, Bytes> chosen() {
        TreeMap<Ballot, Bytes> chosen = new TreeMap<>();
        votes.forEach((ballot, byAcceptor) -> {
            for (Bytes value : new LinkedHashSet<>(byAcceptor.values())) {
                long count = byAcceptor.values().stream().filter(value::equals).count();
                if (count > acceptors / 2) {
                    chosen.put(ballot, value);
                }
            }
        });
        return chosen;
    }

    /**
     * P2c: some majority accepted nothing below {@code ballot}, or the highest that it accepted there is {@code value}. The
     * best majority for a value is found by trying, as the highest allowed vote, each vote for it.
     */
    private boolean isSafe(Ballot ballot, Bytes value) {
        TreeMap<NodeId, Ballot> lastVotes = new TreeMap<>();
        TreeSet<Ballot> limits = new TreeSet<>();
        votes.headMap(ballot)
                .forEach((voted, byAcceptor) -> byAcceptor.forEach((acceptor, vote) -> {
                    lastVotes.put(acceptor, voted);
                    if (vote.equals(value)) {
                        limits.add(voted);
                    }
                }));
        int silent = acceptors - lastVotes.size();
        if (silent > acceptors / 2) {
            return true;
        }
        for (Ballot limit : limits) {
            int within = silent;
            for (Ballot last : lastVotes.values()) {
                within += last.compareTo(limit) <= 0 ? 1 : 0;
            }
            boolean limitIsIn = lastVotes.containsValue(limit);
            if (limitIsIn && within > acceptors / 2) {
                return true;
            }
        }
        return false;
    }

    /** P1a, in both directions, for a message that an acceptor has just taken without a crash. */
    static @Nullable PaxosRule brokenBy(
            NodeId acceptor, Message.Accept accept, Iterable<Fact> before, List<Fact> news) {
        boolean promisedMore = false;
        boolean votedAlready = false;
        for (Fact fact : before) {
            promisedMore |= fact instanceof Fact.Promised promised
                    && promised.acceptor().equals(acceptor)
                    && promised.ballot().compareTo(accept.ballot()) > 0;
            votedAlready |= fact.equals(new Fact.Voted(acceptor, accept.ballot(), accept.value()));
        }
        boolean votes = news.contains(new Fact.Voted(acceptor, accept.ballot(), accept.value()));
        boolean isRight = promisedMore ? !votes || votedAlready : votes || votedAlready;
        return isRight ? null : PaxosRule.P1A;
    }

    /** Whether a fact matters to {@link #broken}. */
    static boolean isRelevant(Fact fact) {
        boolean isOtherMessage = fact instanceof Fact.Sent sent && !(sent.message() instanceof Message.Accept);
        return !isOtherMessage && !(fact instanceof Fact.Promised);
    }
}
