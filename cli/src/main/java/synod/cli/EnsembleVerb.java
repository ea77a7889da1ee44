package synod.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synod ensemble}: several servers on this machine, each a process of its own. */
@Command(
        name = "ensemble",
        description = "Runs an ensemble on this machine, one process for each server, until Ctrl-C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Server N listens for clients on port P+N-1, and for the others on P+1000+N-1.",
            "Started again with the same folder it goes on with the same data.",
            "",
            "Examples:",
            "  synod ensemble",
            "  synod ensemble --servers 5 --base-port 3181 --dir /tmp/five",
            "  synod ensemble -D synod.reads=lease -D 4lw.commands.whitelist=*"
        })
final class EnsembleVerb implements Callable<Integer> {
    private static final int PEER_DISTANCE = 1000;
    private static final int ELECTION_DISTANCE = 2000;
    private static final int STOP_SECONDS = 10;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where configuration and data go (${DEFAULT-VALUE}).",
            defaultValue = "synod-ensemble")
    private Path folder = Path.of("synod-ensemble");

    @Option(
            names = "--servers",
            paramLabel = "N",
            description = "How many servers, 1 to 9 (${DEFAULT-VALUE}).",
            defaultValue = "3")
    private int servers = 3;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "The first client port (${DEFAULT-VALUE}).",
            defaultValue = "2181")
    private int basePort = 2181;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A line for every server's zoo.cfg; may be given several times.")
    private List<String> lines = new ArrayList<>();

    // Picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private volatile boolean isStopping;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (servers < 1 || servers > 9) {
            throw new UserError("--servers must be 1 to 9, not " + servers);
        }
        if (basePort < 1 || basePort + ELECTION_DISTANCE + servers > 0xffff) {
            throw new UserError("--base-port must leave room for " + (ELECTION_DISTANCE + servers) + " ports above it");
        }
        refusePortsInUse();
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch ready = new CountDownLatch(servers);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAll, "synod-ensemble-stop"));
        for (int number = 1; number <= servers; number++) {
            start(number, ready, out);
        }
        ready.await();
        if (processes.stream().anyMatch(Process::isAlive)) {
            out.println("connect string: " + connectString());
            out.flush();
        }
        int worst = CommandLine.ExitCode.OK;
        for (Process process : processes) {
            worst = Math.max(worst, process.waitFor());
        }
        return worst;
    }

    private void refusePortsInUse() {
        for (int number = 1; number <= servers; number++) {
            for (int port : List.of(basePort + number - 1, basePort + PEER_DISTANCE + number - 1)) {
                try (ServerSocket probe = new ServerSocket()) {
                    probe.setReuseAddress(true);
                    probe.bind(new InetSocketAddress(port));
                } catch (IOException e) {
                    throw new UserError("port " + port + " is in use; choose others with --base-port");
                }
            }
        }
    }

    private String connectString() {
        List<String> addresses = new ArrayList<>();
        for (int number = 1; number <= servers; number++) {
            addresses.add("127.0.0.1:" + (basePort + number - 1));
        }
        return String.join(",", addresses);
    }

    private void start(int number, CountDownLatch ready, PrintWriter out) throws IOException {
        Path home = folder.toAbsolutePath().resolve(Integer.toString(number));
        Files.createDirectories(home);
        Files.writeString(home.resolve("myid"), number + "\n");
        Path file = Files.writeString(home.resolve("zoo.cfg"), configuration(home, number));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("synod.server.Main");
        command.add(file.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        processes.add(process);
        Thread reader = new Thread(() -> copyLog(number, process, ready, out), "synod-ensemble-" + number);
        reader.setDaemon(true);
        readers.add(reader);
        reader.start();
    }

    private String configuration(Path home, int number) {
        StringBuilder text = new StringBuilder("# Written by synod ensemble; changes are lost at its next start.\n");
        text.append("tickTime=2000\ninitLimit=10\nsyncLimit=5\n");
        text.append("dataDir=").append(home.toString().replace("\\", "\\\\")).append('\n');
        // Several servers on one machine: the first would have the port, and the others a line in their logs.
        text.append("admin.enableServer=false\n");
        text.append("clientPort=").append(basePort + number - 1).append('\n');
        if (servers == 1) {
            text.append("standaloneEnabled=false\n");
        }
        for (int other = 1; other <= servers; other++) {
            text.append("server.").append(other).append("=127.0.0.1:");
            text.append(basePort + PEER_DISTANCE + other - 1).append(':');
            text.append(basePort + ELECTION_DISTANCE + other - 1).append('\n');
        }
        for (String line : lines) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private void copyLog(int number, Process process, CountDownLatch ready, PrintWriter out) {
        boolean isReady = false;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                say(out, number, line);
                if (!isReady && line.contains("ready: serving clients")) {
                    isReady = true;
                    ready.countDown();
                }
                line = in.readLine();
            }
            int code = process.waitFor();
            if (!isStopping) {
                say(out, number, "this server has ended, with exit code " + code);
            }
        } catch (IOException e) {
            say(out, number, "its log cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!isReady) {
                ready.countDown();
            }
        }
    }

    private static void say(PrintWriter out, int number, String line) {
        synchronized (out) {
            out.println("[" + number + "] " + line);
            out.flush();
        }
    }

    /** Ctrl-C reaches the servers by themselves; a SIGTERM to this process alone is passed on. */
    private void stopAll() {
        isStopping = true;
        for (Process process : processes) {
            // Not the process's own destroy(): it closes the pipe through which the server tells how it ends.
            process.toHandle().destroy();
        }
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
            for (Process process : processes) {
                if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                }
            }
            for (Thread reader : readers) {
                reader.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
