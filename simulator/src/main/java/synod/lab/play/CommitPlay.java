package synod.lab.play;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote;
import synod.commit.CommitRule;
import synod.commit.Event;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.commit.threephase.Form;
import synod.commit.twophase.Presumption;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;
import synod.lab.trace.Trace.Verdict;
import synod.sim.commit.Protocol;
import synod.sim.commit.Protocols;
import synod.sim.commit.Stage;
import synod.sim.commit.StageListener;

/**
 * One transaction under a commit protocol. The first process names it: it coordinates, or leads as long as nothing fails.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
final class CommitPlay<M, R> extends Play implements StageListener {
    private static final List<CommitRule> RULES =
            List.of(CommitRule.AC1, CommitRule.AC2, CommitRule.AC3, CommitRule.AC4, CommitRule.AC5);

    private final Stage<M, R> stage;
    private final CommitWords<M> words;
    private final TransactionId transaction;
    private final List<NodeId> members = new ArrayList<>();
    private final Map<NodeId, Vote> votes = new TreeMap<>();
    private final Set<NodeId> silent = new LinkedHashSet<>();
    private final TreeMap<Long, Stage.Envelope<M>> envelopes = new TreeMap<>();
    private final List<String> states = new ArrayList<>();
    private boolean hasBegun;
    private boolean wasDisturbed;

    /** Whatever a protocol of this family is, with the acceptors that the head names. */
    static Play of(Scenario scenario, Recorder recorder, long seed) {
        return switch (scenario.protocol()) {
            case TWO_PHASE -> twoPhase(Presumption.ABORT, scenario, recorder, seed);
            case TWO_PHASE_NOTHING -> twoPhase(Presumption.NOTHING, scenario, recorder, seed);
            case TWO_PHASE_COMMIT -> twoPhase(Presumption.COMMIT, scenario, recorder, seed);
            case THREE_PHASE_TEXTBOOK -> threePhase(Form.TEXTBOOK, scenario, recorder, seed);
            case THREE_PHASE_SKEEN -> threePhase(Form.SKEEN, scenario, recorder, seed);
            case THREE_PHASE_QUORUM -> threePhase(Form.QUORUM, scenario, recorder, seed);
            case THREE_PHASE_E3PC -> threePhase(Form.E3PC, scenario, recorder, seed);
            case PAXOS_COMMIT -> paxosCommit(scenario, recorder, seed);
            case PAXOS, MULTI_PAXOS -> throw new IllegalArgumentException(scenario.protocol() + " commits nothing");
        };
    }

    private static Play twoPhase(Presumption presumption, Scenario scenario, Recorder recorder, long seed) {
        return new CommitPlay<>(Protocols.twoPhase(presumption), CommitWords.twoPhase(), scenario, recorder, seed);
    }

    private static Play threePhase(Form form, Scenario scenario, Recorder recorder, long seed) {
        return new CommitPlay<>(Protocols.threePhase(form), CommitWords.threePhase(), scenario, recorder, seed);
    }

    private static Play paxosCommit(Scenario scenario, Recorder recorder, long seed) {
        List<NodeId> acceptors = new ArrayList<>();
        boolean tellsMembers = false;
        for (Line line : scenario.settings()) {
            if (line.verb().equals("acceptors")) {
                for (String name : line.rest()) {
                    acceptors.add(id(position(line, scenario.nodes(), name)));
                }
                if (acceptors.size() % 2 == 0) {
                    throw line.wrong("expected an odd number of acceptors, 2F + 1, found " + acceptors.size());
                }
            }
            tellsMembers |= line.verb().equals("direct");
        }
        if (acceptors.isEmpty()) {
            int most = scenario.nodes().size() < 3 ? 1 : 3;
            for (int node = 0; node < most; node++) {
                acceptors.add(id(node));
            }
        }
        return new CommitPlay<>(
                Protocols.paxosCommit(acceptors, tellsMembers),
                CommitWords.paxosCommit(recorder),
                scenario,
                recorder,
                seed);
    }

    private static int position(Line line, List<String> names, String name) {
        int position = names.indexOf(name);
        if (position < 0) {
            throw line.wrong("expected one of " + String.join(", ", names) + ", found \"" + name + "\"");
        }
        return position;
    }

    private CommitPlay(Protocol<M, R> protocol, CommitWords<M> words, Scenario scenario, Recorder recorder, long seed) {
        super(recorder, seed);
        this.words = words;
        names.forEach(name -> states.add(""));
        for (Line line : scenario.settings()) {
            set(line);
        }
        if (members.isEmpty()) {
            for (int node = 1; node < names.size(); node++) {
                members.add(id(node));
            }
        }
        this.stage = new Stage<>(protocol, names.size(), this::voteOf, this);
        this.transaction = new TransactionId(id(0), 1, 1);
    }

    private void set(Line line) {
        switch (line.verb()) {
            case "participants" -> line.rest().forEach(name -> members.add(id(node(line, name))));
            case "vote" -> {
                if (line.rest().size() != 2) {
                    throw line.wrong("expected a process and its vote, as in \"vote A no\"");
                }
                NodeId member = id(node(line, line.rest().get(0)));
                switch (line.rest().get(1)) {
                    case "yes" -> votes.put(member, Vote.YES);
                    case "no" -> votes.put(member, Vote.NO);
                    case "read-only" -> votes.put(member, Vote.READ_ONLY);
                    case "none" -> silent.add(member);
                    default ->
                        throw line.wrong("expected yes, no, read-only or none, found \""
                                + line.rest().get(1) + "\"");
                }
            }
            case "acceptors", "direct" -> {
                // Read before, where the protocol has any.
            }
            default -> throw line.wrong("\"" + line.verb() + "\" says nothing to a protocol that commits");
        }
    }

    private @Nullable Vote voteOf(NodeId member, TransactionId asked) {
        return silent.contains(member) ? null : votes.getOrDefault(member, Vote.YES);
    }

    // ---- what the director does

    @Override
    void deliver(Flight flight, boolean again) {
        Stage.Envelope<M> envelope = envelopes.get(flight.number());
        if (envelope == null) {
            throw new IllegalStateException("no such message: " + flight);
        }
        arrived(flight, again);
        guarded(flight.to(), () -> stage.deliver(envelope, again));
    }

    @Override
    void lose(Flight flight) {
        wasDisturbed = true;
        stage.lose(envelope -> envelope.number() == flight.number());
    }

    @Override
    boolean isUp(int node) {
        return stage.isUp(id(node));
    }

    @Override
    boolean isPaused(int node) {
        return stage.isPaused(id(node));
    }

    @Override
    void crash(int node) {
        stage.crash(id(node), 0);
    }

    @Override
    public void crashed(NodeId node) {
        wasDisturbed = true;
        recorder.event(Kind.CRASHED, index(node), "crash", "what was only in memory is gone", Tone.PLAIN);
        states.set(index(node), "");
    }

    @Override
    void restart(int node) {
        guarded(node, () -> stage.restart(id(node)));
    }

    @Override
    public void restarted(NodeId node, List<String> view) {
        recorder.event(Kind.RESTARTED, index(node), "restart", "it finds what its disk remembers", Tone.PLAIN);
        for (String line : view) {
            int at = line.indexOf("participant: ");
            if (at >= 0) {
                String state = line.substring(at + "participant: ".length()).split(",", 2)[0];
                become(index(node), state.toLowerCase(Locale.ROOT));
            }
        }
    }

    @Override
    void loseDisk(Line line, int node) {
        throw line.wrong("no commit protocol survives the loss of a participant's disk: use paxos or multipaxos");
    }

    @Override
    void pause(int node) {
        wasDisturbed = true;
        stage.pause(id(node));
        recorder.event(Kind.PAUSED, node, "pause", "it neither hears nor notices that time goes by", Tone.PLAIN);
    }

    @Override
    void resume(int node) {
        recorder.event(Kind.RESUMED, node, "resume", "it goes on where it stood", Tone.PLAIN);
        guarded(node, () -> stage.resume(id(node)));
    }

    @Override
    long deadline(int node) {
        return stage.deadline(id(node));
    }

    @Override
    void fire(int node, long coin) {
        wasDisturbed = true;
        guarded(node, () -> stage.fire(id(node), coin));
    }

    @Override
    void setClocks() {
        for (NodeId node : stage.nodes()) {
            stage.age(node, Math.max(0, now() - stage.clock(node)));
        }
    }

    @Override
    List<String> kinds() {
        return words.kinds();
    }

    @Override
    boolean act(Line line) {
        switch (line.verb()) {
            case "begin" -> begin(line);
            case "suspect" -> tellOf(line, Event.Suspected::new, "suspects");
            case "trust" -> tellOf(line, Event.Trusted::new, "trusts");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void begin(Line line) {
        if (hasBegun) {
            throw line.wrong("it has begun already: a scenario is about one transaction");
        }
        hasBegun = true;
        int asks = 0;
        if (!line.rest().isEmpty()) {
            if (line.rest().size() != 2 || !line.rest().get(0).equals("by")) {
                throw line.wrong("expected nothing or \"by\" and a process after \"begin\"");
            }
            asks = node(line, line.rest().get(1));
        }
        for (NodeId member : members) {
            stage.join(member, transaction);
        }
        int asked = asks;
        recorder.event(Kind.ASKED, asked, "commit", "the application asks to commit", Tone.PLAIN);
        guarded(asked, () -> stage.begin(id(asked), transaction, members));
    }

    private void tellOf(Line line, Function<NodeId, Event<M>> news, String what) {
        for (String name : line.rest()) {
            int about = node(line, name);
            for (int node = 0; node < names.size(); node++) {
                int told = node;
                if (node != about && isUp(node)) {
                    recorder.event(Kind.NOTE, node, what + " " + name, "the failure detector says so", Tone.PLAIN);
                    guarded(node, () -> stage.event(id(told), news.apply(id(about))));
                }
            }
        }
    }

    // ---- what the stage tells

    @Override
    public void sent(long number, NodeId from, NodeId to, String message) {
        List<Stage.Envelope<M>> onTheWay = stage.onTheWay();
        Stage.Envelope<M> envelope = onTheWay.get(onTheWay.size() - 1);
        envelopes.put(number, envelope);
        M said = envelope.message();
        sent(
                number,
                index(from),
                index(to),
                said.getClass().getSimpleName(),
                named(words.detail(said)),
                words.tone(said),
                true);
    }

    @Override
    public void forced(NodeId node) {
        recorder.event(Kind.FORCED, index(node), "forced", "what it wrote is on its disk", Tone.PLAIN);
    }

    @Override
    public void concluded(NodeId node, TransactionId id, Outcome outcome) {
        become(index(node), outcome.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void noted(NodeId node, Note note) {
        if (note instanceof CommitNote.Became became) {
            become(index(node), became.state().toLowerCase(Locale.ROOT));
        } else if (note instanceof CommitNote.DecidedHere decided) {
            String word = decided.outcome().name().toLowerCase(Locale.ROOT);
            recorder.event(
                    Kind.NOTE,
                    index(node),
                    decided.outcome() == Outcome.COMMITTED ? "decides commit" : "decides abort",
                    named(decided.why()),
                    CommitWords.tone(word));
        } else if (note instanceof CommitNote.InDoubt doubt) {
            recorder.event(
                    Kind.NOTE, index(node), "in doubt", named("asks " + doubt.asking()), CommitWords.tone("prepared"));
        } else if (note instanceof CommitNote.Ignored ignored) {
            String reason = ignored.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            recorder.event(Kind.NOTE, index(node), "ignored", named(reason), Tone.PLAIN);
        } else if (note instanceof CommitNote.Unexplained) {
            recorder.event(
                    Kind.NOTE, index(node), "unexplained", "told to commit what it knows nothing of", Tone.PLAIN);
        }
    }

    private void become(int node, String state) {
        if (!states.get(node).equals(state)) {
            states.set(node, state);
            recorder.event(Kind.STATE, node, state, "", CommitWords.tone(state));
        }
    }

    // ---- what is expected, and what holds

    @Override
    @Nullable
    Expectation expectation(Line line, List<String> expected) {
        if (expected.size() != 2) {
            return null;
        }
        String what = expected.get(1);
        if (expected.get(0).equals("outcome")) {
            return new Expectation(
                    () -> outcomes().equals(what.equals("none") ? "" : what), () -> "outcomes: " + outcomes());
        }
        if (expected.get(0).equals("sent")) {
            return new Expectation(
                    () -> what.equals(String.valueOf(stage.sentInAll())), () -> stage.sentInAll() + " messages");
        }
        if (expected.get(0).equals("forced")) {
            return new Expectation(
                    () -> what.equals(String.valueOf(forcedInAll())), () -> forcedInAll() + " forced writes");
        }
        int node = node(line, expected.get(0));
        if (what.equals("in-doubt")) {
            return new Expectation(
                    () -> stage.inDoubt(id(node)).contains(transaction),
                    () -> stage.inDoubt(id(node)).isEmpty() ? "not in doubt" : "in doubt");
        }
        return new Expectation(() -> stateOf(node).equals(what), () -> stateOf(node));
    }

    private String stateOf(int node) {
        Outcome outcome = stage.facts().outcome(transaction, id(node));
        return outcome != null
                ? outcome.name().toLowerCase(Locale.ROOT)
                : states.get(node).replace(' ', '-');
    }

    private int forcedInAll() {
        return stage.nodes().stream().mapToInt(stage::forced).sum();
    }

    private String outcomes() {
        List<String> found = new ArrayList<>();
        for (Outcome outcome : stage.facts().outcomes(transaction)) {
            found.add(outcome.name().toLowerCase(Locale.ROOT));
        }
        return String.join(" and ", found);
    }

    @Override
    boolean endsProcess(InvariantViolation violation) {
        return !String.valueOf(violation.getMessage()).startsWith("AC");
    }

    @Override
    List<String> view(int node) {
        List<String> lines = new ArrayList<>(stage.view(id(node)));
        if (!stage.locked(id(node)).isEmpty()) {
            lines.add("its resource holds locks");
        }
        lines.add("forced writes: " + stage.forced(id(node)));
        return lines;
    }

    @Override
    List<Verdict> rules() {
        List<Verdict> verdicts = new ArrayList<>();
        Set<CommitRule> rules = new LinkedHashSet<>(RULES);
        for (CommitRule rule : CommitRule.values()) {
            if (isBroken(rule.id())) {
                rules.add(rule);
            }
        }
        for (CommitRule rule : rules) {
            verdicts.add(
                    switch (rule) {
                        case AC4 -> verdict(rule, trivially(), "");
                        case AC5 -> verdict(rule, waiting().isEmpty() ? Finding.HELD : Finding.WAITING, waiting());
                        default -> verdict(rule, Finding.HELD, "");
                    });
        }
        return verdicts;
    }

    private static Verdict verdict(CommitRule rule, Finding finding, String how) {
        return new Verdict(rule.id(), rule.sentence(), finding, how);
    }

    /** AC4 says something only about runs in which nothing went wrong. */
    private Finding trivially() {
        boolean allYes = members.stream().allMatch(member -> stage.facts().vote(transaction, member) == Vote.YES);
        if (wasDisturbed || !allYes || !outcomes().contains("ed")) {
            return Finding.OPEN;
        }
        return outcomes().equals("committed") ? Finding.HELD : Finding.BROKEN;
    }

    private String waiting() {
        List<String> waiting = new ArrayList<>();
        for (int node = 0; node < names.size(); node++) {
            if (stage.inDoubt(id(node)).contains(transaction)) {
                waiting.add(names.get(node) + " is in doubt and holds its locks");
            } else if (isUp(node) && stage.locked(id(node)).contains(transaction)) {
                waiting.add(names.get(node) + " holds its locks");
            }
        }
        return String.join("; ", waiting);
    }
}
