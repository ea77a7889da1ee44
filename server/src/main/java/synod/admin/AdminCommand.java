package synod.admin;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something an operator can ask for.
 *
 * @param names under which it is known, the one that it tells first
 * @param isAlways whether it is answered while clients are not served
 * @param isUpload whether what is asked may have a body of any size; nobody reads it
 * @param question works out the answer
 */
public record AdminCommand(List<String> names, boolean isAlways, boolean isUpload, Question question) {
    /** Works out an answer; begins on the loop. */
    public interface Question {
        /** @param then takes the answer, on the loop, now or later */
        void ask(AdminRequest request, Consumer<AdminAnswer> then);
    }

    public AdminCommand {
        names = List.copyOf(names);
    }

    /** One that comes without a body. */
    public AdminCommand(List<String> names, boolean isAlways, Question question) {
        this(names, isAlways, false, question);
    }
}
