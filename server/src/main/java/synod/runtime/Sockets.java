package synod.runtime;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loop, and the kinds of socket that run on it. */
public final class Sockets implements AutoCloseable {
    /** Which of the system's interfaces carries the sockets. */
    public enum Kind {
        /** Linux's own where its library loads, Java's otherwise. */
        AUTO,
        /** Linux's own. */
        EPOLL,
        /** Java's. */
        NIO
    }

    private final MultiThreadIoEventLoopGroup group;
    private final SingleThreadIoEventLoop loop;
    private final boolean isEpoll;

    private Sockets(boolean isEpoll, IoHandlerFactory factory) {
        this.isEpoll = isEpoll;
        // Netty keeps its buffers for a thread of this kind without a look-up in a map.
        ThreadFactory threads = work -> new FastThreadLocalThread(work, "synod-loop");
        this.group = new MultiThreadIoEventLoopGroup(1, threads, factory);
        this.loop = (SingleThreadIoEventLoop) group.next();
    }

    /**
     * Makes the loop; its thread starts with the first task.
     *
     * @throws IllegalStateException when epoll is asked for and the machine has none
     */
    public static Sockets open(Kind kind) {
        if (kind == Kind.EPOLL && !Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "synod.net.transport=epoll does not work here: " + Epoll.unavailabilityCause());
        }
        boolean isEpoll = kind != Kind.NIO && Epoll.isAvailable();
        return new Sockets(isEpoll, isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The loop that owns every socket and the replica. */
    public SingleThreadIoEventLoop loop() {
        return loop;
    }

    /** Whether the sockets are Linux's own, which have a few more options. */
    public boolean isEpoll() {
        return isEpoll;
    }

    Class<? extends SocketChannel> stream() {
        return isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    private Class<? extends ServerChannel> listener() {
        return isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Listens at an address; the future fails when it is taken.
     *
     * @param backlog connections that may wait to be accepted, or -1 for the system's default
     * @param accepted what is put on each connection; shared by all, so it makes the real handlers itself
     */
    public ChannelFuture listen(HostPort address, int backlog, ChannelHandler accepted) {
        return listen(address, backlog, null, accepted);
    }

    /**
     * The same, with something on the listener that sees each connection first; one that it does not pass on is its own.
     *
     * @param accepting sees connections before anything was made of them; null for nothing
     */
    public ChannelFuture listen(
            HostPort address, int backlog, @Nullable ChannelHandler accepting, ChannelHandler accepted) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(listener())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(accepted);
        if (accepting != null) {
            bootstrap.handler(accepting);
        }
        if (backlog > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
        }
        return bootstrap.bind(address.resolve());
    }

    /** Closes a listener or a connection and waits; not for the loop itself. */
    public static void closeAndWait(Channel channel) {
        channel.close().syncUninterruptibly();
    }

    /** Ends the loop after what is queued, and waits. Not for the loop itself. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
