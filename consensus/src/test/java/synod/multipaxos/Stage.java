package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.paxos.Ballot;

/** One core on a stage: the test plays everybody else, and the clock. */
final class Stage {
    static final long MILLISECOND = 1_000_000L;
    static final NodeNumbers LIVES =
            NodeNumbers.NONE.with(NodeId.of(1), 11).with(NodeId.of(2), 12).with(NodeId.of(3), 13);
    static final Identity VOTER = new Identity(11, List.of(), LIVES, NodeNumbers.NONE, true);

    final Recorded out = new Recorded();
    final PaxosSettings settings;
    final MultiPaxos core;
    long now;

    Stage(int self, PaxosSettings settings, Restored restored) {
        this.settings = settings;
        this.core = MultiPaxos.restore(NodeId.of(self), settings, restored, 0);
    }

    /** Voter 1 of three in a formed ensemble, with what its disk remembers beside that. */
    static Stage voter(Record... records) {
        return voter(PaxosSettings.defaults(), Damage.NONE, records);
    }

    static Stage voter(PaxosSettings settings, Damage damage, Record... records) {
        List<Record> all = new ArrayList<>();
        all.add(new Record.Identified(VOTER));
        all.addAll(List.of(records));
        Stage stage =
                new Stage(1, settings, new Restored(Configuration.ofVoters(1, 2, 3), 0, null, all, damage, false, 5));
        stage.begin();
        return stage;
    }

    /** Lets the core begin, and the silence after a start pass. */
    void begin() {
        step(new Event.LinkUp(NodeId.of(2)));
        out.effects();
        out.notes();
        now = settings.leaseNanos();
    }

    Stage at(long time) {
        now = time;
        return this;
    }

    List<Object> step(Event event) {
        core.step(now, event, out);
        return out.effects();
    }

    List<Object> receive(int from, Message message) {
        return step(new Event.Received(NodeId.of(from), message));
    }

    List<Object> tick() {
        return step(new Event.Tick(7));
    }

    List<Note> notes() {
        return out.notes();
    }

    static Ballot ballot(long round, int node) {
        return new Ballot(round, node);
    }

    static Value.Command command(String text) {
        return new Value.Command(Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    static Record.Accepted accepted(Ballot ballot, long slot, Value value) {
        return new Record.Accepted(ballot, slot, value);
    }

    static Entry entry(long slot, Ballot ballot, Value value) {
        return new Entry(slot, ballot, value);
    }

    static Message.Promise promise(Ballot ballot, long from, long chosenUpTo, Entry... entries) {
        return new Message.Promise(ballot, from, List.of(entries), 0, chosenUpTo, NodeNumbers.NONE);
    }

    /** Brings the core to ask for promises, voter 2 agreeing; returns its ballot. */
    Ballot campaign() {
        Ballot asked = null;
        // A tick that comes late is excused once.
        for (int tick = 0; tick < 2 && asked == null; tick++) {
            now = Math.max(now, core.deadline());
            for (Object effect : tick()) {
                if (effect instanceof Recorded.SentAhead sent && sent.message() instanceof Message.PrePrepare ask) {
                    asked = ask.ballot();
                }
            }
        }
        Ballot ballot = java.util.Objects.requireNonNull(asked);
        receive(2, new Message.PrePromise(ballot, 0));
        return ballot;
    }

    /** Brings the core to lead under the ballot returned; its first own value is proposed and not chosen. */
    Ballot lead(Entry... reportedByTwo) {
        Ballot ballot = campaign();
        long from = core.chosenUpTo() + 1;
        for (Object effect : receive(1, new Message.Prepare(ballot, from, Ballot.ZERO))) {
            if (effect instanceof Recorded.Sent sent) {
                receive(1, sent.message());
            }
        }
        core.step(now, new Event.Received(NodeId.of(2), promise(ballot, from, core.chosenUpTo(), reportedByTwo)), out);
        return ballot;
    }

    /** Brings the core to lead and be established; slot 1 holds its first own value. */
    Ballot establish() {
        Ballot ballot = lead();
        acceptedBy(1, ballot, 1, 1);
        acceptedBy(2, ballot, 1, 1);
        out.effects();
        out.notes();
        return ballot;
    }

    List<Object> acceptedBy(int voter, Ballot ballot, long first, long last) {
        return receive(voter, new Message.Accepted(ballot, first, last, NodeNumbers.NONE));
    }

    List<Object> propose(String text) {
        return step(new Event.Propose(command(text).bytes()));
    }

    static <T> List<T> only(Class<T> type, List<Object> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The messages of one kind among the effects, however they were sent. */
    static <T extends Message> List<T> messages(Class<T> type, List<Object> effects) {
        List<T> found = new ArrayList<>();
        for (Object effect : effects) {
            Message message = effect instanceof Recorded.Sent sent
                    ? sent.message()
                    : effect instanceof Recorded.SentAhead ahead ? ahead.message() : null;
            if (type.isInstance(message)) {
                found.add(type.cast(message));
            }
        }
        return found;
    }
}
