package synod.bench.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;

/** Runs courses of two systems in turn, A B, B A, round after round. */
public final class Trials {
    /**
     * One number of one system in one round.
     *
     * @param contender place of the system in the order of turns
     */
    public record Entry(int contender, int round, Figure figure) {}

    /** A course that gave no result, or not all of them, and why. */
    public record Failure(int contender, int round, List<Trial> trials, String reason) {
        /** The reason without the servers' logs. */
        public String firstLine() {
            return reason.lines().findFirst().orElse("no reason was given");
        }
    }

    /**
     * A row of a trial's table.
     *
     * @param first values of the first system, one for each time it was measured
     */
    public record Row(String label, boolean isCompared, List<Double> first, List<Double> second) {}

    /** Everything measured. */
    public record Outcome(List<Entry> entries, List<Failure> failures) {
        /** A table, in the order in which its figures first came. */
        public List<Row> rows(Trial trial) {
            Set<String> labels = new LinkedHashSet<>();
            for (Entry each : entries) {
                if (each.figure.trial() == trial) {
                    labels.add(each.figure.label());
                }
            }
            return labels.stream()
                    .map(label -> new Row(
                            label,
                            entries.stream()
                                    .filter(each -> each.figure.trial() == trial)
                                    .filter(each -> each.figure.label().equals(label))
                                    .allMatch(each -> each.figure.isCompared()),
                            values(0, trial, label),
                            values(1, trial, label)))
                    .toList();
        }

        private List<Double> values(int contender, Trial trial, String label) {
            return entries.stream()
                    .filter(each -> each.contender == contender && each.figure.trial() == trial)
                    .filter(each -> each.figure.label().equals(label))
                    .map(each -> each.figure.value())
                    .toList();
        }
    }

    /** How long an interrupted course may take to come to its end. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final TrialSettings settings;
    private final PrintStream progress;
    private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
    private final List<Failure> failures = new ArrayList<>();

    private Trials(TrialSettings settings, PrintStream progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs all of it. What fails is told in the outcome, and the rest goes on.
     *
     * @param contenders two of them, in the order of their turns
     * @param progress told of each result as it comes
     */
    public static Outcome run(TrialSettings settings, List<Contender> contenders, PrintStream progress)
            throws InterruptedException {
        Trials trials = new Trials(settings, progress);
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Course course : courses(settings)) {
                int first = (round + 1) % 2;
                trials.turn(course, contenders.get(first), first, round);
                trials.turn(course, contenders.get(1 - first), 1 - first, round);
            }
        }
        return new Outcome(List.copyOf(trials.entries), List.copyOf(trials.failures));
    }

    /** How a trial is done. */
    public static String description(TrialSettings settings, Trial trial) {
        return courses(settings).stream()
                .filter(each -> each.trials().contains(trial))
                .map(each -> each.description(trial))
                .findFirst()
                .orElse("");
    }

    private static List<Course> courses(TrialSettings settings) {
        return List.of(
                        new TreeCourse(settings),
                        new CrowdCourse(settings),
                        new FaultCourse(settings, Trial.KILL),
                        new FaultCourse(settings, Trial.STOP))
                .stream()
                .filter(course -> course.trials().stream().anyMatch(settings.trials()::contains))
                .toList();
    }

    private void turn(Course course, Contender contender, int place, int round) throws InterruptedException {
        Set<Trial> wanted = EnumSet.copyOf(course.trials());
        wanted.retainAll(settings.trials());
        try (Ensemble ensemble = Ensemble.start(
                contender, course.servers(), settings.home(), settings.folder(), course.javaOptions(contender))) {
            runWithin(course.limit(), ensemble, () -> {
                course.run(ensemble, wanted, round, figure -> {
                    entries.add(new Entry(place, round, figure));
                    tell(contender, round, figure);
                });
                return true;
            });
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
            failures.add(new Failure(place, round, List.copyOf(wanted), reason));
            progress.printf(Locale.ROOT, "round %d  %-16s  failed: %s%n", round, contender.title, reason);
        }
    }

    private void tell(Contender contender, int round, Figure figure) {
        progress.printf(
                Locale.ROOT,
                "round %d  %-16s  %-8s  %s: %s%n",
                round,
                contender.title,
                figure.trial().id,
                figure.label(),
                Figure.show(figure.value()));
    }

    /** Runs it in a thread of its own, which is interrupted when the time is over. */
    private static void runWithin(Duration limit, Ensemble ensemble, Callable<Boolean> work)
            throws IOException, InterruptedException {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "course");
        thread.start();
        try {
            task.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            String tails = ensemble.logTails();
            throw new IOException("not done after " + limit.toSeconds() + " s, the limit\n" + tails, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Untakeable) {
                throw new IOException(cause.getMessage(), cause);
            }
            String text = cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
            throw new IOException(text + "\n" + ensemble.logTails(), cause);
        } finally {
            thread.interrupt();
            thread.join(GRACE.toMillis());
        }
    }
}
