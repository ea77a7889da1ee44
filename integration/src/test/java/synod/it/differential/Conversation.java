package synod.it.differential;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.ZooDefs.OpCode;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.kernel.Bytes;

/** A scene played on one cluster, with everything that came back as lines of text. */
final class Conversation implements AutoCloseable {
    private final Scene scene;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final Transcript transcript = new Transcript();
    private final List<Line> lines = new ArrayList<>();
    private long mark;
    private int strangers;

    Conversation(Cluster cluster, Scene scene) throws IOException {
        this.scene = scene;
        ServerProcess leader = cluster.awaitLeader();
        servers.add(leader);
        for (ServerProcess server : cluster.servers()) {
            if (server != leader) {
                servers.add(server);
            }
        }
        for (int i = 0; i < scene.sessions(); i++) {
            lines.add(new Line(server(i), transcript, "session " + i));
        }
        RawClient first = lines.get(0).client();
        RawClient.Frame made = first.call(1_600_000_000, OpCode.create, Asks.create(scene.root()));
        if (made.header().getErr() != 0) {
            throw new IllegalStateException("the znode of scene '" + scene.name() + "' is not made: error "
                    + made.header().getErr());
        }
        transcript.begin(made.header().getZxid());
        for (Line line : lines) {
            line.news("", false);
        }
    }

    private ServerProcess server(int place) {
        return servers.get(place % servers.size());
    }

    /** What each step was answered with, and what was told to each session: one text for each step. */
    List<String> perform() throws IOException {
        List<String> answers = new ArrayList<>();
        for (Step step : scene.steps()) {
            answers.add(perform(step));
        }
        return answers;
    }

    /** What came back as text. */
    Transcript transcript() {
        return transcript;
    }

    private String perform(Step step) throws IOException {
        Line line = lines.get(step.session());
        boolean isFree = step.act() instanceof Act.Await || isClosing(step.act());
        StringBuilder text = new StringBuilder(act(line, step.act()));
        if (step.act() instanceof Act.Break) {
            // What the end of the session tells is waited for by a later step.
            return "";
        }
        for (int i = 0; i < lines.size(); i++) {
            text.append(lines.get(i).news(" | s" + i + ": ", isFree));
        }
        return text.toString();
    }

    /** The order among the ephemerals of a session that has ended is free. */
    private static boolean isClosing(Act act) {
        return act instanceof Act.Ask ask && ask.type() == OpCode.closeSession;
    }

    private String act(Line line, Act act) throws IOException {
        if (act instanceof Act.Greet greet) {
            return greet(line, greet);
        }
        if (act instanceof Act.Mark) {
            mark = line.who().zxid();
            return "";
        }
        if (!line.isOpen()) {
            return "nobody is there";
        }
        if (act instanceof Act.Ask ask) {
            return line.answer(line.send(ask, mark), ask.type(), isClosing(act));
        }
        if (act instanceof Act.Say say) {
            byte[] frame = say.frame().toArray();
            line.client().sendFrame(frame);
            return line.answer(frame.length < 4 ? null : ByteBuffer.wrap(frame).getInt(), say.type(), false);
        }
        if (act instanceof Act.Pipeline pipeline) {
            List<Integer> numbers = new ArrayList<>();
            for (Act.Ask ask : pipeline.asked()) {
                numbers.add(line.send(ask, mark));
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < numbers.size() && line.isOpen(); i++) {
                String answer =
                        line.answer(numbers.get(i), pipeline.asked().get(i).type(), false);
                text.append(text.isEmpty() ? "" : ", then ").append(answer);
            }
            return text.toString();
        }
        if (act instanceof Act.Await await) {
            return line.await(await.events());
        }
        line.hangUp();
        return "";
    }

    private String greet(Line line, Act.Greet greet) throws IOException {
        if (greet.kind() == Act.Kind.AFTER_BREAK) {
            line.hangUp();
        }
        RawClient before = line.client();
        Act.Who who = line.who();
        ServerProcess server = server(greet.server());
        RawClient fresh = new RawClient(server);
        byte[] answer;
        try {
            fresh.sendFrame(greet.frame().apply(who).toArray());
            answer = fresh.receiveFrame();
        } catch (SocketTimeoutException e) {
            fresh.hangUp();
            return "silence";
        } catch (EOFException | SocketException e) {
            fresh.hangUp();
            return "closed";
        }
        ByteBuffer in = ByteBuffer.wrap(answer);
        long id = in.getLong(8);
        if (id != 0 && id != who.id()) {
            transcript.call(id, "stranger " + strangers++);
        }
        String text = transcript.greeting(answer, who);
        if (id == 0) {
            text += ", then " + fresh.bytesUntilClosed() + " bytes and the end";
        } else if (greet.kind() == Act.Kind.BESIDE) {
            fresh.send(1, OpCode.closeSession);
            fresh.bytesUntilClosed();
        } else {
            if (greet.kind() == Act.Kind.WHILE_OPEN) {
                text += ", and on the old connection " + before.bytesUntilClosed() + " bytes and the end";
                before.hangUp();
            }
            byte[] password = new byte[in.getInt(16)];
            in.position(20).get(password);
            line.take(fresh, server, new Act.Who(id, Bytes.wrap(password), who.zxid()));
            return text;
        }
        fresh.hangUp();
        return text;
    }

    /** Ends every session, so that none expires while the next scene counts zxids. */
    @Override
    public void close() throws IOException {
        for (Line line : lines) {
            line.end();
        }
    }
}
