package synod.lab.play;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;
import synod.lab.trace.Trace.Verdict;
import synod.paxos.Ballot;
import synod.paxos.Durable;
import synod.paxos.Durable.AcceptorState;
import synod.paxos.Durable.ProposerState;
import synod.paxos.Event;
import synod.paxos.LearnerPolicy;
import synod.paxos.Legislator;
import synod.paxos.Message;
import synod.paxos.PaxosNote;
import synod.paxos.PaxosRule;
import synod.paxos.Proposal;
import synod.paxos.Roster;
import synod.sim.paxos.DecreeChecker;
import synod.sim.paxos.Facts.Fact;

/** The single decree. Proposers are those that the head names, acceptors the others; without a line all play all roles. */
final class DecreePlay extends CorePlay<Legislator, Event, Message, Durable, Bytes> {
    private static final long RETRY_NANOS = 100 * Director.MILLISECOND;

    private static final List<PaxosRule> RULES = List.of(
            PaxosRule.S1, PaxosRule.S2, PaxosRule.S3, PaxosRule.P2A, PaxosRule.P2B, PaxosRule.P2C, PaxosRule.BALLOT);

    private final Roster roster;
    private final Set<Fact> facts = new LinkedHashSet<>();
    private final List<AcceptorState> accepting = new ArrayList<>();
    private final List<ProposerState> proposing = new ArrayList<>();
    private final List<String> learnt = new ArrayList<>();

    DecreePlay(Scenario scenario, Recorder recorder, long seed) {
        super(recorder, seed);
        List<NodeId> proposers = new ArrayList<>();
        List<NodeId> acceptors = new ArrayList<>();
        List<NodeId> everyone = new ArrayList<>();
        for (Line line : scenario.settings()) {
            switch (line.verb()) {
                case "proposers" -> line.rest().forEach(name -> proposers.add(id(node(line, name))));
                case "acceptors" -> line.rest().forEach(name -> acceptors.add(id(node(line, name))));
                default -> throw line.wrong("\"" + line.verb() + "\" says nothing to Paxos");
            }
        }
        for (int node = 0; node < names.size(); node++) {
            everyone.add(id(node));
            accepting.add(AcceptorState.BLANK);
            proposing.add(ProposerState.BLANK);
            learnt.add("");
        }
        List<NodeId> rest =
                everyone.stream().filter(node -> !proposers.contains(node)).toList();
        this.roster = new Roster(
                proposers.isEmpty() ? everyone : proposers,
                acceptors.isEmpty() ? rest : acceptors,
                proposers.isEmpty() ? everyone : proposers,
                new LearnerPolicy.Everyone(),
                RETRY_NANOS);
        startAll();
    }

    @Override
    Legislator restore(int node, List<Durable> journal) {
        accepting.set(node, AcceptorState.BLANK);
        proposing.set(node, ProposerState.BLANK);
        remember(node, journal);
        return Legislator.restore(id(node), roster, journal, now());
    }

    private void remember(int node, List<Durable> records) {
        for (Durable record : records) {
            if (record instanceof AcceptorState state) {
                accepting.set(node, state);
            } else if (record instanceof ProposerState state) {
                proposing.set(node, state);
            }
        }
    }

    @Override
    Event received(NodeId from, Message message) {
        return new Event.Received(from, message);
    }

    @Override
    Event tick(long coin) {
        return new Event.Tick(coin);
    }

    @Override
    Words words(Message message) {
        if (message instanceof Message.Prepare prepare) {
            return words(prepare.ballot(), "");
        } else if (message instanceof Message.Promise promise) {
            Proposal accepted = promise.accepted();
            return words(promise.ballot(), accepted == null ? "" : "accepted " + text(accepted));
        } else if (message instanceof Message.Accept accept) {
            return words(accept.ballot(), text(accept.value()));
        } else if (message instanceof Message.Accepted accepted) {
            return words(accepted.ballot(), text(accepted.value()));
        } else if (message instanceof Message.Refused refused) {
            return words(refused.promised(), "promised");
        } else if (message instanceof Message.Chosen chosen) {
            return words(chosen.ballot(), text(chosen.value()));
        }
        return new Words("", Tone.PLAIN, true);
    }

    private Words words(Ballot ballot, String rest) {
        String number = word(ballot);
        return new Words(rest.isEmpty() ? number : number + " " + rest, recorder.ballot(number), true);
    }

    private static String word(Ballot ballot) {
        return ballot.equals(Ballot.ZERO) ? "nothing" : ballot.round() + ".n" + ballot.node();
    }

    private static String text(Proposal proposal) {
        return text(proposal.value()) + " at " + word(proposal.ballot());
    }

    private static String text(Bytes value) {
        return new String(value.toArray(), StandardCharsets.UTF_8);
    }

    // ---- what happens

