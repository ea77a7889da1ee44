package synod.sim.commit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import synod.commit.CommitRule;
import synod.commit.Event;
import synod.commit.Outcome;
import synod.commit.TransactionId;
import synod.commit.Vote;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;

/**
 * Acts drawn from a seed, each with some processes, some transactions at once, and any order of messages, losses,
 * repetitions, timers, crashes and pauses. Then everything is mended, and all must end.
 *
 * @param <M> the protocol's messages
 * @param <R> its records
 */
public final class CommitWorld<M, R> {
    /**
     * What may happen.
     *
     * @param leastProcesses how many processes there are at least; 1 or more
     * @param mostProcesses how many processes there are at most
     * @param mostTransactions how many transactions run at most; at least 1
     * @param steps how much happens before everything is mended
     * @param isCalm whether nothing goes wrong but the order of messages
     * @param beginsAnywhere whether an application beside a participant may ask to commit too
     * @param isReliable whether messages between processes that are up arrive, each once, and crashes are told to all
     *     without error: the world that Skeen's three phases need
     * @param dawdles whether an application may name a transaction and set about it much later
     */
    public record Settings(
            int leastProcesses,
            int mostProcesses,
            int mostTransactions,
            int steps,
            boolean isCalm,
            boolean beginsAnywhere,
            boolean isReliable,
            boolean dawdles) {
        /** Faults of all kinds. */
        public static Settings usual() {
            return new Settings(3, 5, 4, 400, false, true, false, false);
        }

        /** Nothing goes wrong but the order of messages. */
        public static Settings calm() {
            return new Settings(3, 5, 4, 400, true, true, false, false);
        }

        /** Faults of all kinds, always four processes, and more transactions for them to forget. */
        public static Settings lasting() {
            return new Settings(4, 4, 10, 500, false, true, false, true);
        }

        /** Crashes only, which everyone hears of at once. */
        public static Settings reliable() {
            return new Settings(3, 5, 4, 400, false, false, true, false);
        }
    }

    /** What may happen, and how often beside the others if this world draws it as usual. */
    private enum Happening {
        DELIVER(56),
        LOSE(5),
        REPEAT(6),
        FIRE(12),
        CRASH(4),
        RESTART(9),
        PAUSE(1),
        RESUME(2),
        CRASH_WITHIN_A_STEP(4);

        private final int weight;

        Happening(int weight) {
            this.weight = weight;
        }

        boolean isOfTheNetwork() {
            return this == LOSE || this == REPEAT || this == PAUSE;
        }

        boolean isFault() {
            return this == LOSE || this == REPEAT || this == CRASH || this == PAUSE || this == CRASH_WITHIN_A_STEP;
        }
    }

    private static final int CALM_ROUNDS = 60;

    /** A stage is small and soon played out: a seed has several. */
    public static final int ACTS = 60;

    /** What is found where somebody is in doubt in the end contains this. */
    public static final String WAITING = CommitRule.AC5.name();

    private final Settings settings;
    private final SplittableRandom random;
    private final Stage<M, R> stage;
    private final int size;
    private final int density;
    /** Each happening as often as its weight says. */
    private final List<Happening> mixture = new ArrayList<>();

    private final TreeMap<TransactionId, List<NodeId>> members = new TreeMap<>();
    private final TreeMap<String, Vote> cast = new TreeMap<>();
    private final TreeSet<NodeId> down = new TreeSet<>();
    private final TreeMap<NodeId, Long> numbers = new TreeMap<>();

    /** What has a name and nothing more yet. */
    private final TreeMap<TransactionId, List<NodeId>> named = new TreeMap<>();

    private CommitWorld(Settings settings, Protocol<M, R> protocol, SplittableRandom random, StageListener tell) {
        this.settings = settings;
        this.random = random;
        this.size =
                settings.leastProcesses() + random.nextInt(settings.mostProcesses() - settings.leastProcesses() + 1);
        this.stage = new Stage<>(protocol, size, this::vote, tell);
        this.density = 1 + random.nextInt(2);
        // Worlds differ in what goes wrong in them: a fault that never meets its like is found by none otherwise.
        for (Happening happening : Happening.values()) {
            int times = happening.isFault() ? new int[] {0, 1, 1, 3}[random.nextInt(4)] : 1;
            if (settings.isReliable() && happening.isOfTheNetwork()) {
                times = 0;
            }
            mixture.addAll(Collections.nCopies(happening.weight * times, happening));
        }
    }

    /** Runs the acts of one seed; returns what was found to be wrong, or null. */
    public static <M, R> @Nullable String run(
            Settings settings, Protocol<M, R> protocol, long seed, StageListener tell) {
        SplittableRandom acts = new SplittableRandom(seed);
        for (int act = 1; act <= ACTS; act++) {
            try {
                new CommitWorld<>(settings, protocol, acts.split(), tell).play();
            } catch (InvariantViolation broken) {
                return "seed " + seed + ", act " + act + ": " + broken.getMessage();
            }
        }
        return null;
    }

    /** A vote is drawn once for each member and transaction, whenever it is asked for. */
    private Vote vote(NodeId member, TransactionId transaction) {
        return cast.computeIfAbsent(member + " " + transaction, key -> {
            int drawn = random.nextInt(20);
            return drawn == 0 ? Vote.NO : drawn == 1 ? Vote.READ_ONLY : Vote.YES;
        });
    }

    private void play() {
        int transactions = 1 + random.nextInt(settings.mostTransactions());
        for (int step = 0; step < settings.steps(); step++) {
            if (members.size() < transactions && random.nextInt(8) == 0) {
                beginOne();
            } else if (settings.isCalm()) {
                deliverOne();
            } else {
                somethingHappens();
            }
            dawdle();
            detectFailures();
        }
        stage.mend();
        detectFailures();
        boolean isSettled = stage.calm(CALM_ROUNDS);
        checkEnd(isSettled);
    }

