package synod.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;
import synod.security.Tls;

/**
 * Behind the TLS of one client's connection: what the handshake came to. A client that is known by its certificate is
 * known before its first byte.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
    private final ClientGateway gateway;
    private final ClientConnection connection;
    private final SecurePort port;
    private boolean hasFailed;
    private boolean isUnderWay;
    private boolean isPlain;

    Handshake(ClientGateway gateway, ClientConnection connection, SecurePort port) {
        this.gateway = gateway;
        this.connection = connection;
        this.port = port;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        isUnderWay = true;
        gateway.figures().onHandshake(1);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isUnderWay) {
            // Bytes get this far before a handshake is through only where no TLS is spoken.
            isPlain = context.pipeline().get(SslHandler.class) == null;
            gateway.figures().onPlain(connection.address().isLoopbackAddress(), isPlain ? 1 : 0);
            end();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        if (isPlain) {
            isPlain = false;
            gateway.figures().onPlain(connection.address().isLoopbackAddress(), -1);
        }
        context.fireChannelInactive();
    }

    private void end() {
        if (isUnderWay) {
            isUnderWay = false;
            gateway.figures().onHandshake(-1);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            end();
            if (done.isSuccess()) {
                recognise(context.pipeline().get(SslHandler.class));
            } else {
                fail(done.cause());
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void recognise(@Nullable SslHandler handler) {
        String subject = handler == null ? null : Tls.subject(handler);
        if (subject != null) {
            connection.onProved(port.identities(subject));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (Tls.isTlsFailure(cause)) {
            fail(cause);
            connection.closeNow();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    /** A client that only went away is everyday life. */
    private void fail(Throwable cause) {
        if (!hasFailed && Tls.isTlsFailure(cause)) {
            hasFailed = true;
            end();
            gateway.figures().onHandshakeFailed();
            gateway.onTlsFailure(connection, Tls.reason(cause));
        }
    }
}
