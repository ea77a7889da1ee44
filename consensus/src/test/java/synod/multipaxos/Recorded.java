package synod.multipaxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/** The effects of steps as a list, in order. */
final class Recorded implements Effects<Message, Record, Value> {
    record Persisted(Record entry) {}

    /** Sent after what was persisted before is durable. */
    record Sent(int to, Message message) {}

    /** Sent at once. */
    record SentAhead(int to, Message message) {}

    record Delivered(long slot, Value value) {}

    private final List<Object> effects = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    @Override
    public void persist(Record entry) {
        effects.add(new Persisted(entry));
    }

    @Override
    public void send(NodeId to, Message message) {
        effects.add(new Sent(to.value(), message));
    }

    @Override
    public void sendAhead(NodeId to, Message message) {
        effects.add(new SentAhead(to.value(), message));
    }

    @Override
    public void deliver(long slot, Value value) {
        effects.add(new Delivered(slot, value));
    }

    @Override
    public void note(Note note) {
        notes.add(note);
    }

    /** Everything but the notes since the last call. */
    List<Object> effects() {
        List<Object> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /** The notes since the last call. */
    List<Note> notes() {
        List<Note> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }
}
