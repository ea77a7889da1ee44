package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.wire.Output;
import synod.wire.peer.PeerCodec;
import synod.wire.peer.PeerHello;
import synod.wire.peer.PeerMessage;

@Timeout(120)
final class PeerLinksTest {
    private static final NodeId ONE = NodeId.of(1);
    private static final NodeId TWO = NodeId.of(2);
    private static final NodeId THREE = NodeId.of(3);
    private static final long ENSEMBLE = 0xabcL;
    private static final int MOST_FRAME_BYTES = 1 << 20;

    private final List<Side> sides = new ArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("peers");

    /** One server's links, with what happens on them written down. */
    private static final class Side implements PeerEvents {
        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        final Sockets sockets = Sockets.open(Sockets.Kind.AUTO);
        final Background background = new Background();
        final PeerLinks links;
        private boolean isFlushAsked;

        Side(NodeId self, int port, long ensemble, SortedMap<NodeId, HostPort> peers, long maxQueued) {
            links = new PeerLinks(
                    sockets,
                    new PeerSettings(self, new HostPort("127.0.0.1", port), peers, MOST_FRAME_BYTES, maxQueued, null),
                    () -> ensemble,
                    this,
                    background);
        }

        void send(NodeId to, PeerMessage message) {
            sockets.loop()
                    .submit(() -> {
                        links.send(to, message);
                        if (!isFlushAsked) {
                            isFlushAsked = true;
                            sockets.loop().executeAfterEventLoopIteration(() -> {
                                isFlushAsked = false;
                                links.flush();
                            });
                        }
                    })
                    .awaitUninterruptibly();
        }

        Object next() throws InterruptedException {
            Object event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        }

        void stop() {
            links.stop();
            sockets.close();
            background.close();
        }

        @Override
        public void onLinkUp(NodeId peer) {
            events.add("up " + peer);
        }

        @Override
        public void onLinkDown(NodeId peer) {
            events.add("down " + peer);
        }

