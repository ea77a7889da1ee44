package synod.commit.paxos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote.Ignored;
import synod.commit.CommitNote.Reason;
import synod.commit.CommitRule;
import synod.commit.Numbers;
import synod.commit.Out;
import synod.commit.TransactionId;
import synod.commit.paxos.Message.Accept;
import synod.commit.paxos.Message.Accepted;
import synod.commit.paxos.Message.Forget;
import synod.commit.paxos.Message.Held;
import synod.commit.paxos.Message.Lead;
import synod.commit.paxos.Message.Promise;
import synod.commit.paxos.Message.Refused;
import synod.commit.paxos.Record.Forgotten;
import synod.commit.paxos.Record.Instances;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.paxos.Ballot;
import synod.paxos.Durable;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Proposal;

/**
 * The acceptors of all instances of a transaction, as one: what they promise and accept goes into one record and one
 * message (P4). Each instance is a {@link synod.paxos.Acceptor} and knows nothing of the others.
 */
final class Acceptor {
    private static final Bytes PREPARED = Bytes.wrap(new byte[] {1});
    private static final Bytes ABORTED = Bytes.wrap(new byte[] {0});

    /** The instances of one transaction, in the order of its members. */
    private final class Case {
        final TransactionId id;
        final List<NodeId> members;
        final List<synod.paxos.Acceptor> instances = new ArrayList<>();

        /** Proposals of ballot 0 that wait for the others, so that all share one forced write. */
        final TreeMap<NodeId, Held> gathered = new TreeMap<>();

        long deadline = Long.MAX_VALUE;
        int tries;

        Case(TransactionId id, List<NodeId> members, @Nullable List<AcceptorState> states) {
            this.id = id;
            this.members = members;
            for (int i = 0; i < members.size(); i++) {
                AcceptorState state = states == null ? AcceptorState.BLANK : states.get(i);
                instances.add(new synod.paxos.Acceptor(List.of(self), state));
            }
        }

        synod.paxos.Acceptor of(NodeId member) {
            int index = members.indexOf(member);
            if (index < 0) {
                throw CommitRule.P5.broken(id + " has no instance of " + member + ", only of " + members);
            }
            return instances.get(index);
        }

        List<AcceptorState> states() {
            List<AcceptorState> states = new ArrayList<>();
            for (synod.paxos.Acceptor instance : instances) {
                states.add(instance.state());
            }
            return states;
        }

        List<Held> accepted() {
            List<Held> held = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                Proposal proposal = instances.get(i).state().accepted();
                if (proposal != null) {
                    held.add(new Held(
                            members.get(i), proposal.ballot(), proposal.value().equals(PREPARED)));
                }
            }
            return held;
        }

