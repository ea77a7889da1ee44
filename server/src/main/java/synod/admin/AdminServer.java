package synod.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.runtime.Sockets;

/** Takes commands over HTTP. Everything but {@link #start} and {@link #close} happens on the loop. */
// What closing a connection came to is told by its end; its future has nothing to add.
@SuppressWarnings("FutureReturnValueIgnored")
public final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("admin");
    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_LINE_BYTES = 4096;
    private static final int MOST_HEADER_BYTES = 8192;
    private static final int MOST_BODY_BYTES = 8192;

    /** A connection is closed after this long, unless its asker takes a long answer: nobody keeps the few there are. */
    private static final int LONGEST_SECONDS = 60;

    private final Sockets sockets;
    private final AdminSettings settings;
    private final Routes routes;
    private @Nullable Channel listener;
    private int connections;

    /**
     * Nobody listens yet.
     *
     * @param commands what can be asked
     * @param isServing whether clients are served now
     */
    public AdminServer(
            Sockets sockets, AdminSettings settings, List<AdminCommand> commands, BooleanSupplier isServing) {
        this.sockets = sockets;
        this.settings = settings;
        this.routes = new Routes(settings.root(), commands, isServing);
    }

    /**
     * Listens from now on. Not for the loop.
     *
     * @return the port, of interest when the system chose it; -1 when it is not to be had, which is told in the log
     */
    public int start() {
        var bound = sockets.listen(settings.address(), -1, new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            log.warn(
                    "no commands over HTTP: {} cannot be listened at ({}); choose another admin.serverPort, or set"
                            + " admin.enableServer=false",
                    settings.address(),
                    bound.cause() == null ? "no reason given" : bound.cause().getMessage());
            return -1;
        }
        listener = bound.channel();
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        log.info("commands over HTTP at port {}, path {}", port, settings.root());
        return port;
    }

    private void accept(SocketChannel channel) {
        if (connections >= MOST_CONNECTIONS) {
            channel.close();
            return;
        }
        connections++;
        channel.closeFuture().addListener(closed -> connections--);
        channel.pipeline()
                .addLast(new IdleStateHandler(0, 0, settings.idleMillis(), TimeUnit.MILLISECONDS))
                .addLast(new HttpServerCodec(MOST_LINE_BYTES, MOST_HEADER_BYTES, MOST_BODY_BYTES))
                .addLast(new Conversation(routes, MOST_BODY_BYTES, LONGEST_SECONDS));
    }

    /** Takes no more connections; those there are end by themselves. Not for the loop. */
    @Override
    public void close() {
        Channel open = listener;
        if (open != null) {
            Sockets.closeAndWait(open);
        }
    }
}
