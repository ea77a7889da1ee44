package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A line as words. Blanks separate; single quotes keep everything, double quotes everything but a backslash before a
 * quote or a backslash; outside of quotes a backslash keeps the next character. A {@code #} at the beginning of a word
 * begins a comment.
 */
final class Words {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isInWord;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /** @throws WrongUsage when a quote is open at the end */
    static List<String> of(String line) {
        Words parser = new Words(line);
        parser.parse();
        return parser.words;
    }

    private void parse() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '#' && !isInWord) {
                break;
            }
            switch (c) {
                case ' ', '\t' -> end();
                case '\'', '"' -> quoted(c);
                case '\\' -> {
                    isInWord = true;
                    word.append(at < line.length() ? line.charAt(at++) : '\\');
                }
                default -> {
                    isInWord = true;
                    word.append(c);
                }
            }
        }
        end();
    }

    private void quoted(char quote) {
        isInWord = true;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return;
            }
            boolean isEscape = c == '\\' && quote == '"' && at < line.length() && "\"\\".indexOf(line.charAt(at)) >= 0;
            word.append(isEscape ? line.charAt(at++) : c);
        }
        throw new WrongUsage("a " + quote + " is open at the end of the line");
    }

    private void end() {
        if (isInWord) {
            words.add(word.toString());
            word.setLength(0);
            isInWord = false;
        }
    }
}
