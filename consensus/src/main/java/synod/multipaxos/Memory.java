package synod.multipaxos;

import synod.kernel.Effects;

/** Keeps this replica's identity, in memory and on disk. */
final class Memory {
    private Identity identity;

    Memory(Identity identity) {
        this.identity = identity;
    }

    Identity identity() {
        return identity;
    }

    NodeNumbers generations() {
        return identity.generations();
    }

    void become(Identity next, Effects<Message, Record, Value> out) {
        if (!next.equals(identity)) {
            identity = next;
            out.persist(new Record.Identified(next));
        }
    }
}
