package synod.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** What {@code cons} tells of one connection. */
final class ConnectionStats {
    private final ArrivalTimes arrivals = new ArrivalTimes();
    private final Latencies latencies = new Latencies();
    private final long establishedMillis;
    private long received;
    private long sent;
    private long session;
    private int timeoutMillis;
    private long lastZxid = -1;
    private int lastXid = -1;
    private int lastOperation;
    private @Nullable String lastName;

    ConnectionStats(long establishedMillis) {
        this.establishedMillis = establishedMillis;
    }

    void onConnectRequest(Bytes frame, long now) {
        received++;
        lastName = "SESS";
        arrivals.add(now, frame.length());
    }

    void onRequest(Bytes frame, long now) {
        received++;
        lastName = null;
        int xid = intAt(frame, 0);
        // Negative ones are pings and the like; Apache shows the last ordinary one.
        lastXid = xid >= 0 ? xid : lastXid;
        lastOperation = intAt(frame, 4);
        arrivals.add(now, frame.length());
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
    long answered(long now) {
        long nanos = now - arrivals.remove(now);
        latencies.add(nanos);
        return nanos;
    }

    /** The length of the oldest request in process; 0 when there is none. */
    int oldestBytes() {
        return arrivals.oldestBytes();
    }

    /** The lengths of all requests in process together. */
    long outstandingBytes() {
        return arrivals.bytes();
    }

    int outstanding() {
        return arrivals.size();
    }

    long establishedMillis() {
        return establishedMillis;
    }

    long session() {
        return session;
    }

    void reset() {
        received = 0;
        sent = 0;
        latencies.reset();
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
                + ",lresp=" + latencies.lastMillis() + ",llat=" + latencies.lastMillis()
                + ",minlat=" + latencies.leastMillis()
                + ",avglat=" + String.format(Locale.ROOT, "%d", Math.round(latencies.meanMillis()))
                + ",maxlat=" + latencies.mostMillis();
    }

    private String operationName() {
        String name = lastName;
        return name != null ? name : nameOf(lastOperation);
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