        Ballot promised() {
            Ballot highest = Ballot.ZERO;
            for (synod.paxos.Acceptor instance : instances) {
                Ballot promised = instance.state().promised();
                highest = promised.isAbove(highest) ? promised : highest;
            }
            return highest;
        }
    }

    /** What the instances would do, gathered so that it can be done once for all of them. */
    private static final class Bundle implements Effects<synod.paxos.Message, Durable, Bytes> {
        boolean hasChanged;

        @Nullable
        Ballot refusedFor;

        @Override
        public void persist(Durable record) {
            hasChanged = true;
        }

        @Override
        public void send(NodeId to, synod.paxos.Message message) {
            if (message instanceof synod.paxos.Message.Refused refused) {
                refusedFor = refused.promised();
            }
        }

        @Override
        public void sendAhead(NodeId to, synod.paxos.Message message) {
            send(to, message);
        }

        @Override
        public void deliver(long position, Bytes value) {}

        @Override
        public void note(Note note) {}
    }

    private final NodeId self;
    private final PaxosCommitSettings settings;
    private final TreeMap<TransactionId, Case> cases = new TreeMap<>();
    private final Numbers forgotten = new Numbers();

    Acceptor(NodeId self, PaxosCommitSettings settings) {
        this.self = self;
        this.settings = settings;
    }

    /** Takes up what an earlier life left. */
    void restore(Record record, long now) {
        if (record instanceof Instances instances) {
            Case it = new Case(instances.transaction(), instances.members(), instances.states());
            it.deadline = now + settings.patienceNanos();
            cases.put(it.id, it);
        } else if (record instanceof Forgotten) {
            forgotten.add(record.transaction());
            cases.remove(record.transaction());
        }
    }

    /** The records that an earlier life's could be replaced by. */
    List<Record> retained() {
        List<Record> records = new ArrayList<>();
        for (Case it : cases.values()) {
            records.add(new Instances(it.id, it.members, it.states()));
        }
        for (TransactionId id : forgotten.all()) {
            records.add(new Forgotten(id));
        }
        return records;
    }

    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (Case it : cases.values()) {
            earliest = Math.min(earliest, it.deadline);
        }
        return earliest;
    }

    boolean hasForgotten(TransactionId id) {
        return forgotten.contains(id);
    }

    /** Phase 1b, for all instances. What was gathered of ballot 0 is accepted first: it came first. */
    void onLead(long now, NodeId leader, Lead lead, Out<Message, Record> out) {
        if (forgotten.contains(lead.transaction())) {
            out.send(leader, new Forget(lead.transaction()));
            return;
        }
        Case it = open(now, lead.transaction(), lead.members());
        Bundle bundle = new Bundle();
        acceptGathered(it, bundle);
        for (synod.paxos.Acceptor instance : it.instances) {
            instance.onPrepare(leader, new synod.paxos.Message.Prepare(lead.ballot()), bundle);
        }
        record(it, bundle, out);
        if (it.promised().equals(lead.ballot())) {
            out.send(leader, new Promise(it.id, lead.ballot(), it.accepted()));
        } else {
            out.send(leader, new Refused(it.id, lead.ballot(), it.promised()));
        }
    }

    /** Phase 2b: a participant's for its own instance, or a leader's for all. */
    void onAccept(long now, NodeId from, Accept accept, Out<Message, Record> out) {
        TransactionId id = accept.transaction();
        if (forgotten.contains(id)) {
            out.note(new Ignored(id, accept, Reason.TOO_LATE));
            return;
        }
        Case it = open(now, id, accept.members());
        Bundle bundle = new Bundle();
        if (isOwn(from, accept)) {
            Held own = accept.proposals().get(0);
            if (it.of(from).state().promised().isBelow(own.ballot())) {
                it.gathered.put(from, own);
                if (it.gathered.size() < it.members.size()) {
                    return;
                }
                acceptGathered(it, bundle);
            } else if (it.of(from).state().promised().isAbove(own.ballot())) {
                out.note(new Ignored(id, accept, Reason.TOO_LATE));
                return;
            }
        } else {
            for (Held proposal : accept.proposals()) {
                accept(it, proposal, bundle);
            }
        }
        record(it, bundle, out);
        if (bundle.refusedFor != null) {
            out.send(from, new Refused(id, accept.proposals().get(0).ballot(), bundle.refusedFor));
        } else {
            tell(it, isOwn(from, accept) ? id.origin() : from, out);
        }
    }

    private static boolean isOwn(NodeId from, Accept accept) {
        return accept.proposals().size() == 1
                && accept.proposals().get(0).ballot().equals(Participant.ownBallot(from));
    }

    private void tell(Case it, NodeId leader, Out<Message, Record> out) {
        Accepted accepted = new Accepted(it.id, it.members, it.accepted());
        if (settings.tellsMembers()) {
            for (NodeId member : it.members) {
                out.send(member, accepted);
            }
            if (it.promised().round() == 0) {
                return;
            }
        }
        out.send(leader, accepted);
    }

    private void acceptGathered(Case it, Bundle bundle) {
        for (Held proposal : it.gathered.values()) {
            accept(it, proposal, bundle);
        }
        it.gathered.clear();
    }

    private void accept(Case it, Held proposal, Bundle bundle) {
        Bytes value = proposal.isPrepared() ? PREPARED : ABORTED;
        it.of(proposal.member())
                .onAccept(proposal.member(), new synod.paxos.Message.Accept(proposal.ballot(), value), bundle);
    }

    private static void record(Case it, Bundle bundle, Out<Message, Record> out) {
        if (bundle.hasChanged) {
            out.persist(new Instances(it.id, it.members, it.states()));
        }
    }

    private Case open(long now, TransactionId id, List<NodeId> members) {
        Case it = cases.get(id);
        if (it == null) {
            it = new Case(id, members, null);
            it.deadline = now + 4 * settings.patienceNanos();
            cases.put(id, it);
        } else if (!it.members.equals(members)) {
            throw CommitRule.P5.broken(id + " has the members " + it.members + ", now " + members);
        }
        return it;
    }

    /** P7: all participants have acknowledged the outcome. */
    void onForget(Forget forget, Out<Message, Record> out) {
        TransactionId id = forget.transaction();
        if (!forgotten.contains(id)) {
            forgotten.add(id);
            cases.remove(id);
            out.persist(new Forgotten(id));
        }
    }

    /** All participants have ended these, and nothing about them comes here any more: neither is that they ended needed. */
    void forgetBelow(TransactionId mark) {
        cases.subMap(TransactionId.first(mark.origin()), mark).clear();
        forgotten.dropBelow(mark);
    }

    /** The transactions that have been open for so long that this acceptor had better end them itself. */
    List<Overdue> overdue(long now, long coin) {
        List<Overdue> overdue = new ArrayList<>();
        for (Case it : cases.values()) {
            if (now >= it.deadline) {
                it.tries++;
                it.deadline = now + settings.patienceNanos() + settings.pauseNanos(it.tries, coin);
                overdue.add(new Overdue(it.id, it.members));
            }
        }
        return overdue;
    }

    /** A transaction that nobody ended in time. */
    record Overdue(TransactionId id, List<NodeId> members) {}

    /** One line for each open transaction. */
    List<String> view() {
        List<String> lines = new ArrayList<>();
        for (Case it : cases.values()) {
            StringBuilder line = new StringBuilder(it.id + " acceptor: promised " + it.promised());
            for (Held held : it.accepted()) {
                line.append(", ")
                        .append(held.member())
                        .append(held.isPrepared() ? " prepared at " : " aborted at ")
                        .append(held.ballot());
            }
            if (!it.gathered.isEmpty()) {
                line.append(", gathers ").append(it.gathered.keySet());
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
