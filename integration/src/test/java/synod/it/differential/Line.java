package synod.it.differential;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.SyncRequest;
import org.jspecify.annotations.Nullable;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.kernel.Bytes;

/** A session and its connection. When the server ends the connection, the session stays without one. */
final class Line {
    private static final int EVENT_XID = -1;

    /** Far from the numbers that scenes give. */
    private static final int PROBE_XID = 1_700_000_000;

    private final Transcript transcript;
    private RawClient client;
    private ServerProcess server;
    private Act.Who who;
    private boolean isOpen = true;
    private int xid;

    /** A new session. */
    Line(ServerProcess server, Transcript transcript, String name) throws IOException {
        this.transcript = transcript;
        this.server = server;
        this.client = new RawClient(server);
        ConnectResponse response = client.handshake(10_000);
        this.who = new Act.Who(response.getSessionId(), Bytes.wrap(response.getPasswd()), 0);
        transcript.call(who.id(), name);
    }

    Act.Who who() {
        return who;
    }

    boolean isOpen() {
        return isOpen;
    }

    RawClient client() {
        return client;
    }

    /** Takes a connection that the server has accepted, in place of the one before. */
    void take(RawClient fresh, ServerProcess at, Act.Who now) {
        client = fresh;
        server = at;
        who = now;
        isOpen = true;
    }

    void hangUp() throws IOException {
        client.hangUp();
        isOpen = false;
    }

    /** Sends one request and gives its number. */
    int send(Act.Ask ask, long mark) throws IOException {
        int number = ask.xid() == null ? ++xid : ask.xid();
        client.send(number, ask.type(), ask.body().apply(mark).toArray(new org.apache.jute.Record[0]));
        return number;
    }

    /**
     * The next answer as text, after the events that come before it.
     *
     * @param expected the number of the request, or null when it had none that can be told
     */
    String answer(@Nullable Integer expected, int type, boolean isFree) {
        List<String> events = new ArrayList<>();
        String answer = next(expected, type, events);
        return told("", events, isFree) + answer;
    }

    private String next(@Nullable Integer expected, int type, List<String> events) {
        try {
            RawClient.Frame frame = client.receive();
            for (; frame.header().getXid() == EVENT_XID; frame = client.receive()) {
                events.add(transcript.event(frame));
            }
            int number = frame.header().getXid();
            who = new Act.Who(
                    who.id(),
                    who.password(),
                    Math.max(who.zxid(), frame.header().getZxid()));
            String text = (expected != null && expected == number ? "" : "to request " + number + ": ")
                    + transcript.reply(type, frame);
            return transcript.isLast(type, frame.header().getErr()) ? text + last() : text;
        } catch (SocketTimeoutException e) {
            isOpen = false;
            return "silence";
        } catch (EOFException | SocketException e) {
            isOpen = false;
            return "closed";
        } catch (IOException e) {
            isOpen = false;
            return "something that cannot be read: " + e.getMessage();
        }
    }

    /** Waits for the end of the connection, which the answer has announced. */
    private String last() throws IOException {
        int bytes = client.bytesUntilClosed();
        isOpen = false;
        return ", then " + bytes + " bytes and the end";
    }

    /**
     * What the session was told up to now, which is everything that has happened anywhere.
     *
     * @param isFree whether the order of the events is the server's choice
     */
    String news(String prefix, boolean isFree) throws IOException {
        if (!isOpen) {
            return "";
        }
        List<String> events = new ArrayList<>();
        try {
            client.send(PROBE_XID, OpCode.sync, new SyncRequest("/"));
        } catch (SocketException e) {
            isOpen = false;
            return prefix + "closed ";
        }
        String answer = next(PROBE_XID, OpCode.sync, events);
        return told(prefix, events, isFree) + (isOpen ? "" : prefix + answer + " ");
    }

    /** Waits for events, however long they take. */
    String await(int count) throws IOException {
        List<String> events = new ArrayList<>();
        try {
            while (events.size() < count) {
                events.add(transcript.event(client.receive()));
            }
        } catch (EOFException | SocketException e) {
            isOpen = false;
            return told("", events, true) + "closed";
        }
        return told("", events, true);
    }

    private static String told(String prefix, List<String> events, boolean isFree) {
        List<String> shown = new ArrayList<>(events);
        if (isFree) {
            java.util.Collections.sort(shown);
        }
        StringBuilder text = new StringBuilder();
        for (String event : shown) {
            text.append(prefix).append(event).append("; ");
        }
        return text.toString();
    }

    /** Ends the session, if it is still there. */
    void end() throws IOException {
        if (!isOpen) {
            client.hangUp();
            client = new RawClient(server);
            byte[] password = who.password().toArray();
            if (client.handshake(10_000, who.id(), password).getTimeOut() <= 0) {
                client.hangUp();
                return;
            }
        }
        client.send(Integer.MAX_VALUE, OpCode.closeSession);
        client.bytesUntilClosed();
        client.hangUp();
    }
}
