package synod.it;

import synod.sim.multipaxos.LogRun;
import synod.sim.multipaxos.LogSettings;
import synod.sim.multipaxos.LogSimulation;
import synod.sim.multipaxos.TraceSink;
import synod.sim.world.WorldResult;
import synod.sim.world.WorldRun;
import synod.sim.world.WorldSettings;

/** Prints what became of some seeds, a line for each: what two Java machines must agree on. */
public final class Worlds {
    private Worlds() {}

    /** @param args how many seeds, from 1 on */
    public static void main(String[] args) {
        for (long seed = 1; seed <= Long.parseLong(args[0]); seed++) {
            WorldResult world = WorldRun.run(WorldSettings.usual(), seed, null);
            LogRun log = LogSimulation.run(LogSettings.defaults(), seed, TraceSink.NONE);
            System.out.println(seed + " " + world.fingerprint() + " " + world.events() + " " + world.effects() + " "
                    + log.traceHash() + " " + log.events());
        }
    }
}
