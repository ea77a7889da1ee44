package synod.paxos;

import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.Effects;
import synod.kernel.NodeId;

/**
 * Everything that processes say to each other. A message may be lost, come twice, or come late; no rule rests on its
 * arrival.
 */
public sealed interface Message {
    /** Calls the one method of {@code handler} that is for this kind of message. */
    void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out);

    /** Phase 1a, proposer to acceptors: "will you refuse everything below {@code ballot}, and what have you accepted?" */
    record Prepare(Ballot ballot) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onPrepare(from, this, out);
        }
    }

    /**
     * Phase 1b, acceptor to proposer: "I shall accept nothing below {@code ballot} any more".
     *
     * @param accepted the highest proposal that the acceptor has accepted, or null when it has accepted none
     */
    record Promise(Ballot ballot, @Nullable Proposal accepted) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onPromise(from, this, out);
        }
    }

    /** Phase 2a, proposer to acceptors: "a majority promised {@code ballot}; accept {@code value} under it". */
    record Accept(Ballot ballot, Bytes value) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onAccept(from, this, out);
        }
    }

    /** Phase 2b, acceptor to learners: "I have accepted {@code value} under {@code ballot}". */
    record Accepted(Ballot ballot, Bytes value) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onAccepted(from, this, out);
        }
    }

    /**
     * Acceptor to proposer: "{@code ballot} is too low, I promised {@code promised}". Safety has no need of it: it lets a
     * proposer jump ahead instead of climbing round by round.
     */
    record Refused(Ballot ballot, Ballot promised) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onRefused(from, this, out);
        }
    }

    /** Learner to learner: "a majority accepted {@code value} under {@code ballot}". */
    record Chosen(Ballot ballot, Bytes value) implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onChosen(from, this, out);
        }
    }

    /** A late learner to learners and acceptors: "what did I miss?" */
    record Ask() implements Message {
        @Override
        public void handle(NodeId from, Handler handler, Effects<Message, Durable, Bytes> out) {
            handler.onAsk(from, this, out);
        }
    }

    /** One method per kind of message, so that a new kind does not compile until somebody answers it. */
    interface Handler {
        void onPrepare(NodeId proposer, Prepare prepare, Effects<Message, Durable, Bytes> out);

        void onPromise(NodeId acceptor, Promise promise, Effects<Message, Durable, Bytes> out);

        void onAccept(NodeId proposer, Accept accept, Effects<Message, Durable, Bytes> out);

        void onAccepted(NodeId acceptor, Accepted accepted, Effects<Message, Durable, Bytes> out);

        void onRefused(NodeId acceptor, Refused refused, Effects<Message, Durable, Bytes> out);

        void onChosen(NodeId learner, Chosen chosen, Effects<Message, Durable, Bytes> out);

        void onAsk(NodeId learner, Ask ask, Effects<Message, Durable, Bytes> out);
    }
}
