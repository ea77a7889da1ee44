package synod.cli.tx;

import java.util.ArrayList;
import java.util.List;

/** The moment at which this process ends itself, as a power cut would, once it is armed. */
final class CrashPoint {
    /** As a process that was killed. */
    static final int EXIT_CODE = 137;

    private final List<String> unforced = new ArrayList<>();
    private String point = "";

    /** From now on the first such moment is the last. */
    void arm(String armedPoint) {
        point = armedPoint;
    }

    void wrote(Object record) {
        String name = DemoProtocol.recordName(record);
        unforced.add(name);
        reached("wrote-" + name);
    }

    void forced() {
        List<String> durable = List.copyOf(unforced);
        unforced.clear();
        durable.forEach(name -> reached("forced-" + name));
    }

    /** Whether the next moment of that name is the one. */
    boolean isAt(String moment) {
        return moment.equals(point);
    }

    void reached(String moment) {
        if (isAt(moment)) {
            // Nothing is closed, written or told: that is the point.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
