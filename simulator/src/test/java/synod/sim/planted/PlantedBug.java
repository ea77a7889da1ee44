package synod.sim.planted;

import java.nio.file.Path;
import java.util.List;

/**
 * One rule taken out.
 *
 * @param name what is wrong then, in words
 * @param edits what is changed in the sources
 */
record PlantedBug(String name, List<Edit> edits) {
    /**
     * One change of one file.
     *
     * @param file from the project's root
     * @param healthy a piece of the source that occurs exactly once; otherwise the bug no longer fits the code, and its
     *     test fails
     * @param broken what stands there instead
     */
    record Edit(Path file, String healthy, String broken) {}

    static PlantedBug of(String name, String file, String healthy, String broken) {
        return new PlantedBug(name, List.of(new Edit(Path.of(file), healthy, broken)));
    }

    PlantedBug and(String file, String healthy, String broken) {
        List<Edit> more = new java.util.ArrayList<>(edits);
        more.add(new Edit(Path.of(file), healthy, broken));
        return new PlantedBug(name, List.copyOf(more));
    }

    @Override
    public String toString() {
        return name;
    }
}
