package synod.multipaxos;

import synod.kernel.Effects;

/** Keeps this replica's identity, in memory and on disk. */
final class Memory {
    private Identity identity;

    /** What the journal says last. */
    private Identity written;

    /**
     * @param identity what this replica knows about itself
     * @param written what the journal says, which after a loss may be more than is true
     */
    Memory(Identity identity, Identity written) {
        this.identity = identity;
        this.written = written;
    }

    Identity identity() {
        return identity;
    }

    NodeNumbers generations() {
        return identity.generations();
    }

    void become(Identity next, Effects<Message, Record, Value> out) {
        identity = next;
        if (!next.equals(written)) {
            written = next;
            out.persist(new Record.Identified(next));
        }
    }
}
