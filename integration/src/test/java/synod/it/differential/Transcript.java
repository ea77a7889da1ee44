package synod.it.differential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.KeeperException.Code;
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
import org.apache.zookeeper.proto.SetSASLResponse;
import org.apache.zookeeper.proto.SyncResponse;
import org.apache.zookeeper.proto.WatcherEvent;
import org.apache.zookeeper.proto.WhoAmIResponse;
import org.jspecify.annotations.Nullable;
import synod.it.cluster.RawClient;

/**
 * What comes back as text that two servers can agree on: without times, with zxids counted from the beginning of the
 * scene, and with sessions by their number.
 */
final class Transcript {
    private static final String HEX = "0123456789abcdef";

    private static final Set<Integer> WRITES = Set.of(
            OpCode.create,
            OpCode.create2,
            OpCode.createContainer,
            OpCode.createTTL,
            OpCode.delete,
            OpCode.setData,
            OpCode.setACL,
            OpCode.multi,
            OpCode.reconfig,
            OpCode.closeSession);

    private final Map<Long, String> sessions = new LinkedHashMap<>();
    private final Set<String> answered = new TreeSet<>();
    private final Map<Long, Long> numbers = new HashMap<>();
    private long begin = Long.MAX_VALUE;
    private long last;
    private int unnumbered;

    /** Zxids are counted from this one on. */
    void begin(long zxid) {
        begin = zxid;
        numbers.put(zxid, 0L);
        last = zxid;
    }

    /** How many writes were refused without a zxid of their own. */
    int unnumbered() {
        return unnumbered;
    }

    void call(long session, String name) {
        sessions.put(session, name);
    }

    /** Each operation with each code it was answered with, such as {@code create -101}. */
    Set<String> answered() {
        return answered;
    }

    String event(RawClient.Frame frame) throws IOException {
        WatcherEvent event = frame.read(new WatcherEvent());
        return "event " + event.getType() + " state " + event.getState() + " " + shown(event.getPath()) + " at "
                + zxid(frame.header().getZxid()) + (frame.header().getErr() == 0 ? "" : " with an error");
    }

    /** An answer with its header, but for the number that the request had. */
    String reply(int type, RawClient.Frame frame) throws IOException {
        int error = frame.header().getErr();
        answered.add(Asks.called(type) + " " + error);
        String at = header(type, error, frame.header().getZxid()) + " ";
        if (error != 0) {
            return at + "error " + error
                    + (frame.body().length() == 0 ? "" : " and " + frame.body().length() + " bytes");
        }
        ByteArrayInputStream body = new ByteArrayInputStream(frame.body().toArray());
        BinaryInputArchive in = BinaryInputArchive.getArchive(body);
        String text = type == OpCode.multi || type == OpCode.multiRead ? multi(type, in) : one(type, in);
        return at + text + (body.available() > 0 ? " and " + body.available() + " bytes too many" : "");
    }

    /** Whether a server closes the connection behind this answer. */
    boolean isLast(int type, int error) {
        boolean isUnknown = error == Code.UNIMPLEMENTED.intValue() && !WRITES.contains(type);
        return isUnknown
                || error == Code.AUTHFAILED.intValue()
                || (type == OpCode.closeSession && error == Code.OK.intValue());
    }

