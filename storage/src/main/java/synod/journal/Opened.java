package synod.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * A journal that was opened, and what was found on the way.
 *
 * @param journal ready to be appended to
 * @param findings in order of their place in the journal
 */
public record Opened(Journal journal, List<Finding> findings) {
    /** The list is copied. */
    public Opened {
        findings = List.copyOf(findings);
    }

    /** Only what was lost, by ascending position. */
    public List<Damage> damage() {
        List<Damage> damage = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding instanceof Damage lost) {
                damage.add(lost);
            }
        }
        return damage;
    }

    /** Whether records of unknown identity were lost: any promise may have been among them. */
    public boolean isForgetful() {
        return findings.stream().anyMatch(Damage.Unknown.class::isInstance);
    }

    /** Whether nothing was ever appended to this journal. */
    public boolean isBlank() {
        return journal.lastPosition() == 0;
    }
}
