package synod.lab.play;

/** A scenario that cannot be played: which line, and what was expected there. */
public final class ScenarioError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * @param line the number of the line, from 1; 0 for the whole text
     * @param message what is wrong with it, and what was expected
     */
    public ScenarioError(int line, String message) {
        super(line == 0 ? message : "line " + line + ": " + message);
        this.line = line;
    }

    /** The number of the line, from 1; 0 for the whole text. */
    public int line() {
        return line;
    }
}
