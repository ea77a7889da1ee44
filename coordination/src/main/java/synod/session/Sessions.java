package synod.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Consumer;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.tree.Mix;

/**
 * The sessions that live, replicated: every server has the same table after the same log. For each id there are its
 * timeout and its attachment, a number by which the servers know which of them, and which connection there, the session
 * belongs to; whoever attached last has it.
 */
public final class Sessions {
    /** How many bytes a password has. */
    public static final int PASSWORD_SIZE = 16;

    /** The high byte of every id: neither of those that mark containers (0x80) and znodes with a time to live (0xff). */
    private static final long HIGH_BYTE = 0x01L << 56;

    /** Ids of different ensembles begin differently, as far as 15 bits can do it. */
    private static final long ENSEMBLE_MASK = 0x7fffL << 40;

    private final byte[] secret;
    private final long firstId;
    private final Slots slots = new Slots();
    private int[] timeouts = new int[slots.capacity()];
    private long[] attachments = new long[slots.capacity()];
    private long created;
    private long digest = Mix.SEED;

    /** @param secret what passwords are derived with, the same on every server of the ensemble */
    public Sessions(Bytes secret) {
        this.secret = secret.toArray();
        firstId = HIGH_BYTE | (Mix.fold(Mix.SEED, this.secret, 0, this.secret.length) & ENSEMBLE_MASK);
    }

    /**
     * Begins a session and gives its id: never 0, never given before, high byte neither 0x80 nor 0xff. It follows from
     * how many were begun before.
     */
    public long create(int timeoutMillis, long attachment, long zxid) {
        created++;
        long id = firstId + created;
        put(id, timeoutMillis, attachment);
        fold(1, zxid, id, timeoutMillis, attachment);
        return id;
    }

    /** Moves a session to another connection and timeout; false when it does not live. */
    public boolean attach(long id, int timeoutMillis, long attachment, long zxid) {
        int slot = slots.find(id);
        if (slot >= 0) {
            timeouts[slot] = timeoutMillis;
            attachments[slot] = attachment;
        }
        fold(2, zxid, id, timeoutMillis, attachment);
        return slot >= 0;
    }

    /** Ends a session; false when it does not live. */
    public boolean close(long id, long zxid) {
        boolean lived = slots.remove(id) >= 0;
        fold(3, zxid, id, lived ? 1 : 0, 0);
        return lived;
    }

    private void put(long id, int timeoutMillis, long attachment) {
        int slot = slots.add(id);
        if (slots.capacity() > timeouts.length) {
            timeouts = Arrays.copyOf(timeouts, slots.capacity());
            attachments = Arrays.copyOf(attachments, slots.capacity());
        }
        timeouts[slot] = timeoutMillis;
        attachments[slot] = attachment;
    }

    /**
     * A session that one server knew alone becomes one of all, under the id it has.
     *
     * @return false when the id is not one of such a session, or lives
     */
    public boolean adopt(long id, int timeoutMillis, long attachment, long zxid) {
        boolean isNew = LocalSessions.isLocalId(id) && slots.find(id) < 0;
        if (isNew) {
            // It counts among those that were begun, of which an image never holds more.
            created++;
            put(id, timeoutMillis, attachment);
            fold(4, zxid, id, timeoutMillis, attachment);
        }
        return isNew;
    }

    private void fold(int kind, long zxid, long id, long timeout, long attachment) {
        digest = Mix.fold(Mix.fold(Mix.fold(Mix.fold(Mix.fold(digest, kind), zxid), id), timeout), attachment);
    }

    /** Whether the session lives. */
    public boolean contains(long id) {
        return slots.find(id) >= 0;
    }

    /** Its timeout in milliseconds; -1 when it does not live. */
    public int timeoutMillis(long id) {
        int slot = slots.find(id);
        return slot < 0 ? -1 : timeouts[slot];
    }

    /** What the last create or attach said about who serves it; -1 when it does not live. */
    public long attachment(long id) {
        int slot = slots.find(id);
        return slot < 0 ? -1 : attachments[slot];
    }

