package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.session.Sessions;
import synod.tree.Changes;
import synod.tree.Reply;
import synod.tree.Tree;
import synod.wire.Output;
import synod.wire.zookeeper.OpCode;

/** The lower half of the zxid is full: the number goes on, and the next leadership begins above everything before. */
final class ZxidCarryTest {
    private static final long LAST_OF_EPOCH_FIVE = 5L << 32 | 0xffff_ffffL;

    private final List<Long> told = new ArrayList<>();
    private final StateMachine state = new StateMachine(
            new Tree(),
            new Sessions(ReplicaSettings.tiny(NodeId.of(1), Configuration.ofVoters(1, 2, 3))
                    .sessionSecret()),
            new Origins(),
            0,
            LAST_OF_EPOCH_FIVE - 3,
            0,
            5);

    private final class Witness extends StateFuzzTest.Witness {
        private long session;

        @Override
        public void onSessionCreated(int index, long created, int timeoutMillis, long attachment) {
            session = created;
        }

        @Override
        public void onOperation(int index, int xid, int type, long zxid, Reply reply, Changes changes) {
            assertThat(reply).isNotInstanceOf(Reply.Failed.class);
            told.add(zxid);
        }
    }

    private static Bytes command(int sequence, Output requests, int count) {
        Output out = new Output(256);
        out.writeByte(Parcel.COMMAND_VERSION);
        out.writeLong(1_700_000_000_000L);
        new Parcel(NodeId.of(1), new Incarnation(1, 77), sequence, count, requests.toBytes()).encode(out);
        return out.toBytes();
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes sequential() {
        Output body = new Output(64);
        body.writeSized(bytes("/s"));
        body.writeSized(Bytes.EMPTY);
        body.writeInt(1);
        body.writeInt(31);
        body.writeSized(bytes("world"));
        body.writeSized(bytes("anyone"));
        body.writeInt(2);
        return body.toBytes();
    }

    private void create(int slot, int sequence, Witness witness) {
        Output requests = new Output(256);
        RequestWriter.operation(
                requests,
                false,
                sequence,
                OpCode.CREATE2,
                witness.session,
                1,
                Identities.encode(List.of()),
                sequential());
        state.apply(slot, command(sequence, requests, 1), witness);
    }

    @Test
    void itGoesOnAsOneNumber() {
        Witness witness = new Witness();
        Output sessions = new Output(64);
        RequestWriter.createSession(sessions, 4_000);
        state.apply(1, command(1, sessions, 1), witness);
        long first = state.zxid();
        for (int slot = 2; slot <= 7; slot++) {
            create(slot, slot, witness);
        }
        assertThat(told).containsExactly(first + 1, first + 2, first + 3, first + 4, first + 5, first + 6);
        assertThat(told).contains(LAST_OF_EPOCH_FIVE, 6L << 32);

        state.beginLeadership(8, true);
        assertThat(state.zxid()).isEqualTo(7L << 32);
        create(9, 8, witness);
        assertThat(told.get(6)).isEqualTo((7L << 32) + 1);
    }
}
