package synod.paxos;

import synod.kernel.Bytes;
import synod.kernel.NodeId;

/** What may happen to a process. Time comes along with each, as the argument {@code now} of the step. */
public sealed interface Event {
    /** A message arrived. */
    record Received(NodeId from, Message message) implements Event {}

    /**
     * The deadline came.
     *
     * @param coin 64 random bits, the only chance there is; drawn by whoever drives the process
     */
    record Tick(long coin) implements Event {}

    /** Someone at this process would like {@code value} to be chosen. */
    record Propose(Bytes value) implements Event {}
}
