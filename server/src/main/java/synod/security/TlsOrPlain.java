package synod.security;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;

/**
 * At the beginning of a connection that may speak TLS or not: its first byte tells. TLS begins with the number of its
 * handshake records; as the length of a frame, or as the letter of a word, no client sends that byte.
 */
public final class TlsOrPlain extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE_RECORD = 0x16;

    private final Supplier<SslHandler> tls;

    /** @param tls makes the handler of a connection that speaks TLS */
    public TlsOrPlain(Supplier<SslHandler> tls) {
        this.tls = tls;
    }

    /** Whether something that was received without TLS is the beginning of it. */
    public static boolean isTls(byte first) {
        return first == HANDSHAKE_RECORD;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (!in.isReadable()) {
            in.release();
            return;
        }
        if (isTls(in.getByte(in.readerIndex()))) {
            context.pipeline().addAfter(context.name(), null, tls.get());
        }
        context.fireChannelRead(message);
        context.pipeline().remove(this);
    }
}
