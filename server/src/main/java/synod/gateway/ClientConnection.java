package synod.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.runtime.FrameCutter;
import synod.runtime.MalformedFrame;
import synod.tree.Identity;

/**
 * One connection of a client. Everything happens on the loop.
 *
 * <p>Most connections are idle most of the time, so what is needed only while a request is read, in process or answered
 * is lent by the gateway for that time.
 */
final class ClientConnection implements FrameCutter.Sink {
    /** The shortest thing a client may send: a request header without a body. */
    private static final int LEAST_FRAME_BYTES = 8;

    /** Answers longer than this get a buffer of their own instead of being gathered. */
    private static final int GATHERED_BYTES = 32 * 1024;

    private static final int NOTIFICATION_XID = -1;

    private static final int PAUSED_FOR_OUTPUT = 1;
    private static final int PAUSED_FOR_OTHERS = 2;
    private static final int PAUSED_BY_REPLICA = 4;
    private static final int PAUSED_FOR_GOOD = 8;

    /** How far a connection has come. */
    enum Phase {
        /** Its first four bytes decide whether it speaks words or frames. */
        NEW,
        /** It has asked a four-letter word that takes an argument. */
        ARGUMENT,
        /** The connect request is with the replica. */
        CONNECTING,
        /** Requests and answers. */
        OPEN,
        /** Nothing is read any more; it is closed once everything has been written. */
        CLOSING
    }

    private static final int FIRST_BYTES = 4;

    private final ClientGateway gateway;
    private final Line line;
    private final long number;
    private final Origin origin;
    private final int port;
    private final ConnectionStats stats;
    /** Holds the beginning of a frame whose end has not come yet; null between frames. */
    private @Nullable FrameCutter cutter;

    private @Nullable ByteBuf gathered;
    /** What the handshake of TLS has shown the client to be. */
    private List<Identity> proved = List.of();

    private Phase phase = Phase.NEW;
    /** The first four bytes, as far as they came. */
    private int first;

    /** What of a word's argument has come; null unless there is one. */
    private @Nullable ByteBuf argument;

    private byte firstFilled;
    private byte pauses;
    private boolean isKnown;
    private boolean isDirty;

    /** How a connection gets the socket that tells it what happens. */
    interface LineFactory<L extends Line> {
        L lineOf(ClientConnection connection);
    }

    ClientConnection(ClientGateway gateway, LineFactory<?> lines, long number, Origin origin, int port) {
        this.gateway = gateway;
        this.number = number;
        this.origin = origin;
        this.port = port;
        this.stats = new ConnectionStats(gateway.wallMillis());
        this.line = lines.lineOf(this);
    }

    long number() {
        return number;
    }

    Line line() {
        return line;
    }

    Origin origin() {
        return origin;
    }

    InetAddress address() {
        return origin.address();
    }

    ConnectionStats stats() {
        return stats;
    }

    /** Whether the replica has been told of it. */
    boolean isKnown() {
        return isKnown;
    }

    /** Whether it still has no session. */
    boolean isSessionless() {
        return phase != Phase.OPEN && phase != Phase.CLOSING;
    }

    /** The client has shown a certificate; comes before its first byte. */
    void onProved(List<Identity> identities) {
        proved = identities;
    }

    /** Takes what the client sent, without releasing it. */
    void onBytes(ByteBuf in) {
        try {
            read(in);
        } catch (MalformedFrame e) {
            gateway.onMalformed(this, String.valueOf(e.getMessage()));
            closeNow();
        }
    }

    private void read(ByteBuf in) throws MalformedFrame {
        if (phase == Phase.CLOSING) {
            return;
        }
        if (firstFilled < FIRST_BYTES) {
            while (firstFilled < FIRST_BYTES && in.isReadable()) {
                first = first << 8 | in.readUnsignedByte();
                firstFilled++;
            }
            if (firstFilled < FIRST_BYTES) {
                return;
            }
            if (gateway.answersWord(this, first)) {
                if (phase == Phase.ARGUMENT) {
                    takeArgument(in);
                }
                return;
            }
            cut(Unpooled.copyInt(first));
        }
        if (phase == Phase.ARGUMENT) {
            takeArgument(in);
            return;
        }
        cut(in);
        if (stats.outstanding() > 0 && gateway.isCrowded()) {
            pause(PAUSED_FOR_OTHERS);
            gateway.resumeLater(this);
        }
    }

    /** The word that was asked takes an argument of eight bytes, for which the client is read on. */
    void awaitArgument() {
        phase = Phase.ARGUMENT;
        argument = Unpooled.buffer(Long.BYTES);
    }

    private void takeArgument(ByteBuf in) {
        ByteBuf into = argument;
        if (into != null) {
            in.readBytes(into, Math.min(into.writableBytes(), in.readableBytes()));
            if (!into.isWritable(1)) {
                argument = null;
                gateway.answersArgument(this, first, into.readLong());
            }
        }
    }

    private void cut(ByteBuf in) throws MalformedFrame {
        FrameCutter mine = cutter == null ? gateway.lendCutter(LEAST_FRAME_BYTES) : cutter;
        mine.accept(in, this);
        if (mine.isBetweenFrames()) {
            cutter = null;
            gateway.takeBack(mine);
        } else {
            cutter = mine;
        }
    }

