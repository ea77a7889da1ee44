package synod.lab.play;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import synod.lab.play.Play.Expectation;
import synod.lab.play.Play.Flight;
import synod.lab.play.Scenario.Line;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace;
import synod.lab.trace.Trace.Check;
import synod.lab.trace.Trace.Kind;
import synod.lab.trace.Trace.Tone;

/** Lets what a scenario says happen, line by line. */
public final class Director {
    static final long MILLISECOND = 1_000_000L;

    /** How long a message takes when nobody says otherwise, in milliseconds. */
    static final long LATENCY_MILLIS = 5;

    /** Words that no process may be called. */
    static final TreeSet<String> WORDS = new TreeSet<>(
            List.of("all", "from", "to", "until", "nobody", "nothing", "broken", "outcome", "by", "sent"));

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

    /** After so much in one line nobody would look at it any more. */
    private static final int MOST_STEPS = 2000;

    private final Scenario scenario;
    private final boolean isLenient;
    private final long seed;
    private final Recorder recorder;
    private final Play play;

    /** For each process the side of the cut that it is on; empty while the network is whole. */
    private List<Integer> sides = List.of();

    /**
     * @param seed decides how long messages take and what coins show; with 0 all messages take equally long
     * @param isLenient whether lines that speak of what this protocol does not have are passed over
     */
    Director(Scenario scenario, long seed, boolean isLenient) {
        this.scenario = scenario;
        this.isLenient = isLenient;
        this.seed = seed;
        this.recorder = new Recorder(scenario.nodes());
        this.play = switch (scenario.protocol()) {
            case PAXOS -> new DecreePlay(scenario, recorder, seed);
            case MULTI_PAXOS -> new LogPlay(scenario, recorder, seed);
            default -> CommitPlay.of(scenario, recorder, seed);
        };
    }

    /**
     * Plays a scenario as it is written.
     *
     * @param seed decides how long messages take and what coins show; with 0 all messages take equally long
     * @throws ScenarioError when it cannot be played
     */
    public static Trace play(Scenario scenario, long seed) {
        return new Director(scenario, seed, false).run();
    }

    /**
     * Plays a scenario with another protocol than it was written for. What that protocol does not have is passed over; what
     * the scenario expects is looked at all the same.
     */
    public static Trace playAs(Cast protocol, Scenario scenario, long seed) {
        return new Director(scenario.with(protocol), seed, protocol != scenario.protocol()).run();
    }

    private Trace run() {
        for (Line line : scenario.lines()) {
            direct(line);
        }
        return recorder.trace(scenario.title(), scenario.protocol().title(), seed, scenario.about(), play.verdicts());
    }

    /** What is on the stage. */
    Play play() {
        return play;
    }

    /** Lets one line happen. */
    void direct(Line line) {
        switch (line.verb()) {
            case "deliver" -> deliver(line, false);
            case "duplicate" -> deliver(line, true);
            case "drop" -> drop(line);
            case "crash" -> eachNode(line, "crashes", play::crash);
            case "restart" -> eachNode(line, "starts again", play::restart);
            case "lose-disk" -> eachNode(line, "loses its disk", node -> play.loseDisk(line, node));
            case "pause" -> eachNode(line, "stands still", play::pause);
            case "resume" -> eachNode(line, "goes on", play::resume);
            case "timer" -> eachNode(line, "timer", this::timer);
            case "partition" -> partition(line);
            case "heal" -> step("the network is whole again", this::heal);
            case "run" -> run(line);
            case "note" -> step(text(line), () -> note(line));
            case "expect" -> expect(line);
            default -> other(line);
        }
    }

    private void other(Line line) {
        boolean[] isKnown = {false};
        step(line.text(), () -> isKnown[0] = play.act(line));
        if (!isKnown[0] && !isLenient) {
            throw line.wrong(
                    "\"" + line.verb() + "\" is unknown here: expected deliver, duplicate, drop, crash, restart,"
                            + " lose-disk, pause, resume, timer, run, partition, heal, note, expect, or what "
                            + scenario.protocol().word() + " has");
        }
    }

    /** One step, and what it leaves behind. */
    private void step(String caption, Runnable what) {
        recorder.begin(play.now(), caption);
        what.run();
        cut();
        play.check();
        recorder.end(play.views());
    }

    private void note(Line line) {
        recorder.event(Kind.NOTE, -1, "note", text(line), Tone.PLAIN);
    }

    private static String text(Line line) {
        if (line.rest().isEmpty()) {
            throw line.wrong("expected some words after \"" + line.verb() + "\"");
        }
        return String.join(" ", line.rest());
    }

    // ---- processes

    private interface OnNode {
        void apply(int node);
    }

    private void eachNode(Line line, String what, OnNode action) {
        if (line.rest().isEmpty()) {
            throw line.wrong("expected the name of a process after \"" + line.verb() + "\"");
        }
        for (String name : line.rest()) {
            int node = play.node(line, name);
            step(name + " " + what, () -> action.apply(node));
        }
    }

