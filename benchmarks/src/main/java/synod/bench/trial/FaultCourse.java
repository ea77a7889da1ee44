package synod.bench.trial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import synod.bench.system.Contender;
import synod.bench.system.Ensemble;

/** Three servers that lose their leader again and again, by SIGKILL or by SIGSTOP, under writes from all sides. */
final class FaultCourse implements Course {
    private static final int SERVERS = 3;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CALM_NANOS = 2 * SECOND_NANOS;
    private static final long LEAST_NANOS = 3 * SECOND_NANOS;
    private static final long STOPPED_NANOS = 30 * SECOND_NANOS;
    private static final long MOST_NANOS = 60 * SECOND_NANOS;
    private static final long STEP_NANOS = SECOND_NANOS / 50;

    /** Writes flow when one succeeded within that time. */
    private static final long FLOWING_NANOS = SECOND_NANOS / 10;

    private final TrialSettings settings;
    private final Trial trial;

    /** @param trial the one to measure: KILL or STOP */
    FaultCourse(TrialSettings settings, Trial trial) {
        this.settings = settings;
        this.trial = trial;
    }

    @Override
    public List<Trial> trials() {
        return List.of(trial);
    }

    @Override
    public int servers() {
        return SERVERS;
    }

    @Override
    public List<String> javaOptions(Contender contender) {
        return settings.javaOptions();
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(1).plusMinutes(2L * settings.faults());
    }

    @Override
    public String description(Trial wanted) {
        String common = String.format(
                Locale.ROOT,
                "%d servers, default settings, %d times. Two clients for each server write every 5 ms. One that loses its"
                        + " connection tries the next server at once and keeps its session; one that is not answered keeps"
                        + " its connection and writes again after a second.",
                SERVERS,
                settings.faults());
        return trial == Trial.KILL
                ? common + " The killed server is started again, and all serve before the next time."
                : common
                        + " The stopped server is continued as soon as writes flow again, 3 s after the signal or later, or"
                        + " after 30 s.";
    }

    @Override
    public void run(Ensemble ensemble, Set<Trial> wanted, int round, Consumer<Figure> figures)
            throws IOException, InterruptedException {
        WarmUp.run(ensemble);
        for (int i = 0; i < settings.faultsOfRound(round); i++) {
            ensemble.awaitReady();
            int leader = ensemble.leader();
            try (Writers writers = Writers.open(addresses(ensemble))) {
                writers.runUntil(System.nanoTime() + CALM_NANOS);
                long before = System.nanoTime();
                if (trial == Trial.KILL) {
                    FutureTask<Boolean> kill = startThread(() -> ensemble.kill(leader));
                    tellGap(writers, before, kill, MOST_NANOS, "after SIGKILL", figures);
                } else {
                    stopAndContinue(ensemble, leader, writers, before, figures);
                }
                figures.accept(Figure.told(trial, "sessions expired", "", writers.expired()));
            }
            if (trial == Trial.KILL) {
                ensemble.launchAgain(leader, javaOptions(ensemble.contender()));
            }
        }
    }

    private void stopAndContinue(Ensemble ensemble, int leader, Writers writers, long before, Consumer<Figure> figures)
            throws IOException, InterruptedException {
        FutureTask<Boolean> stop = startThread(() -> ensemble.signal(leader, "STOP"));
        try {
            tellGap(writers, before, stop, STOPPED_NANOS, "after SIGSTOP", figures);
        } finally {
            ensemble.signal(leader, "CONT");
        }
        long continued = System.nanoTime();
        FutureTask<Boolean> nothing = startThread(() -> {});
        tellGap(writers, continued, nothing, MOST_NANOS, "after SIGCONT", figures);
    }

    /**
     * Lets the clients write until the fault has happened, some time has gone by and writes flow, and tells the longest gap.
     */
    private void tellGap(
            Writers writers, long before, FutureTask<Boolean> fault, long most, String when, Consumer<Figure> figures)
            throws IOException, InterruptedException {
        long now;
        do {
            now = System.nanoTime();
            writers.runUntil(now + STEP_NANOS);
        } while (now - before < most
                && (now - before < LEAST_NANOS
                        || !fault.isDone()
                        || !writers.successes().isFlowing(now, FLOWING_NANOS)));
        try {
            fault.get();
        } catch (ExecutionException e) {
            throw new IOException("the fault could not be made: " + e.getMessage(), e);
        }
        long gap = writers.successes().longestGap(before, now);
        if (!writers.successes().isFlowing(now, FLOWING_NANOS) && most == MOST_NANOS) {
            throw new IOException("no write succeeded for " + TimeUnit.NANOSECONDS.toSeconds(gap) + " s " + when);
        }
        figures.accept(Figure.compared(trial, "longest gap without a successful write " + when, "ms", gap / 1e6));
    }

    /** In a thread of its own, because to end or to signal a process takes its time, and the clients must not stand still. */
    private static FutureTask<Boolean> startThread(Action action) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            action.run();
            return true;
        });
        Thread thread = new Thread(task, "fault");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    private static List<InetSocketAddress> addresses(Ensemble ensemble) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < ensemble.size(); i++) {
            addresses.add(ensemble.address(i));
        }
        return addresses;
    }
}
