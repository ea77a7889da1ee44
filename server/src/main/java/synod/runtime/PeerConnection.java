package synod.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.security.Tls;
import synod.security.TlsOrPlain;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;
import synod.wire.peer.PeerCodec;
import synod.wire.peer.PeerHello;
import synod.wire.peer.PeerMessage;

/**
 * One connection between two servers. Each end says who it is, then messages follow: an int length, the CRC-32C of the
 * body, the body. The side that dialled speaks first, so a stranger who dials learns nothing but that he was hung up on.
 */
// What a write or a close came to arrives as the end of the channel; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerConnection extends ChannelInboundHandlerAdapter implements FrameCutter.Sink {
    private static final int HEADER_BYTES = 8;
    private static final int GATHERED_BYTES = 64 * 1024;
    private static final int HELLO_MILLIS = 5_000;

    private final PeerLinks links;
    private final Channel channel;

    /** Whom we dialled; null on a connection that we accepted, until it has said who it is. */
    private @Nullable NodeId peer;

    private final boolean isDialled;
    private final byte[] hello = new byte[PeerHello.LENGTH];
    private int helloFilled;
    private boolean isOpen;
    private boolean isDirty;
    private final FrameCutter cutter;
    private final CRC32C checksum = new CRC32C();
    private @Nullable ByteBuf gathered;

    PeerConnection(PeerLinks links, Channel channel, @Nullable NodeId dialled) {
        this.links = links;
        this.channel = channel;
        this.peer = dialled;
        this.isDialled = dialled != null;
        this.cutter = new FrameCutter(HEADER_BYTES, 1, links.settings().maxFrameBytes());
    }

    Channel channel() {
        return channel;
    }

    @Nullable
    NodeId peer() {
        return peer;
    }

    boolean isDialled() {
        return isDialled;
    }

    boolean isOpen() {
        return isOpen;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        NodeId dialled = peer;
        if (dialled != null) {
            sayHello(dialled);
        }
        context.executor()
                .schedule(
                        () -> {
                            if (!isOpen) {
                                channel.close();
                            }
                        },
                        HELLO_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void sayHello(NodeId to) {
        Output out = new Output(PeerHello.LENGTH);
        new PeerHello(PeerHello.VERSION, links.ensembleId(), links.settings().self(), to).encode(out);
        channel.writeAndFlush(Unpooled.wrappedBuffer(out.array(), 0, out.length()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (helloFilled < hello.length) {
                if (helloFilled == 0 && in.isReadable() && TlsOrPlain.isTls(in.getByte(in.readerIndex()))) {
                    links.onUnexpectedTls(this);
                    channel.close();
                    return;
                }
                int taken = Math.min(hello.length - helloFilled, in.readableBytes());
                in.readBytes(hello, helloFilled, taken);
                helloFilled += taken;
                if (helloFilled < hello.length) {
                    return;
                }
                onHello(PeerHello.decode(new Input(Bytes.wrap(hello.clone()))));
            }
            if (isOpen) {
                cutter.accept(in, this);
            }
        } catch (Malformed | MalformedFrame e) {
            links.onGarbage(this, String.valueOf(e.getMessage()));
            channel.close();
        } finally {
            in.release();
        }
    }

    private void onHello(PeerHello said) {
        String objection = links.objection(said, this);
        if (!isDialled && said.version() == PeerHello.VERSION) {
            // Also to one that is refused: its own log should say why.
            sayHello(said.from());
        }
        if (objection != null) {
            links.onRefused(this, said, objection);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        peer = said.from();
        isOpen = true;
        links.onOpen(this, said.from());
    }

    @Override
    public boolean onFrame(int expected, Bytes body) {
        NodeId from = peer;
        if (!isOpen || from == null) {
            return false;
        }
        checksum.reset();
        checksum.update(body.array(), body.offset(), body.length());
        if ((int) checksum.getValue() != expected) {
            links.onGarbage(this, "a message was altered on its way: its checksum does not fit");
            channel.close();
            return false;
        }
        PeerMessage message;
        try {
            message = PeerCodec.decode(body);
        } catch (Malformed e) {
            links.onGarbage(this, String.valueOf(e.getMessage()));
            channel.close();
            return false;
        }
        links.events().onPeerMessage(from, message);
        return isOpen;
    }

    /**
     * Takes an encoded message for the next flush.
     *
     * @return false when more waits for this peer than may; the caller drops the link
     */
    boolean send(byte[] body, int length, int crc) {
        if (waitingBytes() + length > links.settings().maxQueuedBytes()) {
            return false;
        }
        ByteBuf into = gathered;
        if (into == null) {
            into = channel.alloc().ioBuffer(Math.max(1024, HEADER_BYTES + length));
            gathered = into;
        }
        into.writeInt(length).writeInt(crc).writeBytes(body, 0, length);
        if (into.readableBytes() > GATHERED_BYTES) {
            writeGathered();
        }
        if (!isDirty) {
            isDirty = true;
            links.flushLater(this);
        }
        return true;
    }

    void flush() {
        isDirty = false;
        writeGathered();
        channel.flush();
    }

    private void writeGathered() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            channel.write(out, channel.voidPromise());
        }
    }

    private long waitingBytes() {
        ByteBuf out = gathered;
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return (out == null ? 0 : out.readableBytes()) + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
    }

    /** Ends it without another word to {@link PeerLinks}, which has found something better. */
    void drop() {
        isOpen = false;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        isOpen = false;
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            out.release();
        }
        links.onClosed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A peer that is gone is everyday life; anything else is worth a line.
        if (Tls.isTlsFailure(cause)) {
            links.onTlsFailure(this, Tls.reason(cause));
        } else if (!(cause instanceof IOException)) {
            links.onFailure(this, cause);
        }
        channel.close();
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteAddress());
    }
}
