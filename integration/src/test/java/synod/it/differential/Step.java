package synod.it.differential;

import java.util.List;
import org.apache.jute.Record;

/**
 * One request of one of the sessions.
 *
 * @param session which session asks, from 0
 * @param type the operation
 * @param body its records, one after the other
 * @param text what is asked, for a transcript
 */
public record Step(int session, int type, List<Record> body, String text) {
    @Override
    public String toString() {
        return "s" + session + " " + text;
    }
}
