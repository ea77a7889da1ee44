package synod.lab.play;

import java.util.ArrayList;
import java.util.List;
import synod.lab.play.Scenario.Line;

/** The protocols that can be played. */
public enum Cast {
    /** Two-phase commit with presumed abort. */
    TWO_PHASE("2pc", "two-phase commit, presumed abort"),
    /** Two-phase commit that presumes nothing. */
    TWO_PHASE_NOTHING("2pc-presumed-nothing", "two-phase commit, presumed nothing"),
    /** Two-phase commit with presumed commit. */
    TWO_PHASE_COMMIT("2pc-presumed-commit", "two-phase commit, presumed commit"),
    /** Three-phase commit in which silence commits. */
    THREE_PHASE_TEXTBOOK("3pc-textbook", "three-phase commit, textbook form"),
    /** Skeen's three-phase commit. */
    THREE_PHASE_SKEEN("3pc-skeen", "three-phase commit, Skeen's termination"),
    /** Skeen's three-phase commit with quorums. */
    THREE_PHASE_QUORUM("3pc-quorum", "three-phase commit, quorums"),
    /** Keidar's and Dolev's. */
    THREE_PHASE_E3PC("3pc-e3pc", "three-phase commit, quorums and counters (E3PC)"),
    /** Gray's and Lamport's. */
    PAXOS_COMMIT("paxos-commit", "Paxos Commit"),
    /** The single decree. */
    PAXOS("paxos", "single-decree Paxos"),
    /** The log. */
    MULTI_PAXOS("multipaxos", "Multi-Paxos");

    private final String word;
    private final String title;

    Cast(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** The name in scenarios and on the command line. */
    public String word() {
        return word;
    }

    /** The name for readers. */
    public String title() {
        return title;
    }

    /** Whether it is one that commits transactions. */
    public boolean isCommitment() {
        return this != PAXOS && this != MULTI_PAXOS;
    }

    /** The names of all. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Cast each : values()) {
            words.add(each.word);
        }
        return words;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Cast of(String word) {
        for (Cast each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "expected one of " + String.join(", ", words()) + ", found \"" + word + "\"");
    }

    static Cast of(Line line) {
        if (line.rest().size() != 1) {
            throw line.wrong("expected one of " + String.join(", ", words()));
        }
        try {
            return of(line.rest().get(0));
        } catch (IllegalArgumentException e) {
            throw line.wrong(String.valueOf(e.getMessage()));
        }
    }
}
