package synod.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks with.
 *
 * @param name the command, under which of its names it was asked for
 * @param arguments of the query behind the path
 * @param authorization the header of that name: a scheme, and behind a space what is to be believed; null without one
 * @param address where it comes from, a literal without a port
 */
public record AdminRequest(
        String name,
        Map<String, String> arguments,
        @Nullable String authorization,
        String address) {
    public AdminRequest {
        arguments = Map.copyOf(arguments);
    }
}
