package synod.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** A client's socket as one of Netty's channels, for Java's own sockets and for TLS. */
// What a write or a close came to arrives as the end of the channel; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class ChannelLine extends ChannelInboundHandlerAdapter implements Line {
    private final ClientConnection connection;
    private final Channel channel;

    ChannelLine(ClientConnection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public boolean isSecure() {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return channel.alloc().ioBuffer(capacity);
    }

    @Override
    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void closeAfterWriting() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void setReading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long waitingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            connection.onBytes(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.onWritable(channel.isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.onFailure(cause);
    }
}