        @Override
        public void onPeerMessage(NodeId from, PeerMessage message) {
            events.add(message);
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
        for (Side side : sides) {
            side.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static SortedMap<NodeId, HostPort> peers(NodeId peer, int port) {
        SortedMap<NodeId, HostPort> peers = new TreeMap<>();
        peers.put(peer, new HostPort("127.0.0.1", port));
        return peers;
    }

    private Side side(NodeId self, int port, long ensemble, NodeId peer, int peerPort) throws IOException {
        Side side = new Side(self, port, ensemble, peers(peer, peerPort), 64 << 20);
        sides.add(side);
        side.links.start();
        return side;
    }

    private void awaitLine(String part) {
        long until = System.nanoTime() + 30_000_000_000L;
        while (logged().stream().noneMatch(line -> line.contains(part))) {
            assertThat(System.nanoTime())
                    .as("a line with \"%s\" among %s", part, logged())
                    .isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private List<String> logged() {
        List<String> all = new ArrayList<>();
        for (ILoggingEvent event : lines.list.toArray(new ILoggingEvent[0])) {
            all.add(event.getFormattedMessage());
        }
        return all;
    }

    private static PeerMessage submit(int bytes, long seed) {
        byte[] parcel = new byte[bytes];
        new SplittableRandom(seed).nextBytes(parcel);
        return new PeerMessage.Submit(Bytes.wrap(parcel));
    }

    @Test
    void linksTwoServersAndCarriesMessagesInOrder() throws Exception {
        int first = freePort();
        int second = freePort();
        Side one = side(ONE, first, ENSEMBLE, TWO, second);
        Side two = side(TWO, second, 0, ONE, first);
        assertThat(one.next()).isEqualTo("up n2");
        assertThat(two.next()).isEqualTo("up n1");
        for (int i = 0; i < 200; i++) {
            one.send(TWO, submit(i * 500, i));
            two.send(ONE, new PeerMessage.Barrier(i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(two.next()).isEqualTo(submit(i * 500, i));
            assertThat(one.next()).isEqualTo(new PeerMessage.Barrier(i));
        }
        assertThat(logged()).isEmpty();
    }

    @Test
    void comesBackAfterThePeerDid() throws Exception {
        int first = freePort();
        int second = freePort();
        Side two = side(TWO, second, 0, ONE, first);
        Side one = side(ONE, first, 0, TWO, second);
        assertThat(two.next()).isEqualTo("up n1");
        sides.remove(one);
        one.stop();
        assertThat(two.next()).isEqualTo("down n1");
        Side again = side(ONE, first, 0, TWO, second);
        assertThat(again.next()).isEqualTo("up n2");
        assertThat(two.next()).isEqualTo("up n1");
    }

    @Test
    void aPeerThatTakesNothingLosesItsLink() throws Exception {
        int first = freePort();
        int second = freePort();
        Side one = new Side(ONE, first, 0, peers(TWO, second), 2 << 20);
        sides.add(one);
        one.links.start();
        try (Socket deaf = hello(first, new PeerHello(PeerHello.VERSION, 0, TWO, ONE))) {
            assertThat(one.next()).isEqualTo("up n2");
            PeerMessage message = submit(500_000, 1);
            while (one.events.isEmpty()) {
                one.send(TWO, message);
            }
            assertThat(one.next()).isEqualTo("down n2");
            awaitLine("does not take what is sent to it");
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    private static Socket hello(int port, PeerHello hello) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        Output out = new Output(64);
        hello.encode(out);
        socket.getOutputStream().write(out.array(), 0, out.length());
        return socket;
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes() != null;
        } catch (java.net.SocketException e) {
            // A reset says the same.
            return true;
        }
    }

    private void assertRefused(PeerHello hello, String part) throws Exception {
        int port = freePort();
        side(ONE, port, ENSEMBLE, TWO, freePort());
        try (Socket stranger = hello(port, hello)) {
            assertThat(isClosed(stranger)).isTrue();
        }
        awaitLine(part);
    }

    @Test
    void refusesAnotherVersion() throws Exception {
        assertRefused(new PeerHello(9, ENSEMBLE, TWO, ONE), "speaks version 9 of the protocol between servers");
    }

    @Test
    void refusesAnotherEnsemble() throws Exception {
        assertRefused(
                new PeerHello(PeerHello.VERSION, 0xdef, TWO, ONE),
                "has the data folder of another ensemble (def, not abc)");
    }

    @Test
    void refusesItsOwnId() throws Exception {
        assertRefused(new PeerHello(PeerHello.VERSION, ENSEMBLE, ONE, ONE), "two nodes have one id");
    }

    @Test
    void refusesAStranger() throws Exception {
        assertRefused(new PeerHello(PeerHello.VERSION, ENSEMBLE, THREE, ONE), "no server line here");
    }

    @Test
    void refusesWhoMeansAnother() throws Exception {
        assertRefused(
                new PeerHello(PeerHello.VERSION, ENSEMBLE, TWO, THREE),
                "means to speak to server 3, but this is server 1");
    }

    @Test
    void noticesTwoServersWithOneId() throws Exception {
        int port = freePort();
        Side one = side(ONE, port, ENSEMBLE, TWO, freePort());
        List<Socket> twins = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            twins.add(hello(port, new PeerHello(PeerHello.VERSION, ENSEMBLE, TWO, ONE)));
            Object event = one.next();
            assertThat(event).isEqualTo(i == 0 ? "up n2" : "down n2");
            if (i > 0) {
                assertThat(one.next()).isEqualTo("up n2");
            }
        }
        awaitLine("server 2 connects again and again");
        for (Socket twin : twins) {
            twin.close();
        }
    }

    @Test
    void garbageIsToldOnceAndCostsNothing() throws Exception {
        int port = freePort();
        Side one = side(ONE, port, ENSEMBLE, TWO, freePort());
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[24 + random.nextInt(2000)];
            random.nextBytes(bytes);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(bytes);
                assertThat(isClosed(socket)).isTrue();
            } catch (java.net.SocketException e) {
                // Closed while it was still being written to, which is as good.
                assertThat(e).isNotNull();
            }
        }
        awaitLine("closed a connection on the peer port");
        assertThat(logged()).hasSize(1);
        assertThat(one.events).isEmpty();
    }

    @Test
    void anAlteredMessageClosesTheLink() throws Exception {
        int port = freePort();
        Side one = side(ONE, port, ENSEMBLE, TWO, freePort());
        try (Socket peer = hello(port, new PeerHello(PeerHello.VERSION, ENSEMBLE, TWO, ONE))) {
            assertThat(one.next()).isEqualTo("up n2");
            new DataInputStream(peer.getInputStream()).readFully(new byte[PeerHello.LENGTH]);
            Output body = new Output(64);
            PeerCodec.encode(new PeerMessage.Barrier(5), body);
            CRC32C crc = new CRC32C();
            crc.update(body.array(), 0, body.length());
            DataOutputStream out = new DataOutputStream(peer.getOutputStream());
            for (int flip = 0; flip < 2; flip++) {
                out.writeInt(body.length());
                out.writeInt((int) crc.getValue() ^ flip);
                out.write(body.array(), 0, body.length());
                out.flush();
            }
            assertThat(one.next()).isEqualTo(new PeerMessage.Barrier(5));
            assertThat(one.next()).isEqualTo("down n2");
            awaitLine("altered on its way");
        }
    }

    @Test
    void aFrameBeyondTheLimitClosesTheLink() throws Exception {
        int port = freePort();
        Side one = side(ONE, port, ENSEMBLE, TWO, freePort());
        try (Socket peer = hello(port, new PeerHello(PeerHello.VERSION, ENSEMBLE, TWO, ONE))) {
            assertThat(one.next()).isEqualTo("up n2");
            new DataOutputStream(peer.getOutputStream()).writeLong((long) Integer.MAX_VALUE << 32);
            assertThat(one.next()).isEqualTo("down n2");
            awaitLine("a frame of 2147483647 bytes");
        }
    }
}
