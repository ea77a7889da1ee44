package synod.multipaxos;

import synod.kernel.NodeId;
import synod.paxos.Ballot;

/**
 * What the records of a journal amount to.
 *
 * @param roster who is who
 * @param chance draws for this life
 * @param identity who this node is to the others; not voting when it cannot vouch for its promise
 * @param written the last identity that the journal holds
 * @param log what was accepted above the snapshot
 * @param promised the highest ballot promised, as far as the disk knows
 * @param hint every slot up to this one is chosen and what the log holds there is it; 0 when nothing is sure
 */
record Restart(
        Roster roster, Chance chance, Identity identity, Identity written, SlotLog log, Ballot promised, long hint) {
    /** @throws IllegalArgumentException when the node is not in the configuration */
    static Restart of(NodeId self, Restored restored) {
        Configuration atSnapshot = restored.atSnapshot();
        Configuration configuration = atSnapshot == null ? restored.initial() : atSnapshot;
        if (!configuration.contains(self)) {
            throw new IllegalArgumentException(self + " is neither a voter nor an observer of " + configuration);
        }
        Identity identity = Identity.UNKNOWN;
        Ballot promised = Ballot.ZERO;
        long hint = 0;
        SlotLog log = new SlotLog(restored.snapshotSlot() + 1);
        for (Record entry : restored.records()) {
            if (entry instanceof Record.Accepted accepted) {
                promised = max(promised, accepted.ballot());
                replay(accepted, log);
            } else if (entry instanceof Record.Promised its) {
                promised = max(promised, its.ballot());
            } else if (entry instanceof Record.ChosenUpTo chosen) {
                hint = Math.max(hint, chosen.slot());
            } else if (entry instanceof Record.Identified identified) {
                identity = identified.identity();
            }
        }
        Roster roster = new Roster(self, configuration);
        Identity written = identity;
        boolean isAmnesic = restored.damage() == Damage.FORGOTTEN || isWithoutIdentity(identity, restored);
        if (isAmnesic) {
            identity = identity.withVoting(false);
            if (!identity.isFormed()) {
                // As good as a new disk: a new life will be drawn, and the others know whether there was an old one.
                identity = Identity.UNKNOWN;
            }
        }
        // Where a vote may be missing, what the log holds in a chosen slot may be older than what was chosen there.
        boolean isHintSure = !isAmnesic && (identity.isVoting() || !roster.isVoter());
        return new Restart(
                roster, new Chance(restored.coin()), identity, written, log, promised, isHintSure ? hint : 0);
    }

    private static boolean isWithoutIdentity(Identity identity, Restored restored) {
        return identity.life() == 0
                && (restored.snapshotSlot() > 0 || !restored.records().isEmpty());
    }

    private static void replay(Record.Accepted accepted, SlotLog log) {
        if (accepted.slot() < log.first() || accepted.ballot().isBelow(log.ballotAt(accepted.slot()))) {
            return;
        }
        boolean isLossOfTheSame = accepted.value() instanceof Value.Damaged
                && accepted.ballot().equals(log.ballotAt(accepted.slot()))
                && log.isIntact(accepted.slot());
        if (!isLossOfTheSame) {
            // A copy that survives elsewhere in the journal is as good.
            log.put(accepted.slot(), accepted.ballot(), accepted.value());
        }
    }

    private static Ballot max(Ballot one, Ballot other) {
        return other.isAbove(one) ? other : one;
    }
}
