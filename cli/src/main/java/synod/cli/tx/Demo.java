package synod.cli.tx;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import synod.commit.TransactionId;
import synod.kernel.NodeId;

/** The application that moves the money, and the operator who looks on, kills and starts again. */
final class Demo implements AutoCloseable {
    /**
     * What to show.
     *
     * @param victim which process is killed; null for none
     * @param point where
     * @param transfers how many transfers
     * @param concurrency how many of them are under way at once
     * @param downMillis how long it stays down
     */
    record Options(
            DemoProtocol protocol,
            @Nullable NodeId victim,
            String point,
            int transfers,
            int concurrency,
            Path folder,
            int downMillis) {}

    private static final int STORES = 3;
    /** For each transfer that is under way at once: enough for them not to be in each other's way all the time. */
    private static final int ACCOUNTS = 4;

    private static final long BALANCE = 100;
    private static final int START_MILLIS = 60_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int SETTLE_MILLIS = 30_000;
    private static final int POLL_MILLIS = 50;
    private static final int MOST_DEPOSITS = 20;

    private final Options options;
    private final PrintWriter out;
    private final DemoResult result;
    private final ServerSocketChannel server;
    private final LinkedBlockingQueue<DemoChild.Line> lines = new LinkedBlockingQueue<>();
    private final TreeMap<NodeId, DemoChild> children = new TreeMap<>();
    private final TreeMap<NodeId, Integer> ports = new TreeMap<>();
    private final TreeMap<NodeId, Long> lives = new TreeMap<>();
    private final TreeMap<Long, String> answers = new TreeMap<>();
    private final TreeMap<NodeId, String> statuses = new TreeMap<>();
    private final TreeMap<NodeId, String> values = new TreeMap<>();
    private final TreeMap<String, String> reports = new TreeMap<>();
    private final TreeMap<TransactionId, DemoTransfer> running = new TreeMap<>();
    // The same transfers each time; nothing of the protocol hangs on it.
    private final Random random = new Random(1);
    private @Nullable NodeId fallen;
    private boolean isRefused;
    private long requests;
    private long requestsBefore;
    private long numbers;
    private final DemoTransfer.Teller teller = new DemoTransfer.Teller() {
        @Override
        public void tell(NodeId node, String line) {
            Demo.this.tell(node, line);
        }

        @Override
        public long request() {
            return ++requests;
        }
    };

    Demo(Options options, PrintWriter out) throws IOException {
        this.options = options;
        this.out = out;
        this.result = new DemoResult(options.protocol.word(), options.transfers, options.concurrency, total());
        this.server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.socket().setSoTimeout(START_MILLIS);
    }

    DemoResult run() throws IOException, InterruptedException {
        startAll();
        deposit();
        long begun = System.nanoTime();
        long[] before = usage();
        NodeId victim = options.victim;
        int calm = victim == null ? options.transfers : options.transfers / 2;
        move(calm);
        measure(calm, begun, before);
        if (victim != null) {
            say("process " + victim.value() + " will be killed at " + options.point);
            tell(victim, "crash " + options.point);
            move(options.transfers - calm);
            if (!result.isReached) {
                say("the crash point was never reached");
            }
        }
        settle();
        audit();
        return result;
    }

    // ---- processes

    private void startAll() throws IOException, InterruptedException {
        TreeMap<Integer, Process> started = new TreeMap<>();
        for (int number = 1; number <= options.protocol.processes(); number++) {
            started.put(number, launch(number));
        }
        for (int i = 0; i < started.size(); i++) {
            welcome(started);
        }
        say(options.protocol.processes() + " processes: stores 1 to 3, the coordinator 4"
                + (options.protocol.processes() > 4 ? ", acceptors 4, 5 and 6" : ""));
    }