    /**
     * The answer to the first frame of a connection. The password is set beside the one that is known only where the
     * session is the same: the reference makes it of the lower 48 bits of the session's name, so that servers which
     * began to count within the same millisecond give one password to sessions of two names.
     */
    String greeting(byte[] frame, Act.Who who) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        int version = in.getInt();
        int timeoutMillis = in.getInt();
        long id = in.getLong();
        byte[] password = new byte[in.getInt()];
        in.get(password);
        return "version " + version + " timeout " + timeoutMillis + " " + session(id) + " "
                + kind(password, id == who.id() ? who.password().toArray() : password) + " password of "
                + password.length + " bytes, readOnly " + (in.hasRemaining() ? Byte.toString(in.get()) : "left out")
                + (in.hasRemaining() ? " and " + in.remaining() + " bytes too many" : "");
    }

    private static String kind(byte[] password, byte[] expected) {
        if (Arrays.equals(password, new byte[password.length])) {
            return "no";
        }
        return Arrays.equals(password, expected) ? "the expected" : "another";
    }

    private String multi(int type, BinaryInputArchive in) throws IOException {
        StringBuilder text = new StringBuilder("results");
        while (true) {
            MultiHeader header = read(in, new MultiHeader());
            text.append(" [").append(header.getType()).append(' ').append(header.getErr());
            if (header.getDone()) {
                return text.append(" done]").toString();
            }
            String result;
            if (header.getType() == OpCode.error) {
                int error = read(in, new ErrorResponse()).getErr();
                answered.add("part of " + Asks.called(type) + " " + error);
                result = "error " + error;
            } else {
                result = one(header.getType(), in);
            }
            text.append(' ').append(result).append(']');
        }
    }

    private String one(int type, BinaryInputArchive in) throws IOException {
        switch (type) {
            case OpCode.create -> {
                return shown(read(in, new CreateResponse()).getPath());
            }
            case OpCode.create2, OpCode.createContainer, OpCode.createTTL -> {
                Create2Response created = read(in, new Create2Response());
                return shown(created.getPath()) + " " + stat(created.getStat());
            }
            case OpCode.exists -> {
                return stat(read(in, new ExistsResponse()).getStat());
            }
            case OpCode.getData, OpCode.reconfig -> {
                GetDataResponse got = read(in, new GetDataResponse());
                return data(got.getData()) + " " + stat(got.getStat());
            }
            case OpCode.setData -> {
                return stat(read(in, new SetDataResponse()).getStat());
            }
            case OpCode.getACL -> {
                GetACLResponse got = read(in, new GetACLResponse());
                return shown(got.getAcl().toString()) + " " + stat(got.getStat());
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
                return shown(read(in, new SyncResponse()).getPath());
            }
            case OpCode.addWatch -> {
                return "error record " + read(in, new ErrorResponse()).getErr();
            }
            case OpCode.sasl -> {
                return "token " + data(read(in, new SetSASLResponse()).getToken());
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
        return shown(new TreeSet<>(texts).toString());
    }

    /** Ports and versions of a configuration differ from run to run. */
    private static String data(byte @Nullable [] data) {
        if (data == null) {
            return "null";
        }
        String text = new String(data, StandardCharsets.UTF_8);
        return "'" + shown(text.startsWith("server.") ? text.replaceAll(":\\d+|=[0-9a-f]+$", ":N") : text) + "'";
    }

    /** Without what a terminal or a report would swallow. */
    static String shown(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= ' ' && each < 0x7f) {
                shown.append(each);
            } else {
                shown.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    shown.append(HEX.charAt(each >> shift & 15));
                }
            }
        }
        return shown.toString();
    }

    /** A Stat without its times: whether they are equal is all that two servers can agree on. */
    private String stat(Stat stat) {
        return "{c " + zxid(stat.getCzxid()) + " m " + zxid(stat.getMzxid()) + " p " + zxid(stat.getPzxid())
                + (stat.getCzxid() != 0 && stat.getMzxid() == stat.getCzxid() && stat.getMtime() != stat.getCtime()
                        ? " two times"
                        : "")
                + " v " + stat.getVersion() + " cv " + stat.getCversion() + " av " + stat.getAversion()
                + " owner " + session(stat.getEphemeralOwner()) + " length " + stat.getDataLength()
                + " children " + stat.getNumChildren() + "}";
    }

    /**
     * The zxid in the header of an answer. The reference gives one to every write, also to such as it cannot read; ours
     * gives none to what it refuses before it is ordered. So that the difference does not hide others, each such write is
     * counted as if it had taken one.
     */
    private String header(int type, int error, long zxid) {
        boolean isDone = WRITES.contains(type) && error == 0 && zxid > last;
        if (WRITES.contains(type) && zxid > 0 && zxid <= last) {
            unnumbered++;
        }
        last = Math.max(last, zxid);
        if (isDone) {
            return zxid(zxid);
        }
        return zxid <= 0 ? Long.toString(zxid) : zxid < begin ? "before" : "+" + counted(zxid);
    }

    /** The zxid of something that was done. */
    private String zxid(long zxid) {
        if (zxid == 0 || zxid == -1) {
            return Long.toString(zxid);
        }
        return zxid < begin ? "before" : "+" + numbers.computeIfAbsent(zxid, this::counted);
    }

    private long counted(long zxid) {
        return zxid - begin + unnumbered;
    }

    private String session(long id) {
        return id == 0 ? "no session" : sessions.getOrDefault(id, "an unknown session");
    }
}
