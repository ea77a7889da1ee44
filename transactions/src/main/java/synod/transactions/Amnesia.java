package synod.transactions;

import synod.kernel.NodeId;
import synod.kernel.Note;

/**
 * This participant had a journal once and has lost it. It was asked something, and did not answer.
 *
 * @param from who asked
 */
public record Amnesia(NodeId from) implements Note {}
