package synod.gateway;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** What {@code cons} tells of one connection. */
final class ConnectionStats {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Stands for the connect request, which has no code of its own on the wire. */
    private static final int CONNECT = -10;

    /** No request yet. */
    private static final int NONE = Integer.MIN_VALUE;

    /** The requests in process; null when there are none. */
    private @Nullable ArrivalTimes arrivals;

    private final long establishedMillis;
    private long received;
    private long sent;
    private long session;
    private long lastZxid = -1;
    private long answers;
    private long totalNanos;
    private int leastMillis;
    private int mostMillis;
    private int lastMillis;
    private int timeoutMillis;
    private int lastXid = -1;
    private int lastOperation = NONE;
    private long answeredNanos;

    ConnectionStats(long establishedMillis) {
        this.establishedMillis = establishedMillis;
    }

    void onConnectRequest(Bytes frame, long now, ArrivalPool pool) {
        received++;
        lastOperation = CONNECT;
        lastXid = 0;
        arrived(frame, now, pool);
    }

    void onRequest(Bytes frame, long now, ArrivalPool pool) {
        received++;
        int xid = intAt(frame, 0);
        // Negative ones are pings and the like; Apache shows the last ordinary one.
        lastXid = xid >= 0 ? xid : lastXid;
        lastOperation = intAt(frame, 4);
        arrived(frame, now, pool);
    }

    private void arrived(Bytes frame, long now, ArrivalPool pool) {
        ArrivalTimes mine = arrivals;
        if (mine == null) {
            mine = pool.take();
            arrivals = mine;
        }
        mine.add(now, frame.length());
    }

    /** A four-letter word came. */
    void onWord() {
        received++;
    }

    void onSession(int timeout, long id) {
        sent++;
        timeoutMillis = timeout;
        session = id;
    }

    void onReply(long zxid) {
        sent++;
        lastZxid = Math.max(lastZxid, zxid);
    }

    void onNotification() {
        sent++;
    }

    /** The oldest request was answered; returns how long it took. */
    long answered(long now, ArrivalPool pool) {
        ArrivalTimes mine = arrivals;
        long nanos = mine == null ? 0 : now - mine.remove(now);
        if (mine != null && mine.size() == 0) {
            arrivals = null;
            pool.giveBack(mine);
        }
        int millis = (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI);
        leastMillis = answers == 0 ? millis : Math.min(leastMillis, millis);
        mostMillis = Math.max(mostMillis, millis);
        lastMillis = millis;
        answeredNanos = now;
        totalNanos += nanos;
        answers++;
        return nanos;
    }

    /** The length of the oldest request in process; 0 when there is none. */
    int oldestBytes() {
        return arrivals == null ? 0 : arrivals.oldestBytes();
    }

    /** The lengths of all requests in process together. */
    long outstandingBytes() {
        return arrivals == null ? 0 : arrivals.bytes();
    }

    /** The lengths of those in process that are longer than {@code threshold} together. */
    long outstandingBytesAbove(int threshold) {
        return arrivals == null ? 0 : arrivals.bytesAbove(threshold);
    }

    int outstanding() {
        return arrivals == null ? 0 : arrivals.size();
    }

    long establishedMillis() {
        return establishedMillis;
    }

    long session() {
        return session;
    }

    /** The session's timeout; 0 before there is one. */
    int timeoutMillis() {
        return timeoutMillis;
    }

    /** When the last answer left, monotonic; 0 when none did. */
    long answeredNanos() {
        return answeredNanos;
    }

    void reset() {
        received = 0;
        sent = 0;
        answers = 0;
        totalNanos = 0;
        leastMillis = 0;
        mostMillis = 0;
        lastMillis = 0;
        answeredNanos = 0;
        lastOperation = NONE;
        lastXid = -1;
        lastZxid = -1;
    }

    /** The counters in the form of {@code stat}. */
    String brief() {
        return "queued=" + outstanding() + ",recved=" + received + ",sent=" + sent;
    }

    /** All of it in the form of {@code cons}. */
    String full() {
        if (session == 0) {
            return brief();
        }
        return brief() + ",sid=0x" + Long.toHexString(session) + ",lop=" + operationName() + ",est=" + establishedMillis
                + ",to=" + timeoutMillis
                + (lastXid < 0 ? "" : ",lcxid=0x" + Integer.toHexString(lastXid))
                + ",lzxid=0x" + Long.toHexString(lastZxid)
                + ",lresp=" + answeredNanos / NANOS_PER_MILLI + ",llat=" + lastMillis
                + ",minlat=" + leastMillis
                + ",avglat=" + String.format(Locale.ROOT, "%d", Math.round(Latencies.meanMillis(totalNanos, answers)))
                + ",maxlat=" + mostMillis;
    }

    /** All of it by the names that ZooKeeper's admin server has; the counters alone when it is to be brief. */
    void tell(Map<String, Object> fields, boolean isBrief) {
        fields.put("outstanding_requests", outstanding());
        fields.put("packets_received", received);
        fields.put("packets_sent", sent);
        if (isBrief) {
            return;
        }
        fields.put("session_id", session);
        fields.put("last_operation", operationName());
        fields.put("established", establishedMillis);
        fields.put("session_timeout", timeoutMillis);
        fields.put("last_cxid", lastXid);
        fields.put("last_zxid", lastZxid);
        fields.put("last_response_time", answeredNanos / NANOS_PER_MILLI);
        fields.put("last_latency", lastMillis);
        fields.put("min_latency", leastMillis);
        fields.put("avg_latency", Math.round(Latencies.meanMillis(totalNanos, answers)));
        fields.put("max_latency", mostMillis);
    }

    private String operationName() {
        return nameOf(lastOperation);
    }

    /** Apache's four letters for an operation of the client protocol. */
    private static String nameOf(int operation) {
        return switch (operation) {
            case 1, 15, 19, 21 -> "CREA";
            case 2, 20 -> "DELE";
            case 3 -> "EXIS";
            case 4 -> "GETD";
            case 5 -> "SETD";
            case 6 -> "GETA";
            case 7 -> "SETA";
            case 8, 12 -> "GETC";
            case 9 -> "SYNC";
            case 11 -> "PING";
            case 13 -> "CHEC";
            case 14 -> "MULT";
            case 16 -> "RECO";
            case 17 -> "CHKW";
            case 18 -> "REMW";
            case 22 -> "MLTR";
            case 101 -> "SETW";
            case 103 -> "GETE";
            case 104 -> "GETACN";
            case 105 -> "STW2";
            case 106 -> "ADDW";
            case 107 -> "HOMI";
            case -11 -> "CLOS";
            case CONNECT -> "SESS";
            default -> "NA";
        };
    }

    private static int intAt(Bytes bytes, int at) {
        return (bytes.at(at) & 0xff) << 24
                | (bytes.at(at + 1) & 0xff) << 16
                | (bytes.at(at + 2) & 0xff) << 8
                | (bytes.at(at + 3) & 0xff);
    }
}
