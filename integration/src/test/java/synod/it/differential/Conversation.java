package synod.it.differential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.Create2Response;
import org.apache.zookeeper.proto.CreateResponse;
import org.apache.zookeeper.proto.ErrorResponse;
import org.apache.zookeeper.proto.ExistsResponse;
import org.apache.zookeeper.proto.GetACLResponse;
import org.apache.zookeeper.proto.GetAllChildrenNumberResponse;
import org.apache.zookeeper.proto.GetChildren2Response;
import org.apache.zookeeper.proto.GetChildrenResponse;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.GetEphemeralsResponse;
import org.apache.zookeeper.proto.MultiHeader;
import org.apache.zookeeper.proto.SetACLResponse;
import org.apache.zookeeper.proto.SetDataResponse;
import org.apache.zookeeper.proto.SyncResponse;
import org.apache.zookeeper.proto.WatcherEvent;
import org.apache.zookeeper.proto.WhoAmIResponse;
import org.jspecify.annotations.Nullable;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;

/** A script carried out on one server, with everything that came back as lines of text. */
final class Conversation implements AutoCloseable {
    private static final int PING_XID = -2;

    private final ServerProcess server;
    private final RawClient[] clients = new RawClient[Script.SESSIONS];
    private final Map<Long, String> names = new LinkedHashMap<>();
    private int xid;

    Conversation(ServerProcess server) throws IOException {
        this.server = server;
        for (int i = 0; i < clients.length; i++) {
            connect(i);
        }
    }

    private void connect(int session) throws IOException {
        RawClient client = new RawClient(server);
        long id = client.handshake(10_000).getSessionId();
        names.put(id, "session " + names.size());
        clients[session] = client;
    }

    /** What each step was answered with, and what it told the others: one text for each step. */
    List<String> perform(List<Step> steps) throws IOException {
        List<String> answers = new ArrayList<>();
        for (Step step : steps) {
            answers.add(perform(step));
        }
        return answers;
    }

    private String perform(Step step) throws IOException {
        StringBuilder text = new StringBuilder();
        RawClient asking = clients[step.session()];
        boolean ends = step.type() == OpCode.closeSession || step.type() == 888;
        asking.send(++xid, step.type(), step.body().toArray(new Record[0]));
        List<String> before = new ArrayList<>();
        RawClient.Frame frame = asking.receive();
        for (; frame.header().getXid() != xid; frame = asking.receive()) {
            before.add(event(frame));
        }
        append(text, "", before, ends);
        text.append(reply(step.type(), frame));
        if (ends) {
            text.append("; ").append(asking.bytesUntilClosed()).append(" bytes and the end");
            connect(step.session());
        }
        for (int i = 0; i < clients.length; i++) {
            append(text, "; s" + i + ": ", eventsOf(clients[i]), ends);
        }
        return text.toString();
    }

    /** The order among the ephemerals of a session that has ended is free. */
    private static void append(StringBuilder text, String prefix, List<String> events, boolean isFree) {
        List<String> shown = new ArrayList<>(events);
        if (isFree) {
            Collections.sort(shown);
        }
        for (String event : shown) {
            text.append(prefix).append(event).append(' ');
        }
    }

    /** The events that a client is told before the answer to a ping. */
    private List<String> eventsOf(RawClient client) throws IOException {
        client.send(PING_XID, OpCode.ping);
        List<String> events = new ArrayList<>();
        for (RawClient.Frame frame = client.receive(); ; frame = client.receive()) {
            if (frame.header().getXid() == PING_XID) {
                return events;
            }
            events.add(event(frame));
        }
    }

    private String event(RawClient.Frame frame) throws IOException {
        WatcherEvent event = frame.read(new WatcherEvent());
        return "event " + event.getType() + " state " + event.getState() + " " + event.getPath() + " at "
                + name(frame.header().getZxid());
    }

    private String reply(int type, RawClient.Frame frame) throws IOException {
        int error = frame.header().getErr();
        if (error != 0) {
            return "error " + error + " and " + frame.body().length() + " bytes";
        }
        ByteArrayInputStream body = new ByteArrayInputStream(frame.body().toArray());
        BinaryInputArchive in = BinaryInputArchive.getArchive(body);
        String text = type == OpCode.multi || type == OpCode.multiRead ? multi(in) : one(type, in);
        return text + (body.available() > 0 ? " and " + body.available() + " bytes too many" : "");
    }

