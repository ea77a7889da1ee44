package synod.it.differential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What may differ from the reference, with the reason: {@code differential-allowed.txt}, a line for each, of four parts
 * with a bar between them. The first says where: {@code all}, {@code x1} standalone, {@code x3} on three servers. The
 * second is the scene. The third is the step, or its beginning and a star, which then stands for one step or more. The
 * last is the reason. All steps that a line names must differ.
 */
final class AllowedDifferences {
    private static final String RESOURCE = "/differential-allowed.txt";

    private final List<Line> lines;

    private AllowedDifferences(List<Line> lines) {
        this.lines = lines;
    }

    record Line(String where, String scene, String step, String reason) {
        boolean names(int size, String inScene, String name) {
            return (where.equals("all") || where.equals("x" + size))
                    && scene.equals(inScene)
                    && (step.endsWith("*") ? name.startsWith(step.substring(0, step.length() - 1)) : name.equals(step));
        }
    }

    static AllowedDifferences read() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream file = AllowedDifferences.class.getResourceAsStream(RESOURCE)) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.split(" \\| ", -1);
                if (parts.length != 4 || !List.of("all", "x1", "x3").contains(parts[0])) {
                    throw new IllegalStateException(RESOURCE + ": '" + line + "' has not the four parts");
                }
                lines.add(new Line(parts[0], parts[1], parts[2], parts[3]));
            }
        }
        return new AllowedDifferences(lines);
    }

    List<Line> lines() {
        return lines;
    }

    boolean names(int size, Scene scene, Step step) {
        return lines.stream().anyMatch(line -> line.names(size, scene.name(), step.name()));
    }
}
