package synod.wire.zookeeper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.Record;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.MultiHeader;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.tree.Acl;
import synod.tree.Stat;
import synod.wire.Output;

/** The records of zookeeper-jute as the other opinion, and random contents for them. */
final class Jute {
    private final Random random;

    Jute(long seed) {
        random = new Random(seed);
    }

    static Bytes bytes(Record... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryOutputArchive archive = BinaryOutputArchive.getArchive(out);
        try {
            for (Record record : records) {
                record.serialize(archive, "record");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.wrap(out.toByteArray());
    }

    /** Reads records one after the other from a whole frame and insists that nothing is left over. */
    static void read(Output frame, Record... records) {
        Bytes bytes = frame.toBytes();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toArray());
        BinaryInputArchive archive = BinaryInputArchive.getArchive(in);
        try {
            int length = archive.readInt("length");
            if (length != bytes.length() - 4) {
                throw new AssertionError("a frame of " + bytes.length() + " bytes says " + length);
            }
            for (Record record : records) {
                record.deserialize(archive, "record");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (in.available() > 0) {
            throw new AssertionError(in.available() + " bytes behind the last record");
        }
    }

    /** A frame as the reference would write it. */
    static Bytes frame(Record... records) {
        Bytes body = bytes(records);
        Output out = new Output(16);
        out.writeSized(body);
        return out.toBytes();
    }

    static MultiHeader part(int type) {
        return new MultiHeader(type, false, -1);
    }

    static MultiHeader end() {
        return new MultiHeader(-1, true, -1);
    }

    static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable Bytes wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.wrap(bytes);
    }

    /** Text of one to three bytes a character; the reference's writer and ours differ beyond those. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) (0x80 + random.nextInt(0x700)));
                case 1 -> text.append((char) (0x800 + random.nextInt(0xc000)));
                default -> text.append((char) (0x20 + random.nextInt(0x5f)));
            }
        }
        return text.toString();
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            texts.add(text());
        }
        return texts;
    }

    /** Null, empty and full buffers. */
    byte @Nullable [] buffer() {
        int length = random.nextInt(40) - 2;
        if (length == -2) {
            return null;
        }
        byte[] bytes = new byte[Math.max(0, length)];
        random.nextBytes(bytes);
        return bytes;
    }

    List<ACL> acl() {
        List<ACL> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.add(new ACL(random.nextInt(), new Id(text(), text())));
        }
        return entries;
    }

    static List<Acl> access(List<ACL> entries) {
        List<Acl> ours = new ArrayList<>();
        for (ACL entry : entries) {
            ours.add(Acl.of(
                    entry.getPerms(), entry.getId().getScheme(), entry.getId().getId()));
        }
        return ours;
    }

    static List<Bytes> ours(List<String> texts) {
        List<Bytes> ours = new ArrayList<>();
        for (String text : texts) {
            ours.add(utf8(text));
        }
        return ours;
    }

    Stat stat() {
        return new Stat(
                number64(),
                number64(),
                number64(),
                number64(),
                number(),
                number(),
                number(),
                number64(),
                number(),
                number(),
                number64());
    }

    static org.apache.zookeeper.data.Stat theirs(Stat stat) {
        return new org.apache.zookeeper.data.Stat(
                stat.czxid(),
                stat.mzxid(),
                stat.ctime(),
                stat.mtime(),
                stat.version(),
                stat.cversion(),
                stat.aversion(),
                stat.ephemeralOwner(),
                stat.dataLength(),
                stat.numChildren(),
                stat.pzxid());
    }

    int number() {
        return random.nextInt();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long number64() {
        return random.nextLong();
    }

    boolean coin() {
        return random.nextBoolean();
    }
}
