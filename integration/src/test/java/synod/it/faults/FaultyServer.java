package synod.it.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.runtime.Surroundings;
import synod.server.Main;

/**
 * The production server on a {@link FaultyDisk} and with a wall clock that can be wrong. What happens to it is read from
 * its standard input, a command a line; each is answered on the folder's side by nothing at all, as real faults are.
 */
public final class FaultyServer {
    private FaultyServer() {}

    /** Runs a server as {@link Main} does. */
    public static void main(String[] args) {
        Faults faults = new Faults();
        Thread commands = new Thread(() -> read(faults), "faults");
        commands.setDaemon(true);
        commands.start();
        int code = Main.run(List.of(args), new Surroundings(disk -> new FaultyDisk(disk, faults), faults::wallMillis));
        if (code != 0) {
            System.exit(code);
        }
    }

    private static void read(Faults faults) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.strip().split(" ", -1);
                if (words[0].equals("chatter")) {
                    chatter(Integer.parseInt(words[1]));
                } else {
                    faults.obey(words);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("nobody tells this server its faults", e);
        }
    }

    private static void chatter(int lines) {
        Logger log = LoggerFactory.getLogger("chatter");
        for (int i = 0; i < lines; i++) {
            log.info("line {} of {}: nobody reads what this server writes to its standard output", i, lines);
        }
    }
}
