package synod.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.journal.DiskFailure;
import synod.journal.UnusableFormat;
import synod.replica.UnusableState;
import synod.runtime.ExitCode;
import synod.runtime.StopSignal;
import synod.runtime.Surroundings;
import synod.security.SaslProblem;
import synod.security.TlsProblem;

/**
 * A server as a process. Without arguments it runs alone on port 2181 with its data in {@code ./synod-data}; with one, as
 * the file says; with more, {@code port dataDir [tickTime] [maxClientCnxns]}. It runs in the foreground until it is told
 * to stop and ends with an {@link ExitCode}.
 */
public final class Main {
    private static final String ALONE = """
            tickTime=2000
            dataDir=synod-data
            clientPort=2181
            """;
    private static final int SERVING_POLL_MILLIS = 20;

    private Main() {}

    /** Runs a server. */
    public static void main(String[] args) {
        int code = run(List.of(args));
        if (code != ExitCode.CLEAN.code()) {
            System.exit(code);
        }
    }

    /**
     * Runs a server until the process is told to stop, in which case this does not return.
     *
     * @return the exit code when it could not be started
     */
    public static int run(List<String> arguments) {
        return run(arguments, Surroundings.real());
    }

    /** The same with other disks, or another clock, than the machine's own. */
    public static int run(List<String> arguments, Surroundings surroundings) {
        Libraries.settle();
        if (System.getProperty("logback.configurationFile") == null) {
            Logs.install();
        }
        Logger log = LoggerFactory.getLogger("synod");
        try {
            ServerConfiguration configuration = read(arguments);
            tell(log, configuration);
            Server server = Server.start(configuration, new ProcessEnd(), surroundings);
            StopSignal.onStop(() -> {
                server.close();
                log.info("stopped");
                Logs.flush();
            });
            tellServing(log, configuration, server);
            StopSignal.waitForEver();
            return ExitCode.CLEAN.code();
        } catch (ConfigurationProblem | TlsProblem | SaslProblem e) {
            return refused(log, ExitCode.CONFIGURATION, e);
        } catch (DataFolderProblem | UnusableFormat | UnusableState e) {
            return refused(log, ExitCode.DATA_FOLDER, e);
        } catch (DiskFailure e) {
            return refused(log, ExitCode.DISK, e);
        } catch (IOException e) {
            return refused(log, ExitCode.ADDRESS, e);
        } catch (RuntimeException e) {
            log.error("the server could not be started", e);
            Logs.flush();
            return ExitCode.UNEXPECTED.code();
        }
    }

    private static int refused(Logger log, ExitCode code, Exception problem) {
        log.error("not started: {}", problem.getMessage());
        Logs.flush();
        return code.code();
    }

    private static ServerConfiguration read(List<String> arguments) {
        SortedMap<String, String> properties = systemProperties();
        if (arguments.isEmpty()) {
            return ZooConfig.parse(ALONE, "built-in configuration", properties, DataFolder::readMyId);
        }
        if (arguments.size() > 1) {
            return ZooConfig.positional(arguments, properties);
        }
        Path file = Path.of(arguments.get(0));
        try {
            return ZooConfig.parse(
                    Files.readString(file, StandardCharsets.UTF_8), file.toString(), properties, DataFolder::readMyId);
        } catch (NoSuchFileException e) {
            throw new ConfigurationProblem("there is no file " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new ConfigurationProblem(file.toAbsolutePath() + " cannot be read: " + e);
        }
    }

    private static SortedMap<String, String> systemProperties() {
        SortedMap<String, String> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null) {
                properties.put(name, value);
            }
        }
        return properties;
    }

    private static void tell(Logger log, ServerConfiguration configuration) {
        Release release = Release.current();
        log.info(
                "synod {} on Java {}, process {}",
                release.version(),
                Runtime.version(),
                ProcessHandle.current().pid());
        for (String warning : configuration.warnings()) {
            log.warn("{}", warning);
        }
        log.info("configuration: {}", String.join(" ", configuration.effective()));
    }

    /** One line, once clients are served for the first time. */
    private static void tellServing(Logger log, ServerConfiguration configuration, Server server) {
        while (!server.isServing()) {
            try {
                Thread.sleep(SERVING_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        Ensemble ensemble = configuration.ensemble();
        log.info(
                "ready: serving clients at {}, {}",
                server.listensAt(),
                ensemble == null
                        ? "alone"
                        : "as server " + ensemble.self().value() + " of "
                                + ensemble.servers().size());
    }
}
