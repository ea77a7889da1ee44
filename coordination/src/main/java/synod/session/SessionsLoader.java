package synod.session;

import java.nio.ByteBuffer;
import synod.kernel.Bytes;
import synod.tree.MalformedSnapshot;
import synod.tree.Mix;

/**
 * Builds the table of sessions from the blocks of an image, cut in any way. The format is described at
 * {@link Sessions.Image}. The memory taken is bounded by the bytes given.
 */
public final class SessionsLoader {
    private final Sessions sessions;
    /** The item being read: the header, a session or the digest at the end. */
    private final byte[] item = new byte[Sessions.Image.HEADER_SIZE];

    private int itemSize = Sessions.Image.HEADER_SIZE;
    private int filled;
    private boolean hasHeader;
    private int left;
    private long lastId;
    private long check = Mix.SEED;
    private long position;
    private boolean isComplete;
    private boolean isBroken;

    /** @param secret as for {@link Sessions} */
    public SessionsLoader(Bytes secret) {
        sessions = new Sessions(secret);
    }

    /**
     * The next bytes. They are read at once or copied.
     *
     * @return how many were used: all of them, or fewer when the image ended inside
     * @throws MalformedSnapshot when they are not an image; nothing more is accepted afterwards
     */
    public int accept(Bytes block) throws MalformedSnapshot {
        if (isBroken) {
            throw malformed("an earlier block was refused");
        }
        isBroken = true;
        int used = 0;
        while (used < block.length() && !isComplete) {
            int size = Math.min(itemSize - filled, block.length() - used);
            System.arraycopy(block.array(), block.offset() + used, item, filled, size);
            filled += size;
            used += size;
            position += size;
            if (filled == itemSize) {
                filled = 0;
                readItem();
            }
        }
        isBroken = false;
        return used;
    }

    private void readItem() throws MalformedSnapshot {
        ByteBuffer in = ByteBuffer.wrap(item);
        if (hasHeader && left == 0) {
            if (in.getLong() != check) {
                throw malformed("its content does not have the digest that it promises");
            }
            isComplete = true;
            return;
        }
        for (int i = 0; i < itemSize; i++) {
            check = Mix.fold(check, item[i]);
        }
        if (hasHeader) {
            readSession(in);
        } else {
            readHeader(in);
        }
        itemSize = left > 0 ? Sessions.Image.SESSION_SIZE : Long.BYTES;
    }

    private void readHeader(ByteBuffer in) throws MalformedSnapshot {
        if (in.getInt() != Sessions.Image.MAGIC) {
            throw malformed("it does not begin as the image of a table of sessions does");
        }
        int version = in.getInt();
        if (version != Sessions.Image.VERSION) {
            throw malformed(
                    "its format is of version " + version + "; this program reads version " + Sessions.Image.VERSION);
        }
        long created = in.getLong();
        sessions.restore(created, in.getLong());
        left = in.getInt();
        if (left < 0 || created < left) {
            throw malformed("it promises " + left + " sessions of " + created + " begun");
        }
        hasHeader = true;
    }

    private void readSession(ByteBuffer in) throws MalformedSnapshot {
        long id = in.getLong();
        if (id <= lastId || !sessions.restoreSession(id, in.getInt(), in.getLong())) {
            throw malformed("session " + Long.toHexString(id) + " cannot be, or is out of order");
        }
        lastId = id;
        left--;
    }

    /** Whether the image has been read to its end. */
    public boolean isComplete() {
        return isComplete;
    }

    /**
     * The table.
     *
     * @throws MalformedSnapshot when the image has not been read to its end
     */
    public Sessions finish() throws MalformedSnapshot {
        if (!isComplete) {
            throw malformed("it ends before its last item");
        }
        return sessions;
    }

    private MalformedSnapshot malformed(String what) {
        return new MalformedSnapshot("malformed image of sessions at byte " + position + ": " + what);
    }
}