    private Process launch(int number) throws IOException {
        Path home = options.folder.toAbsolutePath().resolve(Integer.toString(number));
        boolean isKnown = Files.exists(home);
        Files.createDirectories(options.folder);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TxProcess.class.getName(),
                options.protocol.word(),
                Integer.toString(number),
                home.toString(),
                Boolean.toString(isKnown),
                Integer.toString(((InetSocketAddress) server.getLocalAddress()).getPort()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        options.folder.resolve(number + ".log").toFile()))
                .start();
    }

    /** Takes the next process that calls. */
    private void welcome(Map<Integer, Process> started) throws IOException, InterruptedException {
        SocketChannel channel;
        try {
            channel = Objects.requireNonNull(server.socket().accept().getChannel());
        } catch (SocketTimeoutException silent) {
            throw new IOException("a process does not start; see the logs in " + options.folder, silent);
        }
        channel.socket().setTcpNoDelay(true);
        Frames frames = new Frames(channel);
        List<byte[]> first = frames.read();
        while (first.isEmpty()) {
            first = frames.read();
        }
        String[] hello = new String(first.get(0), java.nio.charset.StandardCharsets.UTF_8).split(" ", -1);
        NodeId node = NodeId.of(Integer.parseInt(hello[1]));
        DemoChild child = new DemoChild(node, Objects.requireNonNull(started.get(node.value())), channel);
        child.listen(lines);
        ports.put(node, Integer.parseInt(hello[2]));
        lives.put(node, Long.parseLong(hello[3]));
        children.put(node, child);
        if (!hello[4].equals("-")) {
            say("process " + node.value() + " is back, in doubt about " + hello[4]);
            result.inDoubt.add("process " + node.value() + " after its restart: " + hello[4]);
        }
        for (DemoChild other : children.values()) {
            if (other != child) {
                other.tell("peer " + node.value() + " " + ports.get(node));
                child.tell("peer " + other.node().value() + " " + ports.get(other.node()));
            }
        }
    }

    private void tell(NodeId node, String line) {
        DemoChild child = children.get(node);
        if (child != null && !child.tell(line)) {
            fallen = node;
        }
    }

    // ---- what they say

    /** Hears them until that is so; returns whether it is. A process that falls ends the waiting. */
    private boolean await(BooleanSupplier isSo, int millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isSo.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0 || fallen != null) {
                return false;
            }
            DemoChild.Line line = lines.poll(left, TimeUnit.NANOSECONDS);
            if (line != null) {
                hear(line);
            }
        }
        return true;
    }

    private void hear(DemoChild.Line line) {
        NodeId from = line.from();
        if (children.get(from) != line.child()) {
            return;
        }
        String[] words = line.text().split(" ", 3);
        if (isHeardByTransfer(words)) {
            return;
        }
        switch (words[0]) {
            case "" -> fallen = from;
            case "answer" -> answers.put(Long.parseLong(words[1]), words[2]);
            // What an earlier deposit was refused says nothing about this one.
            case "refused" -> isRefused |= Long.parseLong(words[1]) > requestsBefore;
            case "wounded" -> isRefused |= Names.transaction(words[1]).number() == numbers;
            case "report" -> reports.put(words[1], words[2]);
            case "status" -> statuses.put(from, line.text());
            case "values" -> values.put(from, line.text());
            default -> say("process " + from.value() + ": " + line.text());
        }
    }

    // ---- the application

    /** The first transaction meets processes that have just been started, and may take longer than they wait. */
    private void deposit() throws InterruptedException {
        for (int i = 0; i < MOST_DEPOSITS; i++) {
            if (isDeposited()) {
                say("deposited " + total() + " in " + STORES * accounts() + " accounts");
                return;
            }
        }
        throw new IllegalStateException(
                "no deposit out of " + MOST_DEPOSITS + " was committed: is this machine so busy?");
    }

    private boolean isDeposited() throws InterruptedException {
        List<NodeId> stores = List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3));
        TransactionId id = name();
        requestsBefore = requests;
        isRefused = false;
        answers.clear();
        for (NodeId store : stores) {
            tell(store, "join " + Names.of(id) + " 0");
            for (int account = 0; account < accounts(); account++) {
                ask(store, "write", Names.of(id) + " a" + account + " " + BALANCE);
            }
        }
        if (!await(() -> answers.size() == STORES * accounts() || isRefused, ANSWER_MILLIS) || isRefused) {
            abandon(id, stores);
            return false;
        }
        return "COMMITTED".equals(commit(id, stores));
    }

    private int accounts() {
        return ACCOUNTS * options.concurrency;
    }

    private long total() {
        return BALANCE * STORES * accounts();
    }

    private TransactionId name() {
        return new TransactionId(
                DemoProtocol.COORDINATOR, Objects.requireNonNull(lives.get(DemoProtocol.COORDINATOR)), ++numbers);
    }

    private void ask(NodeId store, String verb, String rest) {
        tell(store, verb + " " + ++requests + " " + rest);
    }

    /** Moves money {@code count} times, several at once. */
    private void move(int count) throws IOException, InterruptedException {
        int begun = 0;
        while (begun < count || !running.isEmpty()) {
            while (begun < count && running.size() < options.concurrency && fallen == null) {
                DemoTransfer transfer = transfer();
                running.put(transfer.id(), transfer);
                begun++;
            }
            long now = System.nanoTime();
            long wait = running.values().stream()
                    .mapToLong(transfer -> transfer.deadline() - now)
                    .min()
                    .orElse(0);
            // One that has fallen says nothing more, and its silence is not waited for.
            DemoChild.Line line = fallen != null ? null : lines.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
            if (line != null) {
                hear(line);
            }
            for (DemoTransfer transfer : List.copyOf(running.values())) {
                if (fallen != null || transfer.deadline() - System.nanoTime() <= 0) {
                    end(transfer, transfer.stop());
                }
            }
            if (fallen != null) {
                afterTheFall(fallen);
            }
        }
    }

    private DemoTransfer transfer() {
        List<NodeId> stores = new ArrayList<>(List.of(NodeId.of(1), NodeId.of(2), NodeId.of(3)));
        Collections.shuffle(stores, random);
        DemoTransfer.Account from = new DemoTransfer.Account(stores.get(0), "a" + random.nextInt(accounts()));
        DemoTransfer.Account to = new DemoTransfer.Account(stores.get(1), "a" + random.nextInt(accounts()));
        long amount = 1L + random.nextInt(20);
        long patience = TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
        return new DemoTransfer(name(), from, to, amount, patience, teller, System.nanoTime());
    }

    private void end(DemoTransfer transfer, DemoTransfer.End how) {
        running.remove(transfer.id());
        switch (how) {
            case COMMITTED -> result.committed++;
            case ABORTED -> result.aborted++;
            case UNKNOWN -> result.unknown++;
        }
    }

    /** What is said to one of those that are running; returns whether it was. */
    private boolean isHeardByTransfer(String[] words) {
        switch (words[0]) {
            case "answer", "refused" -> {
                long request = Long.parseLong(words[1]);
                for (DemoTransfer transfer : running.values()) {
                    if (transfer.awaits(request)) {
                        if (words[0].equals("answer")) {
                            transfer.answered(request, words[2], System.nanoTime());
                        } else {
                            end(transfer, transfer.stop());
                        }
                        return true;
                    }
                }
                return false;
            }
            case "wounded" -> {
                DemoTransfer transfer = running.get(Names.transaction(words[1]));
                if (transfer != null && !transfer.isCommitting()) {
                    end(transfer, transfer.stop());
                }
                return transfer != null;
            }
            case "report" -> {
                DemoTransfer transfer = running.get(Names.transaction(words[1]));
                if (transfer != null) {
                    end(transfer, DemoTransfer.End.valueOf(words[2]));
                }
                return transfer != null;
            }
            default -> {
                return false;
            }
        }
    }

    private void abandon(TransactionId id, List<NodeId> members) {
        for (NodeId member : members) {
            tell(member, "abandon " + Names.of(id));
        }
    }

    private String commit(TransactionId id, List<NodeId> members) throws InterruptedException {
        String name = Names.of(id);
        tell(DemoProtocol.COORDINATOR, "begin " + name + " " + Names.of(members));
        await(() -> reports.containsKey(name), ANSWER_MILLIS);
        return reports.getOrDefault(name, "UNKNOWN");
    }

    // ---- the operator

    private void afterTheFall(NodeId victim) throws IOException, InterruptedException {
        DemoChild child = Objects.requireNonNull(children.remove(victim));
        if (!child.process().waitFor(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                || child.process().exitValue() != CrashPoint.EXIT_CODE) {
            throw new IOException("process " + victim.value() + " ended by itself; see the logs in " + options.folder);
        }
        child.close();
        fallen = null;
        result.isReached = true;
        say("process " + victim.value() + " was killed at " + options.point);
        for (NodeId other : children.keySet()) {
            tell(other, "suspect " + victim.value());
        }
        await(() -> false, options.downMillis);
        refreshStatuses();
        boolean isAnyone = false;
        for (NodeId other : children.keySet()) {
            for (String doubt : doubts(other)) {
                String[] parts = doubt.split("=", 2);
                String told =
                        "process " + other.value() + " is in doubt about " + parts[0] + " for " + parts[1] + " ms";
                say(told);
                result.inDoubt.add(told);
                isAnyone = true;
            }
        }
        if (!isAnyone) {
            say("nobody who is up is in doubt");
        }
        TreeMap<Integer, Process> started = new TreeMap<>();
        started.put(victim.value(), launch(victim.value()));
        welcome(started);
        say("process " + victim.value() + " has started again");
        for (NodeId other : children.keySet()) {
            if (!other.equals(victim)) {
                tell(other, "trust " + victim.value());
            }
        }
        long begun = System.nanoTime();
        boolean isSettled = settle();
        say(
                isSettled
                        ? "nobody is in doubt any more, " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)
                                + " ms later"
                        : "somebody is still in doubt");
    }

    /** Waits until nobody is in doubt; returns whether that came. */
    private boolean settle() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        while (System.nanoTime() < end) {
            refreshStatuses();
            if (children.keySet().stream().allMatch(node -> doubts(node).isEmpty())) {
                return true;
            }
            await(() -> false, POLL_MILLIS);
        }
        return false;
    }

    private void refreshStatuses() throws InterruptedException {
        statuses.clear();
        children.keySet().forEach(node -> tell(node, "status"));
        await(() -> statuses.size() == children.size(), ANSWER_MILLIS);
    }

    private List<String> doubts(NodeId node) {
        String[] words = statuses.getOrDefault(node, "status 0 0 ").split(" ", -1);
        List<String> doubts = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            if (!words[i].isEmpty()) {
                doubts.add(words[i]);
            }
        }
        return doubts;
    }

    /** How many messages all have sent and how many writes they have forced. */
    private long[] usage() throws InterruptedException {
        settle();
        long[] usage = new long[2];
        for (String status : statuses.values()) {
            String[] words = status.split(" ", -1);
            usage[0] += Long.parseLong(words[1]);
            usage[1] += Long.parseLong(words[2]);
        }
        return usage;
    }

    private void measure(int count, long begun, long[] before) throws InterruptedException {
        long nanos = System.nanoTime() - begun;
        long[] after = usage();
        if (count > 0) {
            result.perSecond = result.committed * 1e9 / nanos;
            result.messages = (double) (after[0] - before[0]) / count;
            result.forcedWrites = (double) (after[1] - before[1]) / count;
        }
    }

    /** Counts the money. What a transaction that nobody ends has changed is undone by then. */
    private void audit() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
        do {
            values.clear();
            for (int store = 1; store <= STORES; store++) {
                tell(NodeId.of(store), "values");
            }
            await(() -> values.size() == STORES, ANSWER_MILLIS);
            result.found = 0;
            for (String line : values.values()) {
                for (String each : line.split(" ", -1)) {
                    int at = each.indexOf('=');
                    result.found += at < 0 ? 0 : Long.parseLong(each.substring(at + 1));
                }
            }
            if (result.isKept()) {
                return;
            }
            await(() -> false, POLL_MILLIS);
        } while (System.nanoTime() < end);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (DemoChild child : children.values()) {
            child.close();
        }
        for (DemoChild child : children.values()) {
            try {
                if (!child.process().waitFor(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
                    child.process().destroyForcibly();
                }
            } catch (InterruptedException e) {
                child.process().destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