    @Override
    public boolean onFrame(int checksum, Bytes body) {
        if (phase == Phase.CLOSING) {
            return false;
        }
        if (!gateway.admits(this, body, phase == Phase.NEW)) {
            closeNow();
            return false;
        }
        boolean isConnect = phase == Phase.NEW;
        if (isConnect) {
            phase = Phase.CONNECTING;
            isKnown = true;
            gateway.events().onClientConnected(number, origin.literal(), proved);
            stats.onConnectRequest(body, gateway.events().now(), gateway.arrivals());
        } else {
            stats.onRequest(body, gateway.events().now(), gateway.arrivals());
        }
        gateway.onReceived(this, body, isConnect);
        return phase != Phase.CLOSING;
    }

    /** Takes whole frames for the client; they leave with the next flush. */
    void reply(byte[] buffer, int offset, int length) {
        if (!line.isOpen()) {
            return;
        }
        count(buffer, offset, length);
        if (line.waitingBytes() > gateway.mostWaitingBytes()) {
            gateway.onTooSlow(this);
            closeNow();
            return;
        }
        if (length > GATHERED_BYTES) {
            writeGathered();
            line.write(line.buffer(length).writeBytes(buffer, offset, length));
        } else {
            ByteBuf into = gathered;
            if (into == null) {
                into = line.buffer(Math.max(512, length));
                gathered = into;
            }
            into.writeBytes(buffer, offset, length);
            if (into.readableBytes() > GATHERED_BYTES) {
                writeGathered();
            }
        }
        markDirty();
    }

    private void count(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int frameLength = intAt(buffer, at);
            if (frameLength < 16 || frameLength > end - at - 4) {
                throw new InvariantViolation("a reply of " + frameLength + " bytes does not fit the " + (end - at - 4)
                        + " bytes that were handed over");
            }
            if (phase == Phase.CONNECTING) {
                stats.onSession(intAt(buffer, at + 8), longAt(buffer, at + 12));
                onAnswered();
                phase = Phase.OPEN;
            } else if (intAt(buffer, at + 4) == NOTIFICATION_XID) {
                stats.onNotification();
                gateway.onNotification();
            } else {
                stats.onReply(longAt(buffer, at + 8));
                gateway.figures().onAnswer(frameLength);
                onAnswered();
            }
            at += 4 + frameLength;
        }
    }

    private void onAnswered() {
        int bytes = stats.oldestBytes();
        gateway.onAnswered(stats.answered(gateway.events().now(), gateway.arrivals()), bytes);
    }

    /** Reads no more: what the client asked is being answered, and then it is closed. */
    void stopReading() {
        pause(PAUSED_FOR_GOOD);
        phase = Phase.CLOSING;
    }

    /** Sends text as it is and closes; for four-letter words. */
    void answerAndClose(byte[] text) {
        if (line.isOpen()) {
            line.write(line.buffer(text.length).writeBytes(text));
            line.closeAfterWriting();
        }
    }

    /** Closes once everything before has been written. */
    void closeAfterReplies() {
        if (phase != Phase.CLOSING) {
            phase = Phase.CLOSING;
            pause(PAUSED_FOR_GOOD);
            markDirty();
        }
    }

    void closeNow() {
        phase = Phase.CLOSING;
        line.close();
    }

    private void markDirty() {
        if (!isDirty) {
            isDirty = true;
            gateway.flushLater(this);
        }
    }

    /** Writes out what this turn produced. */
    void flush() {
        isDirty = false;
        writeGathered();
        if (phase == Phase.CLOSING) {
            line.closeAfterWriting();
        } else {
            line.flush();
        }
    }

    private void writeGathered() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            line.write(out);
        }
    }

    /** The replica has enough of this connection's requests, or goes on. */
    void setReading(boolean on) {
        if (on) {
            resume(PAUSED_BY_REPLICA);
        } else {
            pause(PAUSED_BY_REPLICA);
        }
    }

    void resumeForOthers() {
        resume(PAUSED_FOR_OTHERS);
    }

    private void pause(int reason) {
        pauses |= (byte) reason;
        line.setReading(false);
    }

    private void resume(int reason) {
        pauses &= (byte) ~reason;
        if (pauses == 0 && line.isOpen()) {
            line.setReading(true);
        }
    }

    /** What Apache calls the interest operations: 1 for reading, 4 for writing. */
    int interest() {
        return (pauses == 0 ? 1 : 0) | (line.isWritable() ? 0 : 4);
    }

    /** More waits to be written than the mark allows, or no longer. */
    void onWritable(boolean isWritable) {
        if (isWritable) {
            resume(PAUSED_FOR_OUTPUT);
        } else {
            pause(PAUSED_FOR_OUTPUT);
        }
    }

    /** The line is closed, whoever did it. */
    void onClosed() {
        phase = Phase.CLOSING;
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            out.release();
        }
        gateway.onGone(this);
    }

    void onFailure(Throwable cause) {
        // A peer that is gone is everyday life; anything else is worth a line.
        if (!(cause instanceof IOException)) {
            gateway.onFailure(this, cause);
        }
        closeNow();
    }

    private static int intAt(byte[] array, int at) {
        return (array[at] & 0xff) << 24
                | (array[at + 1] & 0xff) << 16
                | (array[at + 2] & 0xff) << 8
                | (array[at + 3] & 0xff);
    }

    private static long longAt(byte[] array, int at) {
        return (long) intAt(array, at) << 32 | (intAt(array, at + 4) & 0xffffffffL);
    }

    boolean isSecure() {
        return line.isSecure();
    }

    /** The remote address and port. */
    String remote() {
        return origin.address().getHostAddress() + ":" + port;
    }

    @Override
    public String toString() {
        return "/" + remote();
    }
}
