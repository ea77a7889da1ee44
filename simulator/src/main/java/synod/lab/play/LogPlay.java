package synod.lab.play;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Finding;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;
import synod.lab.trace.Trace.Verdict;
import synod.multipaxos.Configuration;
import synod.multipaxos.ConsensusNote;
import synod.multipaxos.Damage;
import synod.multipaxos.Entry;
import synod.multipaxos.Event;
import synod.multipaxos.Identity;
import synod.multipaxos.Member;
import synod.multipaxos.Message;
import synod.multipaxos.MultiPaxos;
import synod.multipaxos.NodeNumbers;
import synod.multipaxos.PaxosRule;
import synod.multipaxos.PaxosSettings;
import synod.multipaxos.Record;
import synod.multipaxos.Restored;
import synod.multipaxos.Value;
import synod.paxos.Ballot;

/** The log in a formed ensemble. The state that it keeps the same everywhere is the text of the last command. */
final class LogPlay extends CorePlay<MultiPaxos, Event, Message, Record, Value> {
    private static final String NOTHING = "nothing";

    /** Rules of reads are those of ZooKeeper's clients, not of the log. */
    private static final String READS = "READS";

    /** What one process has applied, and what it answered last. */
    private static final class Server {
        long slot;
        String state = NOTHING;
        String answer = "silent";
        boolean wasLeading;

        /** Reads that wait, by token: how they were asked, and up to where the log was applied anywhere then. */
        final TreeMap<Long, Question> open = new TreeMap<>();

        /** Reads that may be answered as soon as a slot is applied, by token. */
        final TreeMap<Long, Long> ready = new TreeMap<>();
    }

    private record Question(String mode, long appliedThen) {}

    private final Configuration configuration;
    private final NodeNumbers lives;
    private final PaxosSettings settings = PaxosSettings.defaults();
    private final List<Server> servers = new ArrayList<>();
    private final TreeMap<Long, Value> log = new TreeMap<>();
    private final List<Boolean> isFounded = new ArrayList<>();
    private long tokens;

    LogPlay(Scenario scenario, Recorder recorder, long seed) {
        super(recorder, seed);
        for (Line line : scenario.settings()) {
            throw line.wrong("\"" + line.verb() + "\" says nothing to Multi-Paxos: all processes vote");
        }
        List<Member> voters = new ArrayList<>();
        NodeNumbers numbers = NodeNumbers.NONE;
        for (int node = 0; node < names.size(); node++) {
            // The first that is named would rather lead than the second, and so on.
            voters.add(new Member(id(node), names.size() - node));
            numbers = numbers.with(id(node), 11 + node);
            servers.add(new Server());
            isFounded.add(true);
        }
        this.lives = numbers;
        this.configuration = new Configuration(voters, List.of(), new MajorityQuorums(voters.size()));
        startAll();
    }

    @Override
    MultiPaxos restore(int node, List<Record> journal) {
        List<Record> all = new ArrayList<>();
        boolean isFirst = isFounded.get(node);
        isFounded.set(node, false);
        if (isFirst || !journal.isEmpty()) {
            all.add(new Record.Identified(new Identity(lives.of(id(node)), List.of(), lives, NodeNumbers.NONE, true)));
        }
        all.addAll(journal);
        servers.set(node, new Server());
        return MultiPaxos.restore(
                id(node),
                settings,
                new Restored(configuration, 0, null, all, Damage.NONE, all.isEmpty(), coin()),
                now());
    }

    @Override
    void started(int node) {
        for (int other = 0; other < names.size(); other++) {
            if (other != node && isUp(other)) {
                handle(node, new Event.LinkUp(id(other)));
                handle(other, new Event.LinkUp(id(node)));
            }
        }
    }

