package synod.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.session.Sessions;
import synod.snapshot.SnapshotInfo;
import synod.tree.Changes;
import synod.tree.Reply;
import synod.tree.Tree;
import synod.wire.Output;
import synod.wire.peer.ValueCodec;
import synod.wire.zookeeper.OpCode;

/**
 * Commands of the log and images of the state whose bytes are not what this version wrote: each ends as what the contract
 * names, and as nothing else. Checksums stand before both; this is what happens behind them.
 */
final class StateFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);
    private static final ReplicaSettings SETTINGS = ReplicaSettings.tiny(NodeId.of(1), THREE);

    private final SplittableRandom random = new SplittableRandom(20);

    /** Remembers the last session created, and nothing else. */
    static class Witness implements StateMachine.Observer {
        private long session;

        @Override
        public void onParcel(Parcel parcel, Origins.Verdict verdict) {}

        @Override
        public void onTurn(int index) {}

        @Override
        public void onOperation(int index, int xid, int type, long zxid, Reply reply, Changes changes) {}

        @Override
        public void onSessionUnknown(int index, int xid, int type) {}

        @Override
        public void onSessionMoved(int index) {}

        @Override
        public void onSessionCreated(int index, long created, int timeoutMillis, long attachment) {
            session = created;
        }

        @Override
        public void onSessionAttached(int index, long session, int timeoutMillis, long attachment) {}

        @Override
        public void onSessionRefused(int index) {}

        @Override
        public void onSessionUpgraded(int index, long session, int timeoutMillis, long attachment) {}

        @Override
        public void onUpgradeRefused(int index, long session) {}

        @Override
        public void onSessionClosed(int index, int xid, long session, boolean expired, long zxid, Changes changes) {}

        @Override
        public void onParcelDone(Parcel parcel) {}
    }

    private static StateMachine fresh() {
        return new StateMachine(new Tree(), new Sessions(SETTINGS.sessionSecret()), new Origins(), 0, 0, 0, 0);
    }

    private static Bytes command(int sequence, Output requests, int count) {
        Output out = new Output(256);
        out.writeByte(Parcel.COMMAND_VERSION);
        out.writeLong(1_700_000_000_000L);
        new Parcel(NodeId.of(1), new Incarnation(1, 77), sequence, count, requests.toBytes()).encode(out);
        return out.toBytes();
    }

    private static Bytes createBody(String path) {
        Output body = new Output(64);
        body.writeSized(Bytes.wrap(path.getBytes(StandardCharsets.UTF_8)));
        body.writeSized(Bytes.wrap(new byte[] {5, 6}));
        body.writeInt(1);
        body.writeInt(31);
        body.writeSized(Bytes.wrap("world".getBytes(StandardCharsets.UTF_8)));
        body.writeSized(Bytes.wrap("anyone".getBytes(StandardCharsets.UTF_8)));
        body.writeInt(0);
        return body.toBytes();
    }

    private static List<Bytes> commands() {
        Output sessions = new Output(64);
        RequestWriter.createSession(sessions, 4_000);
        RequestWriter.createSession(sessions, 5_000);
        long session = firstSession();
        Output creates = new Output(256);
        RequestWriter.operation(creates, false, 1, OpCode.CREATE, session, 1, Bytes.EMPTY, createBody("/a"));
        RequestWriter.operation(creates, true, 2, OpCode.CREATE, session, 1, Bytes.EMPTY, createBody("/a/b"));
        Output ends = new Output(64);
        RequestWriter.closeSession(ends, 3, session, 1);
        RequestWriter.expireSession(ends, 0, session, 1);
        RequestWriter.removeLapsed(ends, Bytes.wrap("/a".getBytes(StandardCharsets.UTF_8)), 4, 5);
        return List.of(command(1, sessions, 2), command(2, creates, 2), command(3, ends, 3));
    }

    private static long firstSession() {
        StateMachine state = fresh();
        Output sessions = new Output(64);
        RequestWriter.createSession(sessions, 4_000);
        Witness witness = new Witness();
        state.apply(1, command(1, sessions, 1), witness);
        return witness.session;
    }

    private Bytes mutated(Bytes healthy) {
        byte[] bytes = healthy.toArray();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                default -> {
                    for (int k = at; k < Math.min(at + 4, bytes.length); k++) {
                        bytes[k] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                    }
                }
            }
        }
        return Bytes.wrap(bytes);
    }

    @Test
    void everyCommandIsCarriedOutOrFoundToBreakARule() {
        List<Bytes> healthy = commands();
        int good = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StateMachine state = fresh();
            int bad = random.nextInt(healthy.size());
            try {
                for (int slot = 1; slot <= healthy.size(); slot++) {
                    Bytes command = healthy.get(slot - 1);
                    state.apply(slot, slot - 1 == bad ? mutated(command) : command, new Witness());
                }
                good++;
            } catch (InvariantViolation expected) {
                refused++;
            }
        }
        assertThat(good).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void everyImageIsReadOrRefused() {
        StateMachine state = fresh();
        List<Bytes> healthy = commands();
        state.apply(1, healthy.get(0), new Witness());
        state.apply(2, healthy.get(1), new Witness());
        List<Bytes> blocks = new ArrayList<>();
        StateImage image = new StateImage(state);
        while (!image.advance(1_000, block -> blocks.add(Bytes.wrap(block.toArray())))) {
            // Slice by slice.
        }
        Output header = new Output(64);
        header.writeByte(1);
        ValueCodec.encode(THREE, header);
        assertThat(blocks).hasSizeGreaterThan(2);
        int good = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int bad = random.nextInt(blocks.size() + 2);
            try {
                ReplicaLoader loader = new ReplicaLoader(SETTINGS);
                Bytes head = bad == blocks.size() ? mutated(header.toBytes()) : header.toBytes();
                loader.snapshot(SnapshotInfo.of(2, 1, head));
                for (int i = 0; i < blocks.size(); i++) {
                    loader.block(i == bad ? mutated(blocks.get(i)) : blocks.get(i));
                }
                good++;
            } catch (UnusableState expected) {
                assertThat(bad).as("a healthy image is read").isLessThanOrEqualTo(blocks.size());
                refused++;
            }
        }
        assertThat(good).isGreaterThan(ROUNDS / 100);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }
}
