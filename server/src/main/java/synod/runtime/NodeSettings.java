package synod.runtime;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import synod.journal.JournalSettings;
import synod.replica.ReplicaSettings;

/**
 * What one node runs with.
 *
 * @param replica what the replica goes by
 * @param journal how the journal is laid out
 * @param peers the links to the others; null for a server alone
 * @param journalFolder where the journal's segments are
 * @param snapshotFolder where the images are
 * @param eventsFolder where the last events are written when a rule was found broken
 * @param forceWarningNanos a force that takes at least this long is told to the operator
 * @param surroundings the disks and the wall clock
 */
public record NodeSettings(
        ReplicaSettings replica,
        JournalSettings journal,
        @Nullable PeerSettings peers,
        Path journalFolder,
        Path snapshotFolder,
        Path eventsFolder,
        long forceWarningNanos,
        Surroundings surroundings) {}
