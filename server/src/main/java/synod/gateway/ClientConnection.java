package synod.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.runtime.FrameCutter;
import synod.runtime.MalformedFrame;

/** One connection of a client. Everything happens on the loop. */
// What a write or a close came to arrives as the end of the channel; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter implements FrameCutter.Sink {
    /** The shortest thing a client may send: a request header without a body. */
    private static final int LEAST_FRAME_BYTES = 8;

    /** Answers longer than this get a buffer of their own instead of being gathered. */
    private static final int GATHERED_BYTES = 32 * 1024;

    private static final int CLOSE_MILLIS = 5_000;
    private static final int NOTIFICATION_XID = -1;

    private static final int PAUSED_FOR_OUTPUT = 1;
    private static final int PAUSED_FOR_OTHERS = 2;
    private static final int PAUSED_BY_REPLICA = 4;
    private static final int PAUSED_FOR_GOOD = 8;

    /** How far a connection has come. */
    enum Phase {
        /** Its first four bytes decide whether it speaks words or frames. */
        NEW,
        /** The connect request is with the replica. */
        CONNECTING,
        /** Requests and answers. */
        OPEN,
        /** Nothing is read any more; it is closed once everything has been written. */
        CLOSING
    }

    private final ClientGateway gateway;
    private final Channel channel;
    private final long number;
    private final InetAddress address;
    private final int port;
    private final FrameCutter cutter;
    private final ConnectionStats stats;
    private final byte[] first = new byte[4];
    private int firstFilled;
    private int pauses;
    private Phase phase = Phase.NEW;
    private boolean isKnown;
    private boolean isDirty;
    private @Nullable ByteBuf gathered;

    ClientConnection(ClientGateway gateway, Channel channel, long number, InetSocketAddress remote) {
        this.gateway = gateway;
        this.channel = channel;
        this.number = number;
        this.address = remote.getAddress();
        this.port = remote.getPort();
        this.cutter = new FrameCutter(4, LEAST_FRAME_BYTES, gateway.settings().maxFrameBytes());
        this.stats = new ConnectionStats(gateway.wallMillis());
    }

    long number() {
        return number;
    }

    Channel channel() {
        return channel;
    }

    InetAddress address() {
        return address;
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
        return phase == Phase.NEW || phase == Phase.CONNECTING;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            read(in);
        } catch (MalformedFrame e) {
            gateway.onMalformed(this, String.valueOf(e.getMessage()));
            closeNow();
        } finally {
            in.release();
        }
    }

    private void read(ByteBuf in) throws MalformedFrame {
        if (phase == Phase.CLOSING) {
            return;
        }
        if (firstFilled < first.length) {
            int taken = Math.min(first.length - firstFilled, in.readableBytes());
            in.readBytes(first, firstFilled, taken);
            firstFilled += taken;
            if (firstFilled < first.length) {
                return;
            }
            if (gateway.answersWord(this, first)) {
                pause(PAUSED_FOR_GOOD);
                phase = Phase.CLOSING;
                return;
            }
            cutter.accept(Unpooled.wrappedBuffer(first), this);
        }
        cutter.accept(in, this);
        if (stats.outstanding() > 0 && gateway.isCrowded()) {
            pause(PAUSED_FOR_OTHERS);
            gateway.resumeLater(this);
        }
    }

    /** The address as access lists write it: without a zone, which means something on this machine only. */
    private static Bytes literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return Bytes.wrap((zone < 0 ? text : text.substring(0, zone)).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean onFrame(int checksum, Bytes body) {
        if (phase == Phase.CLOSING) {
            return false;
        }
        if (phase == Phase.NEW) {
            phase = Phase.CONNECTING;
            isKnown = true;
            gateway.events().onClientConnected(number, literal(address));
            stats.onConnectRequest(body, gateway.events().now());
        } else {
            stats.onRequest(body, gateway.events().now());
        }
        gateway.onReceived(body.length());
        gateway.events().onClientFrame(number, body);
        return phase != Phase.CLOSING;
    }

    /** Takes whole frames for the client; they leave with the next flush. */
    void reply(byte[] buffer, int offset, int length) {
        if (!channel.isActive()) {
            return;
        }
        count(buffer, offset, length);
        if (waitingBytes() > gateway.mostWaitingBytes()) {
            gateway.onTooSlow(this);
            closeNow();
            return;
        }
        if (length > GATHERED_BYTES) {
            writeGathered();
            channel.write(channel.alloc().ioBuffer(length).writeBytes(buffer, offset, length), channel.voidPromise());
        } else {
            ByteBuf into = gathered;
            if (into == null) {
                into = channel.alloc().ioBuffer(Math.max(512, length));
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
                onAnswered();
            }
            at += 4 + frameLength;
        }
    }

    private void onAnswered() {
        int bytes = stats.oldestBytes();
        gateway.onAnswered(stats.answered(gateway.events().now()), bytes);
    }

    /** Sends text as it is and closes; for four-letter words. */
    void answerAndClose(byte[] text) {
        if (channel.isActive()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(text)).addListener(ChannelFutureListener.CLOSE);
            closeAtLatest();
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
        channel.close();
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
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            closeAtLatest();
        } else {
            channel.flush();
        }
    }

    /** A client that does not take its last bytes holds its connection for a while, not for ever. */
    private void closeAtLatest() {
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void writeGathered() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            channel.write(out, channel.voidPromise());
        }
    }

    private long waitingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
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
        pauses |= reason;
        channel.config().setAutoRead(false);
    }

    private void resume(int reason) {
        pauses &= ~reason;
        if (pauses == 0 && channel.isActive()) {
            channel.config().setAutoRead(true);
        }
    }

    /** What Apache calls the interest operations: 1 for reading, 4 for writing. */
    int interest() {
        return (pauses == 0 ? 1 : 0) | (channel.isWritable() ? 0 : 4);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            resume(PAUSED_FOR_OUTPUT);
        } else {
            pause(PAUSED_FOR_OUTPUT);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.CLOSING;
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            out.release();
        }
        gateway.onGone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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

    /** The remote address and port. */
    String remote() {
        return address.getHostAddress() + ":" + port;
    }

    @Override
    public String toString() {
        return "/" + remote();
    }
}
