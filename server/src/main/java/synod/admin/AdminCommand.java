package synod.admin;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Something an operator can ask for.
 *
 * @param names under which it is known, the one that it tells first
 * @param isAlways whether it is answered while clients are not served
 * @param question works out the answer
 */
public record AdminCommand(List<String> names, boolean isAlways, Question question) {
    /** Works out an answer; begins on the loop. */
    public interface Question {
        /**
         * @param arguments of the query behind the path
         * @param then takes the answer, on the loop, now or later
         */
        void ask(Map<String, String> arguments, Consumer<AdminAnswer> then);
    }

    public AdminCommand {
        names = List.copyOf(names);
    }
}