    @Override
    boolean act(Line line) {
        if (!line.verb().equals("propose")) {
            return false;
        }
        if (line.rest().size() != 2) {
            throw line.wrong("expected a process and a value, as in \"propose A X\"");
        }
        int node = node(line, line.rest().get(0));
        Bytes value = Bytes.wrap(line.rest().get(1).getBytes(StandardCharsets.UTF_8));
        facts.add(new Fact.Wished(id(node), value));
        recorder.event(Kind.ASKED, node, "propose " + line.rest().get(1), "a client wishes for it", Tone.PLAIN);
        handle(node, new Event.Propose(value));
        return true;
    }

    @Override
    void leaves(int node, Message message) {
        facts.add(new Fact.Sent(id(node), id(node), message));
    }

    @Override
    void stored(int node, List<Durable> records) {
        AcceptorState before = accepting.get(node);
        remember(node, records);
        AcceptorState after = accepting.get(node);
        Proposal accepted = after.accepted();
        if (accepted != null && !accepted.equals(before.accepted())) {
            facts.add(new Fact.Voted(id(node), accepted.ballot(), accepted.value()));
            state(node, "accepted " + text(accepted), accepted.ballot());
        } else if (!after.promised().equals(before.promised())) {
            state(node, "promised " + word(after.promised()), after.promised());
        }
    }

    private void state(int node, String what, Ballot ballot) {
        recorder.event(Kind.STATE, node, named(what), "", recorder.ballot(word(ballot)));
    }

    @Override
    void delivered(int node, long position, Bytes value) {
        facts.add(new Fact.Learnt(id(node), value));
        learnt.set(node, text(value));
        recorder.event(Kind.DECIDED, node, "learns " + text(value), "a majority has accepted it", Tone.COMMITTED);
    }

    @Override
    void noted(int node, Note note) {
        if (note instanceof PaxosNote.Began began) {
            String number = word(began.ballot());
            recorder.event(Kind.NOTE, node, named("begins " + number), "phase 1", recorder.ballot(number));
        } else if (note instanceof PaxosNote.Preempted preempted) {
            String by = word(preempted.by());
            recorder.event(Kind.NOTE, node, "pre-empted", named("by " + by), recorder.ballot(by));
        } else if (note instanceof PaxosNote.Adopted adopted) {
            recorder.event(
                    Kind.NOTE,
                    node,
                    "adopts " + text(adopted.instead().value()),
                    named("it may be chosen already, at "
                            + word(adopted.instead().ballot())),
                    recorder.ballot(word(adopted.ballot())));
        }
    }

    @Override
    void started(int node) {
        // Nobody is told.
    }

    @Override
    void ended(int node) {
        learnt.set(node, "");
    }

    @Override
    void check() {
        PaxosRule rule = new DecreeChecker(roster.acceptors().size(), facts).broken();
        if (rule != null) {
            broken(rule.id(), rule.sentence());
        }
    }

    // ---- what is expected, and what holds

    @Override
    List<String> kinds() {
        return List.of("Prepare", "Promise", "Accept", "Accepted", "Refused", "Chosen", "Ask");
    }

    @Override
    @Nullable
    Expectation expectation(Line line, List<String> expected) {
        if (expected.size() == 2
                && expected.get(0).equals("nobody")
                && expected.get(1).equals("learnt")) {
            return new Expectation(() -> learnt.stream().allMatch(String::isEmpty), () -> "learnt: " + learnt);
        }
        if (expected.size() != 3) {
            return null;
        }
        int node = node(line, expected.get(0));
        String value = expected.get(2);
        return switch (expected.get(1)) {
            case "learnt" -> new Expectation(() -> learnt.get(node).equals(value), () -> "learnt: " + learnt.get(node));
            case "accepted" ->
                new Expectation(() -> acceptedBy(node).equals(value), () -> "accepted: " + acceptedBy(node));
            default -> null;
        };
    }

    private String acceptedBy(int node) {
        Proposal accepted = accepting.get(node).accepted();
        return accepted == null ? "" : text(accepted.value());
    }

    @Override
    List<String> view(int node) {
        List<String> lines = new ArrayList<>();
        if (roster.proposers().contains(id(node))) {
            lines.add("proposer: highest round used " + proposing.get(node).round());
        }
        if (roster.acceptors().contains(id(node))) {
            AcceptorState state = accepting.get(node);
            Proposal accepted = state.accepted();
            lines.add("acceptor: promised " + word(state.promised()) + ", accepted "
                    + (accepted == null ? "nothing" : text(accepted)));
        }
        if (roster.learners().contains(id(node))) {
            lines.add("learner: " + (learnt.get(node).isEmpty() ? "knows nothing" : "knows " + learnt.get(node)));
        }
        return lines;
    }

    @Override
    List<Verdict> rules() {
        List<Verdict> verdicts = new ArrayList<>();
        for (PaxosRule rule : PaxosRule.values()) {
            if (RULES.contains(rule) || isBroken(rule.id())) {
                verdicts.add(new Verdict(rule.id(), rule.sentence(), Finding.HELD, ""));
            }
        }
        return verdicts;
    }
}
