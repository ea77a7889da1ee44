package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.CheckVersionRequest;
import org.apache.zookeeper.proto.CheckWatchesRequest;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.CreateTTLRequest;
import org.apache.zookeeper.proto.DeleteRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.apache.zookeeper.proto.SetACLRequest;
import org.apache.zookeeper.proto.SetDataRequest;
import org.apache.zookeeper.proto.SetWatches;
import org.apache.zookeeper.proto.SetWatches2;
import org.apache.zookeeper.proto.SyncRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.kernel.Bytes;
import synod.wire.Malformed;
import synod.wire.Output;

/** Every byte string gives a value or {@link Malformed}, and costs memory in proportion to its own length. */
class RequestDecoderFuzzTest {
    /**
     * How many bytes of objects one byte of a frame may become. The densest frames are lists of empty strings, four
     * bytes each, of which every one becomes a slice and a reference to it.
     */
    private static final int OBJECTS_PER_BYTE = 16;

    private static final int ROOM = 64 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int[] TYPES = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 21, 22, 100, 101, 102, 103, 104, 105, 106, 107, -11
    };

    private final RequestDecoder decoder = new RequestDecoder(true);

    private record Seed(int type, Bytes body) {}

    static List<Seed> seeds() {
        List<ACL> acl = List.of(new ACL(31, new Id("world", "anyone")), new ACL(1, new Id("digest", "u:h")));
        byte[] data = {1, 2, 3, 4, 5};
        List<String> paths = List.of("/a", "", "/b/c");
        Bytes multi = Jute.bytes(
                Jute.part(OpCode.CREATE),
                new CreateRequest("/a", data, acl, 3),
                Jute.part(OpCode.DELETE),
                new DeleteRequest("/b", 4),
                Jute.part(OpCode.SET_DATA),
                new SetDataRequest("/c", null, -1),
                Jute.part(OpCode.CHECK),
                new CheckVersionRequest("/d", 2),
                Jute.part(OpCode.CREATE_TTL),
                new CreateTTLRequest("/e", data, acl, 5, 9),
                Jute.end());
        Bytes multiRead = Jute.bytes(
                Jute.part(OpCode.GET_DATA),
                new GetDataRequest("/a", false),
                Jute.part(OpCode.GET_CHILDREN),
                new GetDataRequest("/b", true),
                Jute.end());
        return List.of(
                new Seed(OpCode.CREATE2, Jute.bytes(new CreateRequest("/a", data, acl, 0))),
                new Seed(OpCode.CREATE_TTL, Jute.bytes(new CreateTTLRequest("/a", data, acl, 5, 1000))),
                new Seed(OpCode.SET_DATA, Jute.bytes(new SetDataRequest("/a", data, 1))),
                new Seed(OpCode.SET_ACL, Jute.bytes(new SetACLRequest("/a", acl, 1))),
                new Seed(OpCode.DELETE, Jute.bytes(new DeleteRequest("/a", 1))),
                new Seed(OpCode.EXISTS, Jute.bytes(new GetDataRequest("/a", true))),
                new Seed(OpCode.GET_CHILDREN2, Jute.bytes(new GetDataRequest("/a", true))),
                new Seed(OpCode.SYNC, Jute.bytes(new SyncRequest("/a"))),
                new Seed(OpCode.MULTI, multi),
                new Seed(OpCode.MULTI_READ, multiRead),
                new Seed(OpCode.SET_WATCHES, Jute.bytes(new SetWatches(5, paths, paths, paths))),
                new Seed(OpCode.SET_WATCHES2, Jute.bytes(new SetWatches2(5, paths, paths, paths, paths, paths))),
                new Seed(OpCode.ADD_WATCH, Jute.bytes(new AddWatchRequest("/a", 1))),
                new Seed(OpCode.REMOVE_WATCHES, Jute.bytes(new CheckWatchesRequest("/a", 3))),
                new Seed(OpCode.AUTH, Jute.bytes(new AuthPacket(0, "digest", data))),
                new Seed(OpCode.RECONFIG, Jute.bytes(new ReconfigRequest("a", "b", "c", 7))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCutIsMalformed(Seed seed) throws Malformed {
        assertThat(decoder.decode(seed.type, seed.body)).isNotNull();
        for (int length = 0; length < seed.body.length(); length++) {
            Bytes cut = seed.body.slice(0, length);
            assertThat(isMalformed(seed.type, cut))
                    .as("the first %d bytes", length)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyFlippedBitIsAnswered(Seed seed) {
        for (int bit = 0; bit < seed.body.length() * 8; bit++) {
            byte[] flipped = seed.body.toArray();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            decode(seed.type, Bytes.wrap(flipped));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyIntReplacedByAnExtremeIsAnswered(Seed seed) {
        int[] extremes = {-1, -2, 0, 1, 0x7fffffff, 0x80000000, 0x10000000, seed.body.length()};
        for (int at = 0; at + 4 <= seed.body.length(); at++) {
            for (int extreme : extremes) {
                Output changed = new Output(seed.body.length());
                changed.write(seed.body);
                changed.setInt(at, extreme);
                decode(seed.type, changed.toBytes());
            }
        }
    }

    @Test
    void garbageOfEveryTypeIsAnswered() {
        Random random = new Random(2026);
        int malformed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            // Small numbers in the places of lengths and counts let some garbage get further than the first field.
            for (int at = 0; at + 4 <= garbage.length; at += 4) {
                if (random.nextInt(3) > 0) {
                    garbage[at] = 0;
                    garbage[at + 1] = 0;
                    garbage[at + 2] = 0;
                    garbage[at + 3] = (byte) random.nextInt(16);
                }
            }
            malformed += isMalformed(TYPES[random.nextInt(TYPES.length)], Bytes.wrap(garbage)) ? 1 : 0;
        }
        assertThat(malformed).isBetween(10_000, 190_000);
    }

    @Test
    void handshakesOfEveryLengthAreAnswered() {
        Random random = new Random(7);
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            if (garbage.length > 27 && random.nextBoolean()) {
                garbage[24] = 0;
                garbage[25] = 0;
                garbage[26] = 0;
                garbage[27] = (byte) random.nextInt(20);
            }
            try {
                assertThat(ConnectRequest.decode(Bytes.wrap(garbage))).isNotNull();
            } catch (Malformed e) {
                malformed++;
            }
        }
        assertThat(malformed).isBetween(1_000, 19_000);
    }

    @Test
    void theDensestFramesCostAFixedMultipleOfTheirLength() {
        int frame = 1 << 20;
        List<Seed> dense = new ArrayList<>();
        Output strings = new Output(frame);
        strings.writeLong(0);
        strings.writeInt(frame / 4);
        for (int i = 0; i < frame / 4 + 2; i++) {
            strings.writeInt(0);
        }
        dense.add(new Seed(OpCode.SET_WATCHES, strings.toBytes()));
        Output acl = new Output(frame);
        acl.writeInt(0);
        acl.writeInt(frame / 12);
        for (int i = 0; i < frame / 4 + 1; i++) {
            acl.writeInt(0);
        }
        dense.add(new Seed(OpCode.SET_ACL, acl.toBytes()));
        Output multi = new Output(frame);
        while (multi.length() < frame) {
            multi.writeInt(OpCode.DELETE);
            multi.writeByte(0);
            multi.writeInt(-1);
            multi.writeInt(0);
            multi.writeInt(-1);
        }
        multi.writeInt(-1);
        multi.writeByte(1);
        multi.writeInt(-1);
        dense.add(new Seed(OpCode.MULTI, multi.toBytes()));

        for (Seed seed : dense) {
            assertThat(isMalformed(seed.type, seed.body)).isFalse();
        }
    }

    private boolean isMalformed(int type, Bytes body) {
        return decode(type, body) == null;
    }

    /** The request, or null for what is malformed. */
    private @Nullable ClientRequest decode(int type, Bytes body) {
        long bound = (long) OBJECTS_PER_BYTE * body.length() + ROOM;
        if (allocated(type, body) > bound) {
            // The first message of a kind links the code that words it; what remains the second time is the frame's.
            assertThat(allocated(type, body)).isLessThanOrEqualTo(bound);
        }
        try {
            return decoder.decode(type, body);
        } catch (Malformed e) {
            assertThat(e.getMessage()).isNotEmpty();
            return null;
        }
    }

    private long allocated(int type, Bytes body) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            decoder.decode(type, body);
        } catch (Malformed e) {
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
