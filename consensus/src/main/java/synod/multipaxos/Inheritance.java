package synod.multipaxos;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import synod.kernel.Quorums;
import synod.paxos.Ballot;

/**
 * What a new leader must propose in a slot that others accepted something in: P2c, extended to values that were
 * accepted and whose bytes are lost.
 *
 * <p>Let the voters in {@code answered} (a prepare quorum) have promised the new ballot and reported. Go down the
 * reported ballots from the highest. A ballot whose value some report still has decides: this is P2c, as long as
 * nothing can have been chosen under the higher ballots passed over. A ballot k whose value all its reporters lost may
 * be passed over only when no accept quorum can have accepted under k. Who can have? Those who report k; those who
 * report a higher ballot, because accepting that one replaced k; those who have not answered. Everybody else promised
 * the new ballot without having accepted k, and now never will. If these contain no accept quorum, nothing was chosen
 * under k, nor under any ballot between k and the next lower reported one, because its acceptors would be among the
 * same voters. If nothing is left below, nothing was chosen, and the slot is free.
 */
final class Inheritance {
    private Inheritance() {}

    /**
     * What a slot must get.
     *
     * @param value the value to propose; null when there is no telling yet
     * @param lost the ballot whose lost value stands in the way; {@link Ballot#ZERO} when none does
     */
    record Bequest(@Nullable Value value, Ballot lost) {}

    /**
     * Decides one slot.
     *
     * @param reports what each voter, by index, reported for the slot; null for nothing
     * @param answered who has reported, in full
     */
    static Bequest of(@Nullable Entry[] reports, long answered, Quorums quorums) {
        long silent = quorums.everyone() & ~answered;
        List<Entry> highestFirst = Arrays.stream(reports)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Entry::ballot).reversed())
                .toList();
        for (Entry report : highestFirst) {
            Value intact = intactOf(highestFirst, report.ballot());
            if (intact != null) {
                return new Bequest(intact, Ballot.ZERO);
            }
            if (quorums.isAcceptQuorum(silent | reportersFrom(reports, report.ballot()))) {
                return new Bequest(null, report.ballot());
            }
        }
        return new Bequest(Value.NO_OP, Ballot.ZERO);
    }

    private static @Nullable Value intactOf(List<Entry> reports, Ballot ballot) {
        Value found = null;
        for (Entry report : reports) {
            if (report.ballot().equals(ballot) && !(report.value() instanceof Value.Damaged)) {
                if (found != null && !found.equals(report.value())) {
                    throw PaxosRule.BALLOT_UNIQUE.broken("slot " + report.slot() + " has two values under " + ballot
                            + ": " + found + " and " + report.value());
                }
                found = report.value();
            }
        }
        return found;
    }

    /** The voters that reported this ballot or a higher one. */
    private static long reportersFrom(@Nullable Entry[] reports, Ballot ballot) {
        long set = 0;
        for (int i = 0; i < reports.length; i++) {
            Entry report = reports[i];
            if (report != null && !report.ballot().isBelow(ballot)) {
                set |= 1L << i;
            }
        }
        return set;
    }
}
