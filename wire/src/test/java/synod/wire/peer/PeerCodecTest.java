package synod.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;
import synod.kernel.FlexibleQuorums;
import synod.kernel.HierarchicalQuorums;
import synod.kernel.MajorityQuorums;
import synod.kernel.NodeId;
import synod.kernel.Quorums;
import synod.kernel.WeightedQuorums;
import synod.multipaxos.Configuration;
import synod.multipaxos.Entry;
import synod.multipaxos.Identity;
import synod.multipaxos.Member;
import synod.multipaxos.Message;
import synod.multipaxos.NodeNumbers;
import synod.multipaxos.Record;
import synod.multipaxos.Value;
import synod.paxos.Ballot;
import synod.wire.Input;
import synod.wire.Malformed;
import synod.wire.Output;

/** Every message there and back with random contents; and whatever else arrives is a value or a clear error. */
class PeerCodecTest {
    private final SplittableRandom random = new SplittableRandom(20260101);

    private long slot() {
        return random.nextLong(1, 1L << random.nextInt(2, 60));
    }

    private Ballot ballot() {
        return random.nextInt(8) == 0 ? Ballot.ZERO : new Ballot(slot(), 1 + random.nextInt(255));
    }

    private Bytes bytes() {
        byte[] array = new byte[random.nextInt(40)];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private NodeNumbers numbers() {
        NodeNumbers numbers = NodeNumbers.NONE;
        for (int i = random.nextInt(6); i > 0; i--) {
            numbers = numbers.with(NodeId.of(1 + random.nextInt(255)), random.nextLong());
        }
        return numbers;
    }

    private Configuration configuration() {
        TreeSet<Integer> ids = new TreeSet<>();
        int size = 1 + random.nextInt(7);
        while (ids.size() < size + 2) {
            ids.add(1 + random.nextInt(255));
        }
        List<Member> voters = new ArrayList<>();
        List<NodeId> observers = new ArrayList<>();
        for (int id : ids) {
            if (voters.size() < size) {
                voters.add(new Member(NodeId.of(id), random.nextInt()));
            } else {
                observers.add(NodeId.of(id));
            }
        }
        return new Configuration(voters, observers, quorums(size));
    }

    private Quorums quorums(int size) {
        List<Integer> ones = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ones.add(1 + random.nextInt(3));
            groups.add(random.nextInt(3));
        }
        return switch (random.nextInt(4)) {
            case 0 -> new MajorityQuorums(size);
            case 1 -> new WeightedQuorums(ones);
            case 2 -> new HierarchicalQuorums(groups, ones);
            default -> new FlexibleQuorums(size, size, 1 + random.nextInt(size));
        };
    }

    private Value value() {
        return switch (random.nextInt(6)) {
            case 0 -> Value.NO_OP;
            case 1 -> new Value.Lead(ballot());
            case 2 -> new Value.Configure(configuration());
            case 3 -> Value.DAMAGED;
            default -> new Value.Command(bytes());
        };
    }

    private List<Entry> entries(long from, boolean isDense) {
        List<Entry> entries = new ArrayList<>();
        long slot = from;
        for (int i = random.nextInt(5); i > 0; i--) {
            entries.add(new Entry(slot, ballot(), value()));
            slot += isDense ? 1 : 1 + random.nextInt(4);
        }
        return entries;
    }

