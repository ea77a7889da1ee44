package synod.sim.disk;

/** What becomes, at a power loss, of what was never forced. */
public enum CrashStyle {
    /** All of it is gone. */
    LOST,
    /** All of it is there. */
    KEPT,
    /** It is there in order up to some write; of that one each sector may be there; what came later is gone. */
    TORN,
    /** Each sector, each length of a file and each change of a name on its own: whatever it once was. */
    REORDERED
}
