package synod.bench.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The load generator in a process of its own. It lives as long as the comparison, so both systems meet the same
 * warmed-up code. It reads one plan a line and answers each with one line, a result or an error.
 */
public final class GeneratorProcess implements AutoCloseable {
    private static final String ERROR = "error ";
    private static final long STOP_SECONDS = 5;

    private final Process process;
    private final Writer plans;
    private final BufferedReader results;

    private GeneratorProcess(Process process) {
        this.process = process;
        this.plans = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.results = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it.
     *
     * @param main the class whose main method hands the word {@code generate} to {@link #serve}
     */
    public static GeneratorProcess start(String main) throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                // Buffers of ten thousand connections with long values; a few megabytes otherwise.
                "-XX:MaxDirectMemorySize=2g",
                "-cp",
                System.getProperty("java.class.path", ""),
                main,
                "generate");
        return new GeneratorProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Runs a plan over there and waits for its result. */
    public LoadResult run(LoadPlan plan) throws IOException {
        plans.write(plan.line() + "\n");
        plans.flush();
        String line = results.readLine();
        if (line == null) {
            throw new IOException("the load generator has ended without an answer");
        }
        if (!LoadResult.isResult(line)) {
            throw new IOException("the load generator failed: " + line);
        }
        return LoadResult.parse(line);
    }

    /** The other side of the pipe: answers plans until there are no more. */
    public static int serve(InputStream plans, PrintStream results) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(plans, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                results.println(LoadGenerator.run(LoadPlan.parse(line)).line());
            } catch (IOException | RuntimeException e) {
                results.println(ERROR + e);
            }
            results.flush();
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        plans.close();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
