package synod.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever stands in the file: a configuration, or lines that say what has to be changed. */
final class ZooConfigFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final String HEALTHY = """
            tickTime=2000
            dataDir=data
            dataLogDir=log
            clientPort=2181
            clientPortAddress=127.0.0.1
            maxClientCnxns=60
            minSessionTimeout=4000
            maxSessionTimeout=40000
            4lw.commands.whitelist=srvr, mntr
            snapCount=5000
            server.1=a.example:2888:3888
            server.2=b.example:2888:3888:participant;2181
            server.3=[::1]:2888:3888:observer;[::1]:2182
            group.1=1:2
            weight.1=2
            synod.reads=lease
            synod.electionTimeoutMillis=300
            """;
    private static final List<String> PIECES = List.of(
            "=",
            ":",
            ";",
            "|",
            "\n",
            "\\u00",
            "\\",
            "-1",
            "0",
            "99999999999999999999",
            "server.",
            "server.0",
            "weight.",
            "group.",
            ":::",
            "[",
            "]",
            " ",
            "\t",
            "#",
            "!",
            "é",
            "\0",
            "true",
            "synod.",
            "observer",
            "participant");

    private final SplittableRandom random = new SplittableRandom(4);

    private String mutated() {
        StringBuilder text = new StringBuilder(HEALTHY);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(128));
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(12)));
                default -> text.replace(at, Math.min(text.length(), at + 2), PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    @Test
    void everyFileIsReadOrExplained() {
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated();
            String myid = random.nextInt(8) == 0 ? text.substring(0, random.nextInt(8)) : "1";
            try {
                assertThat(ZooConfig.parse(text, "zoo.cfg", new TreeMap<>(), folder -> myid))
                        .isNotNull();
                read++;
            } catch (ConfigurationProblem problem) {
                assertThat(problem.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 100);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }
}