    @Override
    void ended(int node) {
        for (int other = 0; other < names.size(); other++) {
            if (other != node && isUp(other)) {
                handle(other, new Event.LinkDown(id(node)));
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

    // ---- words

    @Override
    Words words(Message message) {
        if (message instanceof Message.PrePrepare ask) {
            return words(ask.ballot(), "");
        } else if (message instanceof Message.PrePromise answer) {
            return words(answer.ballot(), "");
        } else if (message instanceof Message.Prepare prepare) {
            return words(prepare.ballot(), "from slot " + prepare.from());
        } else if (message instanceof Message.Promise promise) {
            return words(promise.ballot(), entries(promise.entries()));
        } else if (message instanceof Message.Accept accept) {
            return words(accept.ballot(), values(accept.firstSlot(), accept.values()));
        } else if (message instanceof Message.Accepted accepted) {
            return words(accepted.ballot(), slots(accepted.first(), accepted.last()));
        } else if (message instanceof Message.Refused refused) {
            return words(refused.higher(), "");
        } else if (message instanceof Message.Chosen chosen) {
            return words(chosen.ballot(), "up to " + chosen.upTo());
        } else if (message instanceof Message.LearnRequest request) {
            return new Words(slots(request.from(), request.upTo()), Tone.PLAIN, true);
        } else if (message instanceof Message.Learned learned) {
            return new Words(entries(learned.entries()), Tone.PLAIN, true);
        } else if (message instanceof Message.TimeoutNow transfer) {
            return words(transfer.ballot(), "");
        }
        boolean isRecovery = message instanceof Message.Reborn || message instanceof Message.Remembered;
        return new Words("", Tone.PLAIN, isRecovery);
    }

    private Words words(Ballot ballot, String rest) {
        return new Words(rest, recorder.ballot(word(ballot)), true);
    }

    private static String word(Ballot ballot) {
        return ballot.equals(Ballot.ZERO) ? "none" : ballot.round() + ".n" + ballot.node();
    }

    private static String slots(long first, long last) {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }

    private static String entries(List<Entry> entries) {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(entry.slot())
                    .append(':')
                    .append(text(entry.value()));
        }
        return text.isEmpty() ? NOTHING : text.toString();
    }

    private static String values(long first, List<Value> values) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : " ").append(first + i).append(':').append(text(values.get(i)));
        }
        return text.toString();
    }

    private static String text(Value value) {
        if (value instanceof Value.Command command) {
            return new String(command.bytes().toArray(), StandardCharsets.UTF_8);
        } else if (value instanceof Value.Lead) {
            return "lead";
        } else if (value instanceof Value.NoOp) {
            return "no-op";
        }
        return "-";
    }

    // ---- what happens

    @Override
    boolean act(Line line) {
        switch (line.verb()) {
            case "propose" -> propose(line);
            case "read" -> read(line);
            case "transfer" -> handle(node(line, only(line)), new Event.Transfer(null));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String only(Line line) {
        if (line.rest().size() != 1) {
            throw line.wrong("expected one process after \"" + line.verb() + "\"");
        }
        return line.rest().get(0);
    }

    private void propose(Line line) {
        if (line.rest().size() != 2) {
            throw line.wrong("expected a process and a command, as in \"propose A x=1\"");
        }
        int node = node(line, line.rest().get(0));
        String command = line.rest().get(1);
        recorder.event(Kind.ASKED, node, command, "a client asks for it", Tone.PLAIN);
        handle(node, new Event.Propose(Bytes.wrap(command.getBytes(StandardCharsets.UTF_8))));
    }

    /** Local reads are answered from the applied state at once, the others when the log says so. */
    private void read(Line line) {
        if (line.rest().size() != 2) {
            throw line.wrong("expected a process and local, lease or quorum, as in \"read A lease\"");
        }
        int node = node(line, line.rest().get(0));
        String mode = line.rest().get(1);
        Server server = servers.get(node);
        recorder.event(Kind.ASKED, node, "read " + mode, "a client asks for the state", Tone.PLAIN);
        if (!isUp(node)) {
            return;
        }
        server.answer = "silent";
        Question question = new Question(mode, log.isEmpty() ? 0 : log.lastKey());
        switch (mode) {
            case "local" -> answer(node, question);
            case "lease", "quorum" -> {
                tokens++;
                server.open.put(tokens, question);
                handle(node, new Event.ReadIndex(tokens, mode.equals("lease")));
            }
            default -> throw line.wrong("expected local, lease or quorum, found \"" + mode + "\"");
        }
    }

    private void answer(int node, Question question) {
        Server server = servers.get(node);
        server.answer = server.state;
        boolean isOld = server.slot < question.appliedThen;
        String how =
                question.mode + " read" + (isOld ? ": old, slot " + server.slot + " of " + question.appliedThen : "");
        recorder.event(Kind.ANSWERED, node, "answers " + server.state, how, isOld ? Tone.ABORTED : Tone.COMMITTED);
        if (isOld && !question.mode.equals("local")) {
            broken(
                    READS,
                    "a " + question.mode + " read at " + names.get(node) + " missed slot " + question.appliedThen);
        }
    }

    @Override
    void leaves(int node, Message message) {
        // The disks say all that the checks need.
    }

    @Override
    void stored(int node, List<Record> records) {
        // What is on the disks is not checked here: the simulator's worlds do.
    }

    @Override
    void delivered(int node, long slot, Value value) {
        Value before = log.putIfAbsent(slot, value);
        if (before != null && !before.equals(value)) {
            broken(
                    "ML10",
                    names.get(node) + " has " + text(value) + " in slot " + slot + ", another has " + text(before));
        }
        Server server = servers.get(node);
        if (slot != server.slot + 1) {
            broken("ML9", names.get(node) + " delivers slot " + slot + " after slot " + server.slot);
        }
        server.slot = slot;
        if (value instanceof Value.Command) {
            server.state = text(value);
        }
        recorder.event(Kind.DECIDED, node, slot + ": " + text(value), "chosen and applied", Tone.COMMITTED);
        List<Long> due = new ArrayList<>();
        server.ready.forEach((token, needed) -> {
            if (needed <= slot) {
                due.add(token);
            }
        });
        due.forEach(token -> ready(node, token));
    }

    private void ready(int node, long token) {
        Server server = servers.get(node);
        server.ready.remove(token);
        Question question = server.open.remove(token);
        if (question != null) {
            answer(node, question);
        }
    }

    @Override
    void noted(int node, Note note) {
        Server server = servers.get(node);
        if (note instanceof ConsensusNote.Campaigning campaign) {
            told(node, "campaigns", campaign.ballot());
        } else if (note instanceof ConsensusNote.Elected elected) {
            server.wasLeading = true;
            recorder.event(
                    Kind.STATE,
                    node,
                    named("leads " + word(elected.ballot())),
                    "",
                    recorder.ballot(word(elected.ballot())));
        } else if (note instanceof ConsensusNote.SteppedDown down) {
            String why = down.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            recorder.event(Kind.STATE, node, "leads no more", why, Tone.PLAIN);
            server.wasLeading = false;
        } else if (note instanceof ConsensusNote.LeaderChanged changed) {
            follow(node, changed.leader(), changed.ballot());
        } else if (note instanceof ConsensusNote.ReadReady read) {
            server.ready.put(read.token(), read.slot());
            if (read.slot() <= server.slot) {
                ready(node, read.token());
            }
        } else if (note instanceof ConsensusNote.ReadRefused read) {
            refuse(node, read.token());
        } else if (note instanceof ConsensusNote.ProposalDropped dropped) {
            String command = new String(dropped.command().toArray(), StandardCharsets.UTF_8);
            recorder.event(Kind.ANSWERED, node, "not taken", command, Tone.ABORTED);
        } else if (note instanceof ConsensusNote.QuorumLost) {
            recorder.event(Kind.NOTE, node, "reaches no quorum", "", Tone.PLAIN);
        } else if (note instanceof ConsensusNote.Recovering) {
            recorder.event(Kind.NOTE, node, "does not vote", "it forgot what it promised", Tone.PLAIN);
        } else if (note instanceof ConsensusNote.Recovered recovered) {
            recorder.event(Kind.NOTE, node, "votes again", "generation " + recovered.generation(), Tone.PLAIN);
        }
    }

    private void told(int node, String what, Ballot ballot) {
        recorder.event(Kind.NOTE, node, named(what + " " + word(ballot)), "", recorder.ballot(word(ballot)));
    }

    private void follow(int node, @Nullable NodeId leader, Ballot ballot) {
        if (leader == null) {
            recorder.event(Kind.STATE, node, "knows no leader", "", Tone.PLAIN);
        } else if (index(leader) != node) {
            String whom = "follows " + names.get(index(leader));
            recorder.event(Kind.STATE, node, whom, named(word(ballot)), recorder.ballot(word(ballot)));
        }
    }

    private void refuse(int node, long token) {
        Server server = servers.get(node);
        Question question = server.open.remove(token);
        if (question != null) {
            server.answer = "refused";
            recorder.event(Kind.ANSWERED, node, "refuses", question.mode + " read: it does not lead", Tone.ABORTED);
        }
    }

    // ---- what is expected, and what holds

    @Override
    List<String> kinds() {
        return List.of(
                "PrePrepare",
                "PrePromise",
                "Prepare",
                "Promise",
                "Accept",
                "Accepted",
                "Refused",
                "Heartbeat",
                "HeartbeatAck",
                "Chosen",
                "TimeoutNow",
                "LearnRequest",
                "Learned",
                "Reborn",
                "Remembered");
    }

    @Override
    @Nullable
    Expectation expectation(Line line, List<String> expected) {
        if (expected.size() == 2
                && expected.get(0).equals("nobody")
                && expected.get(1).equals("leads")) {
            return new Expectation(() -> leaders().isEmpty(), () -> "leading: " + leaders());
        }
        if (expected.size() < 2) {
            return null;
        }
        int node = node(line, expected.get(0));
        if (expected.size() == 2) {
            return switch (expected.get(1)) {
                case "leads" -> new Expectation(() -> isEstablished(node), () -> "leading: " + leaders());
                case "refused", "silent" ->
                    new Expectation(
                            () -> servers.get(node).answer.equals(expected.get(1)), () -> servers.get(node).answer);
                case "votes" ->
                    new Expectation(
                            () -> isUp(node) && core(node).isVoting(),
                            () -> view(node).toString());
                default -> null;
            };
        }
        String wanted = expected.get(2);
        return switch (expected.get(1)) {
            case "applied" ->
                new Expectation(() -> servers.get(node).state.equals(wanted), () -> servers.get(node).state);
            case "answered" ->
                new Expectation(() -> servers.get(node).answer.equals(wanted), () -> servers.get(node).answer);
            case "slot" ->
                new Expectation(
                        () -> String.valueOf(servers.get(node).slot).equals(wanted),
                        () -> "slot " + servers.get(node).slot);
            default -> null;
        };
    }

    private boolean isEstablished(int node) {
        return isUp(node) && core(node).isLeading() && servers.get(node).wasLeading;
    }

    private List<String> leaders() {
        List<String> leaders = new ArrayList<>();
        for (int node = 0; node < names.size(); node++) {
            if (isEstablished(node)) {
                leaders.add(names.get(node));
            }
        }
        return leaders;
    }

    @Override
    List<String> view(int node) {
        MultiPaxos core = core(node);
        Server server = servers.get(node);
        NodeId leader = core.leader();
        List<String> lines = new ArrayList<>();
        lines.add((core.isLeading() ? "leads" : leader == null ? "knows no leader" : "follows " + leader) + ", ballot "
                + word(core.ballot()));
        lines.add("applied up to slot " + server.slot + ": " + server.state);
        if (core.isLeading()) {
            lines.add(core.isLeaseValid(now()) ? "its lease runs" : "it has no lease");
        }
        if (!core.isVoting()) {
            lines.add("does not vote");
        }
        if (!server.open.isEmpty()) {
            lines.add("reads that wait: " + server.open.size());
        }
        return lines;
    }

    @Override
    List<Verdict> rules() {
        List<Verdict> verdicts = new ArrayList<>();
        for (PaxosRule rule : List.of(PaxosRule.IN_ORDER, PaxosRule.CHOSEN_STAYS)) {
            verdicts.add(new Verdict(rule.id(), rule.sentence(), Finding.HELD, ""));
        }
        verdicts.add(new Verdict(
                READS,
                "A lease or quorum read sees all that anybody had applied when it was asked.",
                Finding.HELD,
                ""));
        for (PaxosRule rule : PaxosRule.values()) {
            if (isBroken(rule.id())
                    && !verdicts.stream().anyMatch(each -> each.id().equals(rule.id()))) {
                verdicts.add(new Verdict(rule.id(), rule.sentence(), Finding.HELD, ""));
            }
        }
        return verdicts;
    }
}