    /** One of each kind, with fresh contents. */
    private List<PeerMessage> oneOfEach() {
        List<Message> messages = new ArrayList<>();
        messages.add(new Message.PrePrepare(ballot(), slot()));
        messages.add(new Message.PrePromise(ballot(), slot()));
        messages.add(new Message.Prepare(ballot(), slot(), ballot()));
        long from = slot() / 2;
        long next = random.nextBoolean() ? 0 : from + 1000;
        messages.add(new Message.Promise(ballot(), from, entries(from, false), next, slot(), numbers()));
        List<Value> values = new ArrayList<>(List.of(value()));
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value());
        }
        messages.add(new Message.Accept(ballot(), slot(), values, slot()));
        long first = slot() / 2 + 1;
        messages.add(new Message.Accepted(ballot(), first, first + random.nextInt(9), numbers()));
        messages.add(new Message.Refused(ballot(), ballot()));
        messages.add(new Message.Heartbeat(ballot(), slot(), slot()));
        messages.add(new Message.HeartbeatAck(ballot(), slot(), slot(), numbers()));
        messages.add(new Message.Chosen(ballot(), slot()));
        messages.add(new Message.TimeoutNow(ballot(), slot()));
        messages.add(new Message.LearnRequest(slot(), slot()));
        messages.add(new Message.Learned(from, entries(from, true), slot(), slot()));
        messages.add(new Message.Census(random.nextLong(), random.nextLong()));
        messages.add(new Message.Pledge(random.nextLong(), random.nextLong(), random.nextBoolean()));
        messages.add(new Message.Founded(random.nextLong(), numbers(), random.nextLong()));
        messages.add(new Message.Recall(random.nextLong()));
        messages.add(new Message.Recalled(numbers(), numbers()));
        messages.add(new Message.Reborn(slot()));
        messages.add(new Message.Remembered(slot(), ballot(), slot(), slot(), numbers()));
        List<PeerMessage> all = new ArrayList<>();
        for (Message message : messages) {
            all.add(new PeerMessage.Paxos(message));
        }
        all.add(new PeerMessage.Submit(bytes()));
        all.add(new PeerMessage.Touches(random.longs(random.nextInt(6)).toArray()));
        all.add(new PeerMessage.Barrier(random.nextLong()));
        all.add(new PeerMessage.BarrierReply(random.nextLong(), random.nextLong()));
        all.add(new PeerMessage.SnapshotRequest(slot(), slot(), random.nextInt(1 << 20)));
        all.add(new PeerMessage.SnapshotChunk(slot(), 10, slot() + 100, bytes()));
        all.add(new PeerMessage.StateDigest(slot(), random.nextLong()));
        return all;
    }

    private static Bytes encoded(PeerMessage message) {
        Output out = new Output(16);
        PeerCodec.encode(message, out);
        return out.toBytes();
    }

    @Test
    void everyKindIsTried() {
        TreeSet<String> tried = new TreeSet<>();
        for (PeerMessage message : oneOfEach()) {
            tried.add((message instanceof PeerMessage.Paxos paxos ? paxos.message() : message)
                    .getClass()
                    .getSimpleName());
        }
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            assertThat(tried).contains(kind.getSimpleName());
        }
        for (Class<?> kind : PeerMessage.class.getPermittedSubclasses()) {
            assertThat(kind == PeerMessage.Paxos.class || tried.contains(kind.getSimpleName()))
                    .isTrue();
        }
    }

    @Test
    void whatIsWrittenIsRead() throws Malformed {
        for (int run = 0; run < 300; run++) {
            for (PeerMessage message : oneOfEach()) {
                assertThat(PeerCodec.decode(encoded(message))).isEqualTo(message);
            }
        }
    }

    @Test
    void everyTruncationIsRefused() {
        for (int run = 0; run < 10; run++) {
            for (PeerMessage message : oneOfEach()) {
                Bytes whole = encoded(message);
                for (int length = 0; length < whole.length(); length++) {
                    Bytes cut = whole.slice(0, length);
                    assertThatThrownBy(() -> PeerCodec.decode(cut))
                            .as("%s cut to %s bytes", message, length)
                            .isInstanceOf(Malformed.class)
                            .message()
                            .isNotBlank();
                }
            }
        }
    }

    @Test
    void whateverFollowsIsRefused() {
        for (PeerMessage message : oneOfEach()) {
            Output out = new Output(16);
            PeerCodec.encode(message, out);
            out.writeByte(0);
            Bytes longer = out.toBytes();
            assertThatThrownBy(() -> PeerCodec.decode(longer)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void anyBytesGiveAValueOrAClearErrorInBoundedMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int values = 0;
        for (int run = 0; run < 400; run++) {
            for (PeerMessage message : oneOfEach()) {
                byte[] array = encoded(message).toArray();
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    array[random.nextInt(array.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Bytes flipped = Bytes.wrap(array);
                PeerMessage decoded = decodedOrRefused(flipped);
                // The first time a refusal is worded it also loads classes; the second time shows what it costs.
                long before = threads.getThreadAllocatedBytes(thread);
                assertThat(decodedOrRefused(flipped)).isEqualTo(decoded);
                long allocated = threads.getThreadAllocatedBytes(thread) - before;
                assertThat(allocated).isLessThan(64 * 1024 + 32L * array.length);
                if (decoded != null) {
                    values++;
                    // What was read can be written again, and is read as the same.
                    assertThat(decodedOrRefused(encoded(decoded))).isEqualTo(decoded);
                }
            }
        }
        assertThat(values).isGreaterThan(100);
    }

    private static @Nullable PeerMessage decodedOrRefused(Bytes bytes) {
        try {
            return PeerCodec.decode(bytes);
        } catch (Malformed expected) {
            assertThat(expected.getMessage()).isNotBlank();
            return null;
        }
    }

    @Test
    void aCountThatCannotFitIsRefusedBeforeAnythingIsAllocated() {
        Output out = new Output(64);
        out.writeByte(5);
        out.writeLong(1);
        out.writeByte(1);
        out.writeLong(1);
        out.writeInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> PeerCodec.decode(out.toBytes()))
                .isInstanceOf(Malformed.class)
                .hasMessage("a count of 2147483647 with 0 bytes left");
    }

    @Test
    void payloadsAreSlices() throws Malformed {
        Bytes whole = encoded(new PeerMessage.Submit(Bytes.wrap(new byte[] {1, 2, 3})));
        assertThat(((PeerMessage.Submit) PeerCodec.decode(whole)).parcel().array())
                .isSameAs(whole.array());
    }

    /** The journal takes a command from where it came in, or was put together, without another copy. */
    @Test
    void aCommandBehindItsHeaderIsNotCopied() throws Malformed {
        Output out = new Output(16);
        ValueCodec.beginCommand(out);
        out.write(new byte[] {1, 2, 3}, 0, 3);
        Bytes command = ValueCodec.endCommand(out);
        assertThat(command).isEqualTo(Bytes.wrap(new byte[] {1, 2, 3}));
        Bytes made = ValueCodec.encode(new Value.Command(command));
        assertThat(made.array()).isSameAs(command.array());
        assertThat(made).isEqualTo(ValueCodec.encode(new Value.Command(Bytes.wrap(new byte[] {1, 2, 3}))));

        Value decoded = ValueCodec.decode(made);
        assertThat(decoded).isEqualTo(new Value.Command(command));
        assertThat(ValueCodec.encode(decoded).array()).isSameAs(made.array());
    }

    /** A header that is another's, or none, is not taken for its own. */
    @Test
    void aCommandBehindAnythingElseIsCopied() throws Malformed {
        for (byte[] before :
                List.of(new byte[0], new byte[] {0, 0, 0, 3}, new byte[] {2, 0, 0, 0, 3}, new byte[] {3, 0, 0, 0, 4})) {
            byte[] array = java.util.Arrays.copyOf(before, before.length + 3);
            Value command = new Value.Command(Bytes.wrap(array, before.length, 3));
            assertThat(ValueCodec.encode(command).array()).isNotSameAs(array);
            assertThat(ValueCodec.decode(ValueCodec.encode(command))).isEqualTo(command);
        }
    }

    @Test
    void recordsComeBackFromTheirParts() throws Malformed {
        for (int run = 0; run < 300; run++) {
            List<Record> records = List.of(
                    new Record.Promised(ballot()),
                    new Record.Accepted(ballot(), slot(), value()),
                    new Record.ChosenUpTo(slot()),
                    new Record.Identified(new Identity(
                            random.nextLong(),
                            List.of(random.nextLong(), random.nextLong()),
                            numbers(),
                            numbers(),
                            random.nextBoolean())));
            for (Record entry : records) {
                Ballot ballot = RecordCodec.ballot(entry);
                assertThat(RecordCodec.decode(
                                RecordCodec.kind(entry),
                                RecordCodec.slot(entry),
                                ballot.round(),
                                ballot.node(),
                                RecordCodec.body(entry)))
                        .isEqualTo(entry);
            }
        }
    }

    @Test
    void ofAnAcceptedSlotTheIdentitySurvivesItsBody() throws Malformed {
        assertThat(RecordCodec.decodeDamaged(RecordCodec.ACCEPTED, 7, 3, 2))
                .isEqualTo(new Record.Accepted(new Ballot(3, 2), 7, Value.DAMAGED));
        assertThatThrownBy(() -> RecordCodec.decodeDamaged(RecordCodec.IDENTIFIED, 0, 0, 0))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void helloIsReadAsWritten() throws Malformed {
        PeerHello hello = new PeerHello(PeerHello.VERSION, 99, NodeId.of(3), NodeId.of(255));
        Output out = new Output(1);
        hello.encode(out);
        assertThat(out.length()).isEqualTo(PeerHello.LENGTH);
        assertThat(PeerHello.decode(new Input(out.toBytes()))).isEqualTo(hello);
        byte[] other = out.toBytes().toArray();
        other[0] ^= 1;
        assertThatThrownBy(() -> PeerHello.decode(new Input(Bytes.wrap(other))))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("not a server of Synod");
    }
}
