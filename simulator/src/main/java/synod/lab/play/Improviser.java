package synod.lab.play;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import synod.lab.play.Play.Flight;
import synod.lab.play.Scenario.Line;

/**
 * Makes a scenario up as it goes: looks at what may happen next and lets the seed choose. What comes out is a scenario like
 * any other, which plays the same way again.
 */
public final class Improviser {
    private static final int FAULTS = 4;
    private static final int STEPS = 26;

    private final Cast protocol;
    private final SplittableRandom random;
    private final Scenario head;
    private final Director director;
    private final List<String> lines = new ArrayList<>();
    private int faults;
    private int wishes;
    private boolean isCut;

    private Improviser(Cast protocol, long seed) {
        this.protocol = protocol;
        this.random = new SplittableRandom(seed);
        this.head = Scenario.parse(head(protocol, seed));
        this.director = new Director(head, seed, false);
    }

    /**
     * The text of a scenario; the same for the same seed.
     *
     * @param seed decides everything; play what comes out with the same seed
     */
    public static String scenario(Cast protocol, long seed) {
        Improviser improviser = new Improviser(protocol, seed);
        improviser.play();
        return head(protocol, seed) + "\n" + String.join("\n", improviser.lines) + "\n";
    }

    private static String head(Cast protocol, long seed) {
        return "title    A run nobody planned: " + protocol.title() + ", seed " + seed + "\n"
                + "text     Which messages arrive, in which order, and what breaks, comes from the seed. In the end"
                + " everything is mended and some time goes by.\n"
                + "protocol " + protocol.word() + "\n"
                + switch (protocol) {
                    case PAXOS -> "nodes    P Q A B C\nproposers P Q\nacceptors A B C\n";
                    case MULTI_PAXOS -> "nodes    A B C\n";
                    case PAXOS_COMMIT -> "nodes    lead A B P Q R\nparticipants A B\nacceptors P Q R\n";
                    default -> "nodes    coord A B C\n";
                };
    }

    private void play() {
        switch (protocol) {
            case PAXOS -> {
                act("propose P X");
                act("propose Q Y");
            }
            case MULTI_PAXOS -> act("run 1s until A leads");
            default -> act("begin");
        }
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(6) == 0 && faults < FAULTS) {
                fault();
            } else {
                goOn();
            }
        }
        if (isCut) {
            act("heal");
        }
        for (int node = 0; node < head.nodes().size(); node++) {
            if (!director.play().isUp(node)) {
                act("restart " + head.nodes().get(node));
            } else if (director.play().isPaused(node)) {
                act("resume " + head.nodes().get(node));
            }
        }
        act(protocol == Cast.MULTI_PAXOS ? "run 1s" : "run 3s");
        act("expect nothing broken");
    }

    /** The next message arrives, or time goes by when there is none. */
    private void goOn() {
        if (protocol == Cast.MULTI_PAXOS && random.nextInt(3) == 0) {
            wishes++;
            act("propose " + anyone() + " x=" + wishes);
            return;
        }
        List<Flight> flights = director.play().onTheWay().stream()
                .filter(flight -> flight.isShown() && !director.play().isPaused(flight.to()))
                .toList();
        if (flights.isEmpty()) {
            act(protocol == Cast.MULTI_PAXOS ? "run 30ms" : "run 300ms");
        } else {
            act("deliver 1 " + one(flights));
        }
    }

    private void fault() {
        List<Flight> flights =
                director.play().onTheWay().stream().filter(Flight::isShown).toList();
        String node = anyone();
        boolean isUp = director.play().isUp(head.nodes().indexOf(node));
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                if (!flights.isEmpty()) {
                    faults++;
                    act("drop 1 " + one(flights));
                }
            }
            case 2 -> {
                faults++;
                act((isUp ? "crash " : "restart ") + node);
            }
            case 3 -> {
                if (isUp) {
                    act("timer " + node);
                }
            }
            case 4 -> {
                faults++;
                cutOrHeal();
            }
            default -> {
                if (isUp) {
                    boolean isPaused = director.play().isPaused(head.nodes().indexOf(node));
                    act((isPaused ? "resume " : "pause ") + node);
                }
            }
        }
    }

    private void cutOrHeal() {
        if (isCut) {
            act("heal");
            isCut = false;
            return;
        }
        List<String> one = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (String node : head.nodes()) {
            (random.nextBoolean() ? one : other).add(node);
        }
        if (!one.isEmpty() && !other.isEmpty()) {
            act("partition " + String.join(" ", one) + " | " + String.join(" ", other));
            isCut = true;
        }
    }

    private String anyone() {
        return head.nodes().get(random.nextInt(head.nodes().size()));
    }

    private String one(List<Flight> flights) {
        Flight flight = flights.get(random.nextInt(flights.size()));
        return flight.name() + " from " + head.nodes().get(flight.from()) + " to "
                + head.nodes().get(flight.to());
    }

    private void act(String text) {
        lines.add(text);
        director.direct(new Line(lines.size(), List.of(text.split(" ", -1))));
    }
}
