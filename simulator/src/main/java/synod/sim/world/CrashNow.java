package synod.sim.world;

/** The moment, between two effects, at which a node's process ends. */
final class CrashNow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CrashNow() {
        super("crash", null, false, false);
    }
}
