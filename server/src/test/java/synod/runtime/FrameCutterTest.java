package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

final class FrameCutterTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void cutsTheSameFramesHoweverTheBytesArrive(int headerBytes) throws MalformedFrame {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Bytes> frames = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(40)];
                random.nextBytes(body);
                frames.add(Bytes.wrap(body));
                stream.writeInt(body.length);
                if (headerBytes == 8) {
                    stream.writeInt(body.length * 31);
                }
                stream.writeBytes(body);
            }
            FrameCutter cutter = new FrameCutter(headerBytes, 0, 20_000);
            List<Bytes> cut = new ArrayList<>();
            while (stream.isReadable()) {
                int most = random.nextBoolean() ? 5 : 30_000;
                ByteBuf read = stream.readSlice(Math.min(stream.readableBytes(), random.nextInt(1, most)));
                cutter.accept(read, (checksum, body) -> {
                    assertThat(checksum).isEqualTo(headerBytes == 8 ? body.length() * 31 : 0);
                    return cut.add(body);
                });
            }
            assertThat(cut).as("seed %d", seed).isEqualTo(frames);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 7, 101, Integer.MAX_VALUE})
    void refusesALengthOutsideTheLimits(int length) {
        FrameCutter cutter = new FrameCutter(4, 8, 100);
        ByteBuf in = Unpooled.buffer().writeInt(length).writeZero(3);
        assertThatThrownBy(() -> cutter.accept(in, (checksum, body) -> true)).isInstanceOf(MalformedFrame.class);
    }

    @Test
    void refusesABadLengthBehindAGoodFrame() {
        FrameCutter cutter = new FrameCutter(4, 1, 100);
        List<Bytes> cut = new ArrayList<>();
        ByteBuf in = Unpooled.buffer().writeInt(1).writeByte(9).writeInt(1000);
        assertThatThrownBy(() -> cutter.accept(in, (checksum, body) -> cut.add(body)))
                .isInstanceOf(MalformedFrame.class);
        assertThat(cut).containsExactly(Bytes.wrap(new byte[] {9}));
    }

    @Test
    void stopsWhenTheSinkHasEnough() throws MalformedFrame {
        FrameCutter cutter = new FrameCutter(4, 1, 100);
        List<Bytes> cut = new ArrayList<>();
        ByteBuf in = Unpooled.buffer().writeInt(1).writeByte(1).writeInt(1).writeByte(2);
        cutter.accept(in, (checksum, body) -> {
            cut.add(body);
            return false;
        });
        assertThat(cut).containsExactly(Bytes.wrap(new byte[] {1}));
    }

    @Test
    void framesOfOneReadShareOneArray() throws MalformedFrame {
        FrameCutter cutter = new FrameCutter(4, 1, 100);
        List<Bytes> cut = new ArrayList<>();
        ByteBuf in = Unpooled.buffer().writeInt(1).writeByte(1).writeInt(1).writeByte(2);
        cutter.accept(in, (checksum, body) -> cut.add(body));
        assertThat(cut.get(0).array()).isSameAs(cut.get(1).array());
    }
}