    private void timer(int node) {
        long deadline = play.deadline(node);
        if (play.isUp(node) && !play.isPaused(node) && deadline < Long.MAX_VALUE) {
            play.moveTo(deadline);
            fire(node);
        }
    }

    private void fire(int node) {
        recorder.event(Kind.TIMER, node, "timer", "its deadline came", Tone.PLAIN);
        play.fire(node, play.coin());
    }

    // ---- messages

    /** Which messages a line is about. */
    private record Choice(int most, @Nullable String kind, List<Integer> from, List<Integer> to) {
        boolean has(Flight flight) {
            return (kind == null || kind.equals(flight.name()))
                    && (from.isEmpty() || from.contains(flight.from()))
                    && (to.isEmpty() || to.contains(flight.to()));
        }
    }

    /** {@code [N] KIND|all [from A B] [to C D]}; null when this protocol has no such messages. */
    private @Nullable Choice choice(Line line) {
        List<String> words = line.rest();
        int at = 0;
        int most = MOST_STEPS;
        if (at < words.size() && words.get(at).matches("\\d{1,4}")) {
            most = Integer.parseInt(words.get(at));
            at++;
        }
        if (at == words.size()) {
            throw line.wrong("expected \"all\" or one of " + String.join(", ", play.kinds()));
        }
        String kind = words.get(at);
        at++;
        if (!kind.equals("all") && !play.kinds().contains(kind)) {
            if (isLenient) {
                return null;
            }
            throw line.wrong(
                    "expected \"all\" or one of " + String.join(", ", play.kinds()) + ", found \"" + kind + "\"");
        }
        List<Integer> from = new ArrayList<>();
        List<Integer> to = new ArrayList<>();
        List<Integer> into = null;
        for (String word : words.subList(at, words.size())) {
            if (word.equals("from") || word.equals("to")) {
                into = word.equals("from") ? from : to;
            } else if (into == null) {
                throw line.wrong("expected \"from\" or \"to\", found \"" + word + "\"");
            } else {
                into.add(play.node(line, word));
            }
        }
        return new Choice(most, kind.equals("all") ? null : kind, from, to);
    }

    private void deliver(Line line, boolean again) {
        Choice choice = choice(line);
        if (choice == null) {
            return;
        }
        int delivered = 0;
        for (Flight next = next(choice); next != null && delivered < choice.most; next = next(choice)) {
            Flight flight = next;
            play.moveTo(flight.dueNanos());
            arrive(flight, again);
            delivered++;
            if (again) {
                return;
            }
            if (delivered == MOST_STEPS) {
                throw line.wrong("this does not end: " + MOST_STEPS + " messages were delivered");
            }
        }
        if (delivered == 0 && !isLenient) {
            throw line.wrong("nothing of the kind is on its way; what is: " + onTheWay());
        }
    }

    private String onTheWay() {
        List<String> found = new ArrayList<>();
        for (Flight flight : play.onTheWay()) {
            found.add(flight.name() + " from " + play.names.get(flight.from()) + " to " + play.names.get(flight.to()));
        }
        return found.isEmpty() ? "nothing at all" : String.join(", ", found);
    }

    private void arrive(Flight flight, boolean again) {
        step(
                play.names.get(flight.to()) + " receives " + flight.name() + " from " + play.names.get(flight.from()),
                () -> {
                    if (play.isUp(flight.to())) {
                        play.deliver(flight, again);
                    } else {
                        play.lose(flight);
                        play.gone(flight, "its receiver is down");
                    }
                });
    }

    /** The next to arrive of those that can. */
    private @Nullable Flight next(Choice choice) {
        return play.onTheWay().stream()
                .filter(flight -> choice.has(flight) && !play.isPaused(flight.to()))
                .min(Comparator.comparingLong(Flight::dueNanos).thenComparingLong(Flight::number))
                .orElse(null);
    }

    private void drop(Line line) {
        Choice choice = choice(line);
        if (choice == null) {
            return;
        }
        List<Flight> unlucky =
                play.onTheWay().stream().filter(choice::has).limit(choice.most).toList();
        if (unlucky.isEmpty() && !isLenient) {
            throw line.wrong("nothing of the kind is on its way; what is: " + onTheWay());
        }
        for (Flight flight : unlucky) {
            step(flight.name() + " to " + play.names.get(flight.to()) + " is lost", () -> {
                play.lose(flight);
                play.gone(flight, "lost");
            });
        }
    }

    // ---- the network

