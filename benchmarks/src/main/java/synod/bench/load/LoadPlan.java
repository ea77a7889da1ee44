package synod.bench.load;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run of the generator against servers that are up.
 *
 * @param servers where clients connect; connection number i goes to server i modulo their count
 * @param run a name that no other run against the same servers has; the create scenario builds its paths from it
 * @param keys how many znodes are read and written
 * @param connections how many; 0 for what the scenario has
 * @param payloadBytes size of every value; at least 8, because each write stamps its number into it
 * @param warmUpMillis loaded but not measured
 * @param measureMillis loaded and measured
 * @param pids server processes whose processor time is measured; may be empty
 * @param device whose written bytes are measured, as the path of its statistics; empty for none
 */
public record LoadPlan(
        List<InetSocketAddress> servers,
        Scenario scenario,
        String run,
        int keys,
        int connections,
        int payloadBytes,
        long warmUpMillis,
        long measureMillis,
        List<Long> pids,
        String device) {

    /** Checks the numbers. */
    public LoadPlan {
        if (servers.isEmpty()
                || keys < 1
                || connections < 0
                || payloadBytes < 8
                || warmUpMillis < 0
                || measureMillis < 1) {
            throw new IllegalArgumentException("a plan needs servers, keys, values of 8 bytes or more and some time");
        }
        servers = List.copyOf(servers);
        pids = List.copyOf(pids);
    }

    /** The plan as one line of words, as {@link #parse} reads it. */
    public String line() {
        return "servers="
                + servers.stream().map(LoadPlan::text).collect(Collectors.joining(","))
                + " scenario=" + scenario.id
                + " run=" + run
                + " keys=" + keys
                + " connections=" + connections
                + " payload=" + payloadBytes
                + " warm-up=" + warmUpMillis
                + " measure=" + measureMillis
                + " pids=" + pids.stream().map(String::valueOf).collect(Collectors.joining(","))
                + " device=" + device;
    }

    /**
     * Reads {@code name=value} words; what is not named has a default.
     *
     * @throws IllegalArgumentException when a word is unknown or its value makes no sense
     */
    public static LoadPlan parse(String line) {
        Map<String, String> words = new LinkedHashMap<>(Map.of(
                "servers", "127.0.0.1:2181",
                "scenario", "mix",
                "run", "r" + ProcessHandle.current().pid(),
                "keys", "1000",
                "connections", "0",
                "payload", "100",
                "warm-up", "2000",
                "measure", "5000",
                "pids", "",
                "device", ""));
        for (String word : line.strip().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || words.replace(name, word.substring(equals + 1)) == null) {
                throw new IllegalArgumentException(
                        "unknown word \"" + word + "\"; a plan is made of name=value with " + words.keySet());
            }
        }
        String scenario = value(words, "scenario");
        return new LoadPlan(
                Arrays.stream(value(words, "servers").split(",", -1))
                        .map(LoadPlan::address)
                        .toList(),
                Scenario.of(scenario)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no scenario \"" + scenario + "\"; there are " + Scenario.ids())),
                value(words, "run"),
                Integer.parseInt(value(words, "keys")),
                Integer.parseInt(value(words, "connections")),
                Integer.parseInt(value(words, "payload")),
                Long.parseLong(value(words, "warm-up")),
                Long.parseLong(value(words, "measure")),
                Arrays.stream(value(words, "pids").split(",", -1))
                        .filter(each -> !each.isEmpty())
                        .map(Long::valueOf)
                        .toList(),
                value(words, "device"));
    }

    private static String value(Map<String, String> words, String name) {
        String value = words.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for " + name);
        }
        return value;
    }

    private static String text(InetSocketAddress address) {
        return (address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress())
                + ":" + address.getPort();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"" + text + "\" is no HOST:PORT");
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
