package synod.replica;

import synod.journal.JournalRecord;
import synod.multipaxos.Record;
import synod.paxos.Ballot;
import synod.wire.peer.RecordCodec;

/** The ordering protocol's records as the journal takes them. */
final class JournalEntries {
    private JournalEntries() {}

    static JournalRecord of(Record entry) {
        Ballot ballot = RecordCodec.ballot(entry);
        return new JournalRecord(
                RecordCodec.kind(entry),
                RecordCodec.slot(entry),
                ballot.round(),
                ballot.node(),
                RecordCodec.body(entry));
    }
}