    private void partition(Line line) {
        List<Integer> cut = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        play.names.forEach(name -> cut.add(-1));
        String[] parts = String.join(" ", line.rest()).split("\\|", -1);
        for (int side = 0; side < parts.length; side++) {
            List<String> members = List.of(parts[side].strip().split("\\s+"));
            for (String name : members) {
                if (name.isEmpty()) {
                    throw line.wrong("expected the names of a side, as in \"partition A B | C\"");
                }
                int node = play.node(line, name);
                if (cut.get(node) >= 0) {
                    throw line.wrong(name + " is named twice");
                }
                cut.set(node, side);
            }
            texts.add(String.join(" ", members));
        }
        List<String> rest = new ArrayList<>();
        for (int node = 0; node < cut.size(); node++) {
            if (cut.get(node) < 0) {
                cut.set(node, parts.length);
                rest.add(play.names.get(node));
            }
        }
        if (!rest.isEmpty()) {
            texts.add(String.join(" ", rest));
        }
        if (texts.size() < 2) {
            throw line.wrong("expected at least two sides, as in \"partition A B | C\"");
        }
        step("the network is cut: " + String.join(" | ", texts), () -> {
            sides = List.copyOf(cut);
            recorder.event(Kind.PARTITIONED, -1, "cut", String.join(" | ", texts), Tone.PLAIN);
        });
    }

    private void heal() {
        sides = List.of();
        recorder.event(Kind.HEALED, -1, "whole", "the network is whole again", Tone.PLAIN);
    }

    /** What is on its way across the cut is lost. */
    private void cut() {
        if (sides.isEmpty()) {
            return;
        }
        for (Flight flight : play.onTheWay()) {
            if (!sides.get(flight.from()).equals(sides.get(flight.to()))) {
                play.lose(flight);
                play.gone(flight, "the network is cut");
            }
        }
    }

    // ---- time

    private void run(Line line) {
        List<String> words = line.rest();
        long until = play.now() + nanos(line, words.isEmpty() ? "" : words.get(0));
        Expectation end = null;
        if (words.size() > 1) {
            if (!words.get(1).equals("until") || words.size() == 2) {
                throw line.wrong("expected \"until\" and what to wait for, found \"" + words.get(1) + "\"");
            }
            end = expectation(line, words.subList(2, words.size()));
        }
        int steps = 0;
        while (end == null || !end.isSo().getAsBoolean()) {
            Flight flight = next(new Choice(1, null, List.of(), List.of()));
            int timer = nextTimer();
            long due = flight == null ? Long.MAX_VALUE : flight.dueNanos();
            long deadline = timer < 0 ? Long.MAX_VALUE : Math.max(play.deadline(timer), play.now());
            if (Math.min(due, deadline) > until) {
                play.moveTo(until);
                return;
            }
            steps++;
            if (steps > MOST_STEPS) {
                throw line.wrong("more happens in this time than anybody would look at: say less time");
            }
            if (flight != null && due <= deadline) {
                play.moveTo(due);
                arrive(flight, false);
            } else {
                play.moveTo(deadline);
                step("timer of " + play.names.get(timer), () -> fire(timer));
            }
        }
    }

    private int nextTimer() {
        int first = -1;
        for (int node = 0; node < play.names.size(); node++) {
            boolean runs = play.isUp(node) && !play.isPaused(node);
            if (runs && play.deadline(node) < (first < 0 ? Long.MAX_VALUE : play.deadline(first))) {
                first = node;
            }
        }
        return first;
    }

    private static long nanos(Line line, String word) {
        Matcher found = TIME.matcher(word);
        if (!found.matches()) {
            throw line.wrong("expected a time as 300ms or 2s, found \"" + word + "\"");
        }
        return Long.parseLong(found.group(1)) * (found.group(2).equals("s") ? 1000 : 1) * MILLISECOND;
    }

    // ---- what is expected

    private void expect(Line line) {
        Expectation expectation = expectation(line, line.rest());
        boolean isSo = expectation.isSo().getAsBoolean();
        recorder.check(new Check(
                line.number(),
                String.join(" ", line.rest()),
                isSo,
                play.named(expectation.found().get())));
    }

    private Expectation expectation(Line line, List<String> words) {
        Expectation common = common(words);
        Expectation found = common == null ? play.expectation(line, words) : common;
        if (found == null) {
            if (isLenient) {
                return new Expectation(() -> false, () -> scenario.protocol().word() + " has nothing of the kind");
            }
            throw line.wrong("\"" + String.join(" ", words) + "\" cannot be expected of "
                    + scenario.protocol().word());
        }
        return found;
    }

    /** {@code nothing broken}, {@code broken ID}, {@code NODE down}. */
    private @Nullable Expectation common(List<String> words) {
        if (words.size() != 2) {
            return null;
        }
        if (words.equals(List.of("nothing", "broken"))) {
            return new Expectation(() -> play.brokenRules().isEmpty(), () -> "broken: " + play.brokenRules());
        }
        if (words.get(0).equals("broken")) {
            String id = words.get(1).toUpperCase(Locale.ROOT);
            return new Expectation(
                    () -> play.brokenRules().stream().anyMatch(rule -> rule.equalsIgnoreCase(id)),
                    () -> "broken: " + play.brokenRules());
        }
        int node = play.names.indexOf(words.get(0));
        if (node >= 0 && words.get(1).equals("down")) {
            return new Expectation(() -> !play.isUp(node), () -> play.isUp(node) ? "up" : "down");
        }
        return null;
    }
}
