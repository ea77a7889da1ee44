package synod.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import synod.kernel.Bytes;

/**
 * One record in a segment, big-endian:
 *
 * <pre>
 *  0  int   length of the body
 *  4  int   kind
 *  8  long  position
 * 16  long  position known durable when this was written
 * 24  long  slot
 * 32  long  round
 * 40  int   node
 * 44  int   CRC32C of the body and its padding
 * 48  int   magic
 * 52  int   CRC32C of the bytes before, of the journal's identity, the segment's first position and the offset
 * 56  body, padded with zeros to a multiple of 8
 * </pre>
 *
 * The header's checksum covers where the header is, so one that lies anywhere else, in another segment or journal, is
 * not a header at all. Not for use by several threads at once.
 */
final class RecordFormat {
    /** Where a body begins. */
    static final int HEADER_BYTES = 56;

    /** Records begin at multiples of this. */
    static final int ALIGNMENT = 8;

    private static final int MAGIC = 0x53796e52;
    private static final int MAGIC_AT = 48;
    private static final int CHECKSUM_AT = 52;
    private static final byte[] PADDING = new byte[ALIGNMENT];

    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(3 * Long.BYTES);

    /** For records of the segment of {@code identity} that begins at position {@code first}. */
    RecordFormat(long identity, long first) {
        place.putLong(0, identity).putLong(Long.BYTES, first);
    }

    /** How many bytes a record with a body of that length takes. */
    static long size(long bodyLength) {
        return HEADER_BYTES + bodyLength + padding(bodyLength);
    }

    private static int padding(long bodyLength) {
        return (int) (-bodyLength & (ALIGNMENT - 1));
    }

    /** Writes a record at index {@code at} of an array-backed buffer. Its bytes will be at {@code offset} of the file. */
    void encode(ByteBuffer into, int at, long offset, long position, long forcedUpTo, JournalRecord record) {
        Bytes body = record.body();
        int padding = padding(body.length());
        into.putInt(at, body.length());
        into.putInt(at + 4, record.kind());
        into.putLong(at + 8, position);
        into.putLong(at + 16, forcedUpTo);
        into.putLong(at + 24, record.slot());
        into.putLong(at + 32, record.round());
        into.putInt(at + 40, record.node());
        into.put(at + HEADER_BYTES, body.array(), body.offset(), body.length());
        into.put(at + HEADER_BYTES + body.length(), PADDING, 0, padding);
        into.putInt(at + 44, bodyChecksum(into, at, body.length()));
        into.putInt(at + MAGIC_AT, MAGIC);
        into.putInt(at + CHECKSUM_AT, headerChecksum(into, at, offset));
    }

    /** Whether a header at index {@code at} would have its magic. */
    static boolean isMagic(ByteBuffer from, int at) {
        return from.getInt(at + MAGIC_AT) == MAGIC;
    }

    /** Whether a whole and unharmed header, written for this very place, is at index {@code at}. */
    boolean isHeader(ByteBuffer from, int at, long offset) {
        return isMagic(from, at)
                && from.getInt(at + CHECKSUM_AT) == headerChecksum(from, at, offset)
                && from.getInt(at) >= 0;
    }

    /** Whether the body behind a good header is what was written. All of it must be in the buffer. */
    boolean isBodyGood(ByteBuffer from, int at) {
        return from.getInt(at + 44) == bodyChecksum(from, at, from.getInt(at));
    }

    static int bodyLength(ByteBuffer from, int at) {
        return from.getInt(at);
    }

    static long position(ByteBuffer from, int at) {
        return from.getLong(at + 8);
    }

    static long forcedUpTo(ByteBuffer from, int at) {
        return from.getLong(at + 16);
    }

    /** The record behind a good header, with a copy of its body. */
    static JournalRecord record(ByteBuffer from, int at) {
        Bytes body = Bytes.copyOf(from.array(), from.arrayOffset() + at + HEADER_BYTES, bodyLength(from, at));
        return new JournalRecord(
                from.getInt(at + 4), from.getLong(at + 24), from.getLong(at + 32), from.getInt(at + 40), body);
    }

    /** The identity behind a good header whose body is bad. */
    static Damage.Body damage(ByteBuffer from, int at) {
        return new Damage.Body(
                position(from, at),
                from.getInt(at + 4),
                from.getLong(at + 24),
                from.getLong(at + 32),
                from.getInt(at + 40));
    }

    private int headerChecksum(ByteBuffer buffer, int at, long offset) {
        place.putLong(2 * Long.BYTES, offset);
        checksum.reset();
        checksum.update(buffer.array(), buffer.arrayOffset() + at, CHECKSUM_AT);
        checksum.update(place.array());
        return (int) checksum.getValue();
    }

    private int bodyChecksum(ByteBuffer buffer, int at, int length) {
        checksum.reset();
        checksum.update(buffer.array(), buffer.arrayOffset() + at + HEADER_BYTES, length + padding(length));
        return (int) checksum.getValue();
    }
}
