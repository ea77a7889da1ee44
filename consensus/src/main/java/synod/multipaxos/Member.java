package synod.multipaxos;

import synod.kernel.NodeId;

/**
 * One voter of a configuration.
 *
 * @param id its identity
 * @param priority who should rather lead: of the voters that miss a leader, the one with the highest priority waits
 *     shortest before it asks to lead. It only shortens waiting; it never overrules a ballot.
 */
public record Member(NodeId id, int priority) {}
