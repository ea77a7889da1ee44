package synod.cli.tx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitNote;
import synod.commit.Event;
import synod.commit.Order.Result;
import synod.commit.TransactionId;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.runtime.FileDisk;
import synod.transactions.Participant;
import synod.transactions.Participant.Identity;
import synod.transactions.Surroundings;
import synod.transactions.protocol.CommitProtocol;
import synod.transactions.record.Unreadable;
import synod.transactions.store.StoreSettings;

/**
 * One process of the demonstration. Its control connection brings the application's wishes and takes the answers; it ends
 * when that connection does.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class TxProcess<M, R> implements Surroundings<M> {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private final NodeId self;
    private final CommitProtocol<M, R> protocol;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Frames control;
    private final Participant<M, R> participant;
    private final CrashPoint crash = new CrashPoint();
    private final TreeMap<NodeId, Integer> ports = new TreeMap<>();
    private final TreeMap<NodeId, Frames> peers = new TreeMap<>();
    private final TreeMap<TransactionId, Long> inDoubtSince = new TreeMap<>();
    private final SecureRandom random = new SecureRandom();
    private long sent;
    private long forced;

    private TxProcess(NodeId self, CommitProtocol<M, R> protocol, Path folder, boolean isKnown, int controlPort)
            throws IOException {
        this.self = self;
        this.protocol = protocol;
        this.selector = Selector.open();
        this.server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        this.control = new Frames(connect(controlPort));
        control.channel().register(selector, SelectionKey.OP_READ, control);
        this.participant = Participant.open(
                new Identity(self, StoreSettings.defaults(), isKnown),
                FileDisk.open(folder),
                protocol,
                this,
                System.nanoTime());
        forced = 0;
        noteDoubts();
        tell("hello " + self.value() + " " + ((InetSocketAddress) server.getLocalAddress()).getPort() + " "
                + participant.life() + " " + names(participant.inDoubt()));
    }

    /** The protocol, this process's number, its folder, whether it was there before, the port of the control connection. */
    public static void main(String[] args) throws IOException {
        run(
                NodeId.of(Integer.parseInt(args[1])),
                DemoProtocol.of(args[0]).protocol(),
                Path.of(args[2]),
                Boolean.parseBoolean(args[3]),
                Integer.parseInt(args[4]));
    }

    private static <M, R> void run(
            NodeId self, CommitProtocol<M, R> protocol, Path folder, boolean isKnown, int controlPort)
            throws IOException {
        new TxProcess<>(self, protocol, folder, isKnown, controlPort).loop();
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.socket().setTcpNoDelay(true);
        channel.configureBlocking(false);
        return channel;
    }

    // ---- the loop

    private void loop() throws IOException {
        while (control.channel().isOpen()) {
            long now = System.nanoTime();
            if (now >= participant.deadline()) {
                participant.happen(now, new Event.Tick<>(random.nextLong()));
            }
            participant.flush(now);
            noteDoubts();
            writeAll();
            long wait = Math.max(0, participant.deadline() - System.nanoTime()) / NANOS_PER_MILLI + 1;
            selector.select(Math.min(wait, LONGEST_WAIT_MILLIS));
            for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
                if (key.isValid() && key.isAcceptable()) {
                    accept();
                } else if (key.isValid() && key.attachment() instanceof Frames frames) {
                    hear(frames);
                }
            }
            selector.selectedKeys().clear();
        }
        participant.close();
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Frames(channel));
        }
    }

    private void hear(Frames frames) throws IOException {
        List<byte[]> heard;
        try {
            heard = frames.read();
        } catch (IOException gone) {
            // A peer that comes back connects again; without the control connection this process has no purpose.
            frames.channel().close();
            return;
        }
        for (byte[] content : heard) {
            if (frames == control) {
                obey(new String(content, StandardCharsets.UTF_8));
            } else {
                receive(frames, content);
            }
        }
    }

    private void receive(Frames frames, byte[] content) throws IOException {
        M message;
        try {
            NodeId from = NodeId.of(content[0] & 0xff);
            message = protocol.decodeMessage(Bytes.wrap(content, 1, content.length - 1));
            crash.reached("got-" + DemoProtocol.messageName(message));
            participant.receive(System.nanoTime(), from, message);
        } catch (Unreadable | IllegalArgumentException malformed) {
            frames.channel().close();
        }
    }

    private void writeAll() {
        for (NodeId peer : List.copyOf(peers.keySet())) {
            write(peer);
        }
        try {
            control.write();
        } catch (IOException gone) {
            selector.wakeup();
        }
    }

    private void write(NodeId peer) {
        Frames frames = peers.get(peer);
        if (frames == null) {
            return;
        }
        try {
            frames.write();
        } catch (IOException gone) {
            drop(peer);
        }
    }

    private void drop(NodeId peer) {
        Frames frames = peers.remove(peer);
        if (frames != null) {
            try {
                frames.channel().close();
            } catch (IOException e) {
                tell("note closing the connection to " + peer + ": " + e.getMessage());
            }
        }
    }

    // ---- what the application wants

    private void obey(String line) {
        String[] words = line.split(" ", -1);
        long now = System.nanoTime();
        switch (words[0]) {
            case "peer" -> {
                NodeId peer = NodeId.of(Integer.parseInt(words[1]));
                drop(peer);
                ports.put(peer, Integer.parseInt(words[2]));
            }
            case "crash" -> crash.arm(words[1]);
            case "join" -> participant.join(now, Names.transaction(words[1]), Long.parseLong(words[2]));
            case "read" -> participant.read(now, Names.transaction(words[2]), words[3], Long.parseLong(words[1]));
            case "write" ->
                participant.write(
                        now,
                        Names.transaction(words[2]),
                        words[3],
                        Bytes.wrap(words[4].getBytes(StandardCharsets.UTF_8)),
                        Long.parseLong(words[1]));
            case "begin" ->
                participant.happen(now, new Event.Begin<>(Names.transaction(words[1]), Names.nodes(words[2])));
            case "abandon" -> participant.happen(now, new Event.Abandon<>(Names.transaction(words[1])));
            case "suspect" -> participant.happen(now, new Event.Suspected<>(NodeId.of(Integer.parseInt(words[1]))));
            case "trust" -> participant.happen(now, new Event.Trusted<>(NodeId.of(Integer.parseInt(words[1]))));
            case "status" -> status(now);
            case "values" -> {
                List<String> values = new ArrayList<>();
                participant.values().forEach((key, value) -> values.add(key + "=" + text(value)));
                tell("values " + String.join(" ", values));
            }
            default ->
                throw new IllegalArgumentException(
                        "the words " + Arrays.toString(words) + " mean nothing to a process");
        }
    }

    /** Who is in doubt since how many milliseconds; how many messages were sent, how many writes forced. */
    private void status(long now) {
        List<String> doubts = new ArrayList<>();
        inDoubtSince.forEach((id, since) -> doubts.add(Names.of(id) + "=" + (now - since) / NANOS_PER_MILLI));
        tell("status " + sent + " " + forced + " " + String.join(" ", doubts));
    }

    private void noteDoubts() {
        TreeSet<TransactionId> doubts = new TreeSet<>(participant.inDoubt());
        inDoubtSince.keySet().retainAll(doubts);
        long now = System.nanoTime();
        doubts.forEach(id -> inDoubtSince.putIfAbsent(id, now));
    }

    private static String names(List<TransactionId> ids) {
        return ids.isEmpty()
                ? "-"
                : String.join(",", ids.stream().map(Names::of).toList());
    }

    private static String text(Bytes value) {
        return new String(value.toArray(), StandardCharsets.UTF_8);
    }

    private void tell(String line) {
        try {
            control.add(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
            throw new IllegalStateException("nobody listens to process " + self, full);
        }
    }

    // ---- what the participant does

    @Override
    public void send(NodeId to, M message) {
        String name = DemoProtocol.messageName(message);
        crash.reached("before-" + name);
        sent++;
        byte[] content = protocol.encodeMessage(message).toArray();
        byte[] framed = new byte[content.length + 1];
        framed[0] = (byte) self.value();
        System.arraycopy(content, 0, framed, 1, content.length);
        Frames frames = peer(to);
        if (frames != null) {
            try {
                frames.add(framed);
            } catch (IOException slow) {
                drop(to);
            }
        }
        if (crash.isAt("after-" + name)) {
            write(to);
            crash.reached("after-" + name);
        }
    }

    /** The connection to {@code to}; null while there is none to be had, and then messages to it are lost. */
    private @Nullable Frames peer(NodeId to) {
        Frames frames = peers.get(to);
        Integer port = ports.get(to);
        if (frames == null && port != null) {
            try {
                frames = new Frames(connect(port));
                peers.put(to, frames);
            } catch (IOException down) {
                return null;
            }
        }
        return frames;
    }

    @Override
    public void report(TransactionId transaction, Result result) {
        tell("report " + Names.of(transaction) + " " + result);
    }

    @Override
    public void note(Note note) {
        if (note instanceof CommitNote.Unexplained unexplained) {
            tell("note " + unexplained);
        }
    }

    @Override
    public void read(long request, @Nullable Bytes value) {
        tell("answer " + request + " " + (value == null ? "" : text(value)));
    }

    @Override
    public void written(long request) {
        tell("answer " + request + " ");
    }

    @Override
    public void refused(long request, TransactionId transaction) {
        tell("refused " + request);
    }

    @Override
    public void wounded(TransactionId transaction) {
        tell("wounded " + Names.of(transaction));
    }

    @Override
    public void wrote(Object record) {
        crash.wrote(record);
    }

    @Override
    public void forced() {
        forced++;
        crash.forced();
    }
}