    /** The 16 bytes that belong to an id, whether or not it lives: the beginning of SHA-256 of secret and id. */
    public Bytes password(long id) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new InvariantViolation("every Java platform has SHA-256, but this one says: " + e.getMessage());
        }
        sha.update(secret);
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(id).flip());
        return Bytes.wrap(Arrays.copyOf(sha.digest(), PASSWORD_SIZE));
    }

    /** Whether these bytes are the id's password; takes equally long wherever they differ. */
    public boolean isPassword(long id, Bytes offered) {
        return MessageDigest.isEqual(password(id).array(), offered.toArray());
    }

    /** How many live. */
    public int size() {
        return slots.size();
    }

    /** The ids of all that live, ascending. */
    public long[] ids() {
        long[] ids = new long[slots.size()];
        int count = 0;
        for (int slot = 0; slot < slots.bound(); slot++) {
            if (slots.id(slot) != 0) {
                ids[count++] = slots.id(slot);
            }
        }
        Arrays.sort(ids);
        return ids;
    }

    /** 64 bits that depend on every create, attach and close so far, refused ones included, and their order. */
    public long digest() {
        return digest;
    }

    /** An image of the table as it is now, to be written while the table goes on. {@link SessionsLoader} reads it. */
    public Image image() {
        return new Image(this);
    }

    /** For a loader: the past as the image has it. */
    void restore(long restoredCreated, long restoredDigest) {
        created = restoredCreated;
        digest = restoredDigest;
    }

    /** For a loader: one session; false when it is there already or can never have been begun. */
    boolean restoreSession(long id, int timeoutMillis, long attachment) {
        boolean isPossible = LocalSessions.isLocalId(id) || (id > firstId && id <= firstId + created);
        if (!isPossible || slots.find(id) >= 0) {
            return false;
        }
        put(id, timeoutMillis, attachment);
        return true;
    }

    /**
     * A table frozen at one moment. Format, version 1, big-endian:
     *
     * <pre>
     *  "SYNS" | version 4 | begun so far 8 | running digest 8 | count 4
     *  count x (id 8 | timeout in milliseconds 4 | attachment 8), ids ascending
     *  digest of all of this 8
     * </pre>
     */
    public static final class Image {
        static final int MAGIC = 0x5359_4e53;
        static final int VERSION = 1;
        static final int HEADER_SIZE = 28;
        static final int SESSION_SIZE = 20;

        private static final int MOST_AT_ONCE = 3000;

        private final long[] ids;
        private final int[] timeouts;
        private final long[] attachments;
        private final byte[] header;
        private long check = Mix.SEED;
        private int written = -1;
        private boolean isComplete;

        private Image(Sessions sessions) {
            ids = sessions.ids();
            timeouts = new int[ids.length];
            attachments = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                int slot = sessions.slots.find(ids[i]);
                timeouts[i] = sessions.timeouts[slot];
                attachments[i] = sessions.attachments[slot];
            }
            header = ByteBuffer.allocate(HEADER_SIZE)
                    .putInt(MAGIC)
                    .putInt(VERSION)
                    .putLong(sessions.created)
                    .putLong(sessions.digest)
                    .putInt(ids.length)
                    .array();
        }

        /** Writes at most {@code limit} sessions more; whether the image is complete. */
        public boolean write(int limit, Consumer<Bytes> sink) {
            if (written < 0) {
                written = 0;
                hand(header, sink);
            }
            int left = limit;
            while (left > 0 && written < ids.length) {
                int count = Math.min(Math.min(left, MOST_AT_ONCE), ids.length - written);
                ByteBuffer block = ByteBuffer.allocate(count * SESSION_SIZE);
                for (int i = written; i < written + count; i++) {
                    block.putLong(ids[i]).putInt(timeouts[i]).putLong(attachments[i]);
                }
                written += count;
                left -= count;
                hand(block.array(), sink);
            }
            if (written == ids.length && !isComplete) {
                isComplete = true;
                sink.accept(Bytes.wrap(
                        ByteBuffer.allocate(Long.BYTES).putLong(check).array()));
            }
            return isComplete;
        }

        private void hand(byte[] block, Consumer<Bytes> sink) {
            for (byte b : block) {
                check = Mix.fold(check, b);
            }
            sink.accept(Bytes.wrap(block));
        }
    }
}
