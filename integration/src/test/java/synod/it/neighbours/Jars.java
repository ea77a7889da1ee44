package synod.it.neighbours;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The class paths of those clients and applications that are written in Java. */
final class Jars {
    private static final Path NEIGHBOURS =
            Path.of("..", "neighbours").toAbsolutePath().normalize();

    private Jars() {}

    /**
     * A command that runs a program with nothing on its class path but the jars of one neighbour and the classes of these
     * tests.
     *
     * @param neighbour the folder with its pom
     * @param program the name of a class of these tests, or a source file to run as it is
     */
    static List<String> command(String neighbour, List<String> options, String program, String... arguments) {
        Path jars = NEIGHBOURS.resolve(neighbour).resolve("target").resolve("lib");
        if (!Files.isDirectory(jars)) {
            throw new AssertionError("no jars in " + jars + "; 'mvn package -pl integration -am' fetches them");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add("-cp");
        command.add(
                Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator + jars + File.separator + "*");
        command.add(program);
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
