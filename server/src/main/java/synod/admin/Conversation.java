package synod.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a request, its answer, and the end. */
// What a write or a close came to is told by the end of the connection; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class Conversation extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger("admin");

    private final Routes routes;
    private boolean isAsked;

    Conversation(Routes routes) {
        this.routes = routes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (isAsked) {
            // The connection ends behind the answer to the first.
            return;
        }
        isAsked = true;
        HttpMethod method = request.method();
        if (request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
        } else if (method.equals(HttpMethod.TRACE)) {
            refuse(context, HttpResponseStatus.FORBIDDEN);
        } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.POST)) {
            routes.go(request.uri(), page -> answer(context, page));
        } else {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED);
        }
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        answer(context, new Routes.Page(status, "text/plain; charset=utf-8", status.reasonPhrase() + "\n"));
    }

    private static void answer(ChannelHandlerContext context, Routes.Page page) {
        ByteBuf text = ByteBufUtil.writeUtf8(context.alloc(), page.text());
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status(), text);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("a command, or the connection that it came on, has failed", cause);
        context.close();
    }
}