    /** What a process said before it crashed has arrived, or never does; then all hear of it. */
    private void detectFailures() {
        if (!settings.isReliable()) {
            return;
        }
        for (NodeId node : stage.nodes()) {
            if (stage.isUp(node)) {
                if (down.remove(node)) {
                    tellAll(new Event.Trusted<>(node));
                    down.forEach(other -> stage.event(node, new Event.Suspected<>(other)));
                }
            } else if (down.add(node)) {
                stage.deliverAll(envelope -> envelope.from().equals(node) && random.nextBoolean());
                stage.lose(envelope -> envelope.from().equals(node));
                tellAll(new Event.Suspected<>(node));
            }
        }
    }

    private void tellAll(Event<M> news) {
        for (NodeId node : stage.nodes()) {
            if (stage.isUp(node)) {
                stage.event(node, news);
            }
        }
    }

    private void beginOne() {
        NodeId origin = NodeId.of(1 + random.nextInt(size));
        if (!stage.isUp(origin)) {
            return;
        }
        List<NodeId> chosen = new ArrayList<>();
        for (NodeId node : stage.nodes()) {
            if (random.nextInt(3) < density) {
                chosen.add(node);
            }
        }
        if (chosen.isEmpty()) {
            chosen.add(origin);
        }
        long number = numbers.merge(origin, 1L, Long::sum);
        TransactionId transaction = new TransactionId(origin, stage.life(origin), number);
        members.put(transaction, chosen);
        if (settings.dawdles() && random.nextInt(3) == 0) {
            named.put(transaction, chosen);
        } else {
            setAbout(transaction, chosen);
        }
    }

    private void dawdle() {
        if (!named.isEmpty() && random.nextInt(20) == 0) {
            TransactionId transaction = List.copyOf(named.keySet()).get(random.nextInt(named.size()));
            setAbout(transaction, Objects.requireNonNull(named.remove(transaction)));
        }
    }

    private void setAbout(TransactionId transaction, List<NodeId> chosen) {
        NodeId origin = transaction.origin();
        for (NodeId member : chosen) {
            // Sometimes the work itself never arrived.
            if (settings.isCalm() || random.nextInt(30) > 0) {
                stage.join(member, transaction);
            }
        }
        NodeId asks =
                settings.beginsAnywhere() && random.nextBoolean() ? chosen.get(random.nextInt(chosen.size())) : origin;
        if (stage.isUp(asks)) {
            stage.begin(asks, transaction, chosen);
        }
    }

    private void somethingHappens() {
        NodeId node = NodeId.of(1 + random.nextInt(size));
        switch (mixture.get(random.nextInt(mixture.size()))) {
            case DELIVER -> deliverOne();
            case LOSE -> loseOne();
            case REPEAT -> repeatOne();
            case FIRE -> {
                // Where the network is reliable, patience is longer than a message takes.
                if (!settings.isReliable() || stage.onTheWay().isEmpty()) {
                    stage.fire(node, random.nextLong());
                }
            }
            case CRASH -> stage.crash(node, random.nextInt(stage.pending(node) + 1));
            case RESTART -> stage.restart(node);
            case PAUSE -> stage.pause(node);
            case RESUME -> stage.resume(node);
            case CRASH_WITHIN_A_STEP -> {
                List<Long> moment = List.of(stage.effects() + 1 + random.nextInt(8));
                stage.crashAtEffects(moment, random.nextInt(6) == 0);
            }
        }
    }

    private void deliverOne() {
        List<Stage.Envelope<M>> onTheWay = stage.onTheWay();
        if (!onTheWay.isEmpty()) {
            stage.deliver(onTheWay.get(random.nextInt(onTheWay.size())), false);
        }
    }

    private void loseOne() {
        List<Stage.Envelope<M>> onTheWay = stage.onTheWay();
        if (!onTheWay.isEmpty()) {
            Stage.Envelope<M> unlucky = onTheWay.get(random.nextInt(onTheWay.size()));
            stage.lose(envelope -> envelope.number() == unlucky.number());
        }
    }

    private void repeatOne() {
        List<Stage.Envelope<M>> onTheWay = stage.onTheWay();
        if (!onTheWay.isEmpty()) {
            stage.deliver(onTheWay.get(random.nextInt(onTheWay.size())), true);
        }
    }

    private void checkEnd(boolean isSettled) {
        if (!isSettled) {
            throw CommitRule.AC5.broken("somebody is still in doubt");
        }
        for (NodeId node : stage.nodes()) {
            if (!stage.locked(node).isEmpty()) {
                throw CommitRule.AC5.broken(node + " still holds locks of " + stage.locked(node));
            }
        }
        members.forEach(this::checkEnd);
    }

    private void checkEnd(TransactionId transaction, List<NodeId> parts) {
        boolean isCommitted = stage.facts().outcomes(transaction).contains(Outcome.COMMITTED);
        boolean allYes = true;
        for (NodeId member : parts) {
            Vote vote = stage.facts().vote(transaction, member);
            allYes &= vote == Vote.YES;
            if (isCommitted && vote == Vote.YES && stage.facts().outcome(transaction, member) != Outcome.COMMITTED) {
                throw CommitRule.T1.broken(transaction + " is committed, and " + member + " lost its part of it");
            }
        }
        if (settings.isCalm() && allYes && !isCommitted) {
            throw CommitRule.AC4.broken(transaction + " is not committed");
        }
    }
}
