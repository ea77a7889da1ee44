package synod.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.Bytes;

/**
 * One connection: a request, its answer, and the end. A body of the request is passed over. An answer that is long goes out
 * piece by piece, each when the one before has left, so that a slow asker holds one piece and nothing else.
 */
// What a write or a close came to is told by the end of the connection; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
final class Conversation extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger log = LoggerFactory.getLogger("admin");
    private static final int PIECE_BYTES = 256 * 1024;

    private final Routes routes;
    private final int mostBodyBytes;
    private final int longestSeconds;
    private boolean isAsked;
    private boolean isHeard;
    private boolean isAnswered;

    /** Whether the asker waits for this server, and not the other way round. */
    private boolean isWaitedFor;

    private @Nullable AdminStream stream;

    /**
     * @param mostBodyBytes what a request may bring along
     * @param longestSeconds the connection is closed after this long unless its asker waits for this server, or takes a long
     *     answer and goes on taking it
     */
    Conversation(Routes routes, int mostBodyBytes, int longestSeconds) {
        this.routes = routes;
        this.mostBodyBytes = mostBodyBytes;
        this.longestSeconds = longestSeconds;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        endLater(context);
        context.fireChannelActive();
    }

    private void endLater(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (stream == null && !isWaitedFor) {
                                context.close();
                            } else if (context.channel().isActive()) {
                                endLater(context);
                            }
                        },
                        longestSeconds,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest request && !isAsked) {
            // The connection ends behind the answer to the first.
            isAsked = true;
            hear(context, request);
        }
        if (part instanceof LastHttpContent) {
            isHeard = true;
            endIfThrough(context);
        }
    }

    private void hear(ChannelHandlerContext context, HttpRequest request) {
        HttpMethod method = request.method();
        if (request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
        } else if (method.equals(HttpMethod.TRACE)) {
            refuse(context, HttpResponseStatus.FORBIDDEN);
        } else if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.POST)) {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED);
        } else if (HttpUtil.getContentLength(request, 0L) > mostBodyBytes && !routes.isUpload(request.uri())) {
            refuse(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        } else {
            isWaitedFor = true;
            String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
            routes.go(request.uri(), authorization, address(context), page -> answer(context, page));
        }
    }

    private static String address(ChannelHandlerContext context) {
        SocketAddress remote = context.channel().remoteAddress();
        return remote instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : "";
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        // What else comes is none of a request that was understood.
        isHeard = true;
        answer(context, Routes.Page.of(status, "text/plain; charset=utf-8", status.reasonPhrase() + "\n"));
    }

    private void answer(ChannelHandlerContext context, Routes.Page page) {
        isWaitedFor = false;
        AdminStream body = page.stream();
        if (body == null) {
            ByteBuf text = ByteBufUtil.writeUtf8(context.alloc(), page.text());
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status(), text);
            describe(response, page, text.readableBytes());
            context.writeAndFlush(response).addListener((ChannelFuture written) -> onAnswered(context, written));
        } else if (context.channel().isActive()) {
            stream = body;
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, page.status());
            describe(response, page, body.length());
            context.writeAndFlush(response)
                    .addListener((ChannelFuture written) -> onPieceWritten(context, written, body, 0));
        } else {
            body.close();
        }
    }

    private static void describe(HttpResponse response, Routes.Page page, long length) {
        page.headers().forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, "close");
    }

    private void onPieceWritten(ChannelHandlerContext context, ChannelFuture written, AdminStream body, long offset) {
        if (!written.isSuccess()) {
            context.close();
        } else if (offset == body.length()) {
            endStream();
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                    .addListener((ChannelFuture last) -> onAnswered(context, last));
        } else {
            body.read(offset, PIECE_BYTES, piece -> onPiece(context, body, offset, piece));
        }
    }

    private void onPiece(ChannelHandlerContext context, AdminStream body, long offset, Bytes piece) {
        if (stream == null) {
            // The asker went away meanwhile.
            return;
        }
        if (piece.length() == 0) {
            log.warn("an answer of {} bytes ends at byte {}: what it is read from is gone", body.length(), offset);
            context.close();
            return;
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(piece.array(), piece.offset(), piece.length());
        context.writeAndFlush(new DefaultHttpContent(bytes))
                .addListener(
                        (ChannelFuture written) -> onPieceWritten(context, written, body, offset + piece.length()));
    }

    private void onAnswered(ChannelHandlerContext context, ChannelFuture written) {
        isAnswered = true;
        if (written.isSuccess()) {
            endIfThrough(context);
        } else {
            context.close();
        }
    }

    /** Whoever still sends is listened to until the end: a connection that is cut then may lose the answer on its way. */
    private void endIfThrough(ChannelHandlerContext context) {
        if (isAnswered && isHeard) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void endStream() {
        AdminStream open = stream;
        if (open != null) {
            stream = null;
            open.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        endStream();
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent)) {
            context.fireUserEventTriggered(event);
        } else if (!isWaitedFor) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("a command, or the connection that it came on, has failed", cause);
        context.close();
    }
}
