package synod.journal;

import synod.kernel.Bytes;

/**
 * One record. The first four are its identity: they are kept under a checksum of their own, so that a record whose body
 * is damaged still says whose it was. The journal gives no meaning to any of them.
 *
 * @param kind what sort of record it is
 * @param slot the slot it speaks of, or anything
 * @param round the round of a ballot, or anything
 * @param node the node of a ballot, or anything
 * @param body the rest, as the writer encoded it
 */
public record JournalRecord(int kind, long slot, long round, int node, Bytes body) {}
