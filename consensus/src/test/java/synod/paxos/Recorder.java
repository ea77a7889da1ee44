package synod.paxos;

import java.util.ArrayList;
import java.util.List;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;
import synod.kernel.Note;

/** Writes every effect down as one line, so that a test can state exactly what happened and in which order. */
final class Recorder implements Effects<Message, Durable, Bytes> {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void persist(Durable durable) {
        lines.add("persist " + text(durable));
    }

    @Override
    public void send(NodeId to, Message message) {
        lines.add(to + " <- " + text(message));
    }

    @Override
    public void sendAhead(NodeId to, Message message) {
        lines.add(to + " <= " + text(message));
    }

    @Override
    public void deliver(long position, Bytes value) {
        lines.add("deliver " + value);
    }

    @Override
    public void note(Note note) {
        lines.add("note " + text(note));
    }

    /** Everything since the last call. */
    List<String> taken() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    private static String text(Object record) {
        if (record instanceof Durable.AcceptorState state) {
            return "promised " + state.promised() + ", accepted " + state.accepted();
        }
        if (record instanceof Durable.ProposerState state) {
            return "round " + state.round();
        }
        if (record instanceof PaxosNote.Ignored ignored) {
            return ignored.reason() + " " + ignored.message().getClass().getSimpleName();
        }
        if (record instanceof Message.Prepare prepare) {
            return "Prepare " + prepare.ballot();
        }
        if (record instanceof Message.Promise promise) {
            return "Promise " + promise.ballot() + ", accepted " + promise.accepted();
        }
        if (record instanceof Message.Accept accept) {
            return "Accept " + accept.value() + " at " + accept.ballot();
        }
        if (record instanceof Message.Accepted accepted) {
            return "Accepted " + accepted.value() + " at " + accepted.ballot();
        }
        if (record instanceof Message.Refused refused) {
            return "Refused " + refused.ballot() + ", promised " + refused.promised();
        }
        if (record instanceof Message.Chosen chosen) {
            return "Chosen " + chosen.value() + " at " + chosen.ballot();
        }
        return record.toString();
    }
}