    private String multi(BinaryInputArchive in) throws IOException {
        StringBuilder text = new StringBuilder("results");
        while (true) {
            MultiHeader header = read(in, new MultiHeader());
            text.append(" [").append(header.getType()).append(' ').append(header.getErr());
            if (header.getDone()) {
                return text.append(" done]").toString();
            }
            String result = header.getType() == OpCode.error
                    ? "error " + read(in, new ErrorResponse()).getErr()
                    : one(header.getType(), in);
            text.append(' ').append(result).append(']');
        }
    }

    private String one(int type, BinaryInputArchive in) throws IOException {
        switch (type) {
            case OpCode.create -> {
                return read(in, new CreateResponse()).getPath();
            }
            case OpCode.create2, OpCode.createContainer -> {
                Create2Response created = read(in, new Create2Response());
                return created.getPath() + " " + stat(created.getStat());
            }
            case OpCode.exists -> {
                return stat(read(in, new ExistsResponse()).getStat());
            }
            case OpCode.getData -> {
                GetDataResponse got = read(in, new GetDataResponse());
                return data(got.getData()) + " " + stat(got.getStat());
            }
            case OpCode.setData -> {
                return stat(read(in, new SetDataResponse()).getStat());
            }
            case OpCode.getACL -> {
                GetACLResponse got = read(in, new GetACLResponse());
                return got.getAcl() + " " + stat(got.getStat());
            }
            case OpCode.setACL -> {
                return stat(read(in, new SetACLResponse()).getStat());
            }
            case OpCode.getChildren -> {
                return sorted(read(in, new GetChildrenResponse()).getChildren());
            }
            case OpCode.getChildren2 -> {
                GetChildren2Response got = read(in, new GetChildren2Response());
                return sorted(got.getChildren()) + " " + stat(got.getStat());
            }
            case OpCode.getAllChildrenNumber -> {
                return "" + read(in, new GetAllChildrenNumberResponse()).getTotalNumber();
            }
            case OpCode.getEphemerals -> {
                return sorted(read(in, new GetEphemeralsResponse()).getEphemerals());
            }
            case OpCode.sync -> {
                return read(in, new SyncResponse()).getPath();
            }
            case OpCode.addWatch -> {
                return "error record " + read(in, new ErrorResponse()).getErr();
            }
            case OpCode.whoAmI -> {
                return sorted(read(in, new WhoAmIResponse()).getClientInfo().stream()
                        .map(info -> info.getAuthScheme() + ":" + info.getUser())
                        .toList());
            }
            default -> {
                return "done";
            }
        }
    }

    private static <R extends Record> R read(BinaryInputArchive in, R record) throws IOException {
        record.deserialize(in, "record");
        return record;
    }

    private static String sorted(List<String> texts) {
        return new TreeSet<>(texts).toString();
    }

    private static String data(byte @Nullable [] data) {
        return data == null ? "null" : "'" + new String(data, java.nio.charset.StandardCharsets.UTF_8) + "'";
    }

    /** A Stat without its times: whether they are equal is all that two servers can agree on. */
    private String stat(Stat stat) {
        return "{c " + name(stat.getCzxid()) + " m " + name(stat.getMzxid()) + " p " + name(stat.getPzxid())
                + (stat.getMzxid() == stat.getCzxid() && stat.getMtime() != stat.getCtime() ? " two times" : "")
                + " v " + stat.getVersion() + " cv " + stat.getCversion() + " av " + stat.getAversion()
                + " owner " + name(stat.getEphemeralOwner()) + " length " + stat.getDataLength()
                + " children " + stat.getNumChildren() + "}";
    }

    /** Zxids and sessions by the order in which they appeared; 0 and -1 mean themselves. */
    private String name(long number) {
        return number == 0 || number == -1
                ? Long.toString(number)
                : names.computeIfAbsent(number, unknown -> "#" + names.size());
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.hangUp();
        }
    }
}
