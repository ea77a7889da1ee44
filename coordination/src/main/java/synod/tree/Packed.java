package synod.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * A znode as one array of bytes: everything about it but its children. Figures that still have the value they were born
 * with are left out, so a znode that was created and never touched takes 19 bytes beside its name and data.
 *
 * <pre>
 *  flags 1 | czxid 8 | ctime 8 | [mzxid 8 | mtime 8 | version 4] | [pzxid 8 | creates 4] | [owner 8] | [aversion 4]
 *          | acl 1 or 4 | name length 1 or 4 | name | data
 * </pre>
 *
 * Big-endian. The flags say which of the parts in brackets are there; which they are follows from the values, so equal
 * znodes have equal bytes. {@code creates} counts the children ever created. The same bytes stand in snapshots.
 *
 * <p>Name and data never change within an array, because readers hold slices of it; the figures of a parent are brought
 * up to date in place.
 */
final class Packed {
    /** The data or their time differ from the create: mzxid, mtime and version are there. */
    static final int WRITTEN = 1;
    /** A child was created or deleted: pzxid and creates are there. */
    static final int PARENT = 2;
    /** Ephemeral: the owner is there. */
    static final int OWNED = 4;
    /** The permissions were changed: aversion is there. */
    static final int RELISTED = 8;
    /** The id of the permissions takes four bytes. */
    static final int WIDE_ACL = 16;
    /** The length of the name takes four bytes. */
    static final int LONG_NAME = 32;
    /** The data are null, not merely empty. */
    static final int NO_DATA = 64;
    /** Only while a snapshot is read: the name is known, the rest is still to come. */
    static final int PLACEHOLDER = 128;

    private static final int WRITTEN_AT = 17;
    private static final int WRITTEN_SIZE = 20;
    private static final int PARENT_SIZE = 12;
    private static final int BYTE_MAX = 255;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Packed() {}

    static byte[] pack(Figures figures, byte[] name, int nameOffset, int nameLength, @Nullable Bytes data) {
        int dataLength = data == null ? 0 : data.length();
        int flags = flags(figures, nameLength, data == null);
        int acl = aclAt(flags);
        int nameLengthAt = acl + ((flags & WIDE_ACL) != 0 ? Integer.BYTES : 1);
        int nameAt = nameLengthAt + ((flags & LONG_NAME) != 0 ? Integer.BYTES : 1);
        byte[] packed = new byte[nameAt + nameLength + dataLength];
        packed[0] = (byte) flags;
        LONGS.set(packed, 1, figures.czxid);
        LONGS.set(packed, 9, figures.ctime);
        if ((flags & WRITTEN) != 0) {
            LONGS.set(packed, WRITTEN_AT, figures.mzxid);
            LONGS.set(packed, WRITTEN_AT + 8, figures.mtime);
            INTS.set(packed, WRITTEN_AT + 16, figures.version);
        }
        if ((flags & PARENT) != 0) {
            LONGS.set(packed, parentAt(flags), figures.pzxid);
            INTS.set(packed, parentAt(flags) + 8, figures.creates);
        }
        if ((flags & OWNED) != 0) {
            LONGS.set(packed, ownerAt(flags), figures.owner);
        }
        if ((flags & RELISTED) != 0) {
            INTS.set(packed, aversionAt(flags), figures.aversion);
        }
        putSmall(packed, acl, figures.acl, (flags & WIDE_ACL) != 0);
        putSmall(packed, nameLengthAt, nameLength, (flags & LONG_NAME) != 0);
        System.arraycopy(name, nameOffset, packed, nameAt, nameLength);
        if (data != null) {
            System.arraycopy(data.array(), data.offset(), packed, nameAt + nameLength, dataLength);
        }
        return packed;
    }

    private static int flags(Figures figures, int nameLength, boolean noData) {
        int flags = 0;
        if (figures.mzxid != figures.czxid || figures.mtime != figures.ctime || figures.version != 0) {
            flags |= WRITTEN;
        }
        if (figures.pzxid != figures.czxid || figures.creates != 0) {
            flags |= PARENT;
        }
        if (figures.owner != 0) {
            flags |= OWNED;
        }
        if (figures.aversion != 0) {
            flags |= RELISTED;
        }
        if (figures.acl > BYTE_MAX) {
            flags |= WIDE_ACL;
        }
        if (nameLength > BYTE_MAX) {
            flags |= LONG_NAME;
        }
        return noData ? flags | NO_DATA : flags;
    }

    private static void putSmall(byte[] packed, int at, int value, boolean isWide) {
        if (isWide) {
            INTS.set(packed, at, value);
        } else {
            packed[at] = (byte) value;
        }
    }

    /** The same znode with other figures; name and data stay. */
    static byte[] repack(byte[] packed, Figures figures) {
        return pack(figures, packed, nameAt(packed), nameLength(packed), data(packed));
    }

    /**
     * The same parent after a child came or went: in place when there is room, as there is from the second time on.
     */
    static byte[] withChild(byte[] packed, long pzxid, int creates, Figures scratch) {
        int flags = packed[0];
        if ((flags & PARENT) != 0 && (pzxid != czxid(packed) || creates != 0)) {
            LONGS.set(packed, parentAt(flags), pzxid);
            INTS.set(packed, parentAt(flags) + 8, creates);
            return packed;
        }
        scratch.read(packed);
        scratch.pzxid = pzxid;
        scratch.creates = creates;
        return repack(packed, scratch);
    }

    static long czxid(byte[] packed) {
        return (long) LONGS.get(packed, 1);
    }

    static long ctime(byte[] packed) {
        return (long) LONGS.get(packed, 9);
    }

    static long mzxid(byte[] packed) {
        return (packed[0] & WRITTEN) != 0 ? (long) LONGS.get(packed, WRITTEN_AT) : czxid(packed);
    }

    static long mtime(byte[] packed) {
        return (packed[0] & WRITTEN) != 0 ? (long) LONGS.get(packed, WRITTEN_AT + 8) : ctime(packed);
    }

    static int version(byte[] packed) {
        return (packed[0] & WRITTEN) != 0 ? (int) INTS.get(packed, WRITTEN_AT + 16) : 0;
    }

    static long pzxid(byte[] packed) {
        int flags = packed[0];
        return (flags & PARENT) != 0 ? (long) LONGS.get(packed, parentAt(flags)) : czxid(packed);
    }

    static int creates(byte[] packed) {
        int flags = packed[0];
        return (flags & PARENT) != 0 ? (int) INTS.get(packed, parentAt(flags) + 8) : 0;
    }

    static long owner(byte[] packed) {
        int flags = packed[0];
        return (flags & OWNED) != 0 ? (long) LONGS.get(packed, ownerAt(flags)) : 0;
    }

    static int aversion(byte[] packed) {
        int flags = packed[0];
        return (flags & RELISTED) != 0 ? (int) INTS.get(packed, aversionAt(flags)) : 0;
    }

    static int acl(byte[] packed) {
        int flags = packed[0];
        int at = aclAt(flags);
        return (flags & WIDE_ACL) != 0 ? (int) INTS.get(packed, at) : packed[at] & BYTE_MAX;
    }

    static int nameAt(byte[] packed) {
        int flags = packed[0];
        return nameLengthAt(flags) + ((flags & LONG_NAME) != 0 ? Integer.BYTES : 1);
    }

    static int nameLength(byte[] packed) {
        int flags = packed[0];
        int at = nameLengthAt(flags);
        return (flags & LONG_NAME) != 0 ? (int) INTS.get(packed, at) : packed[at] & BYTE_MAX;
    }

    static boolean hasData(byte[] packed) {
        return (packed[0] & NO_DATA) == 0;
    }

    static int dataLength(byte[] packed) {
        return packed.length - nameAt(packed) - nameLength(packed);
    }

    /** The data as a slice of the array; null when there are none. */
    static @Nullable Bytes data(byte[] packed) {
        if (!hasData(packed)) {
            return null;
        }
        int at = nameAt(packed) + nameLength(packed);
        return Bytes.wrap(packed, at, packed.length - at);
    }

    static boolean isPlaceholder(byte[] packed) {
        return (packed[0] & PLACEHOLDER) != 0;
    }

    /** Compares a name with the one in {@code packed}, bytes unsigned. */
    static int compareName(byte[] array, int offset, int length, byte[] packed) {
        int at = nameAt(packed);
        return Arrays.compareUnsigned(array, offset, offset + length, packed, at, at + nameLength(packed));
    }

    /**
     * Whether the array is what {@link #pack} makes of its own values: the parts fit its length exactly and no part is
     * there that could be left out.
     */
    static boolean isCanonical(byte[] packed) {
        if (packed.length < WRITTEN_AT + 2 || (packed[0] & PLACEHOLDER) != 0) {
            return false;
        }
        int flags = packed[0];
        int nameLengthAt = nameLengthAt(flags);
        int nameAt = nameLengthAt + ((flags & LONG_NAME) != 0 ? Integer.BYTES : 1);
        if (nameAt > packed.length) {
            return false;
        }
        int nameLength = nameLength(packed);
        int acl = acl(packed);
        if (acl < 0 || nameLength < 0 || nameLength > packed.length - nameAt) {
            return false;
        }
        boolean noData = (flags & NO_DATA) != 0;
        Figures figures = new Figures();
        figures.read(packed);
        return flags == flags(figures, nameLength, noData) && (!noData || nameAt + nameLength == packed.length);
    }

    private static int parentAt(int flags) {
        return WRITTEN_AT + (flags & WRITTEN) * WRITTEN_SIZE;
    }

    private static int ownerAt(int flags) {
        return parentAt(flags) + ((flags & PARENT) >> 1) * PARENT_SIZE;
    }

    private static int aversionAt(int flags) {
        return ownerAt(flags) + ((flags & OWNED) >> 2) * Long.BYTES;
    }

    private static int aclAt(int flags) {
        return aversionAt(flags) + ((flags & RELISTED) >> 3) * Integer.BYTES;
    }

    private static int nameLengthAt(int flags) {
        return aclAt(flags) + ((flags & WIDE_ACL) != 0 ? Integer.BYTES : 1);
    }

    /** The figures of one znode, unpacked: a scratch pad that is filled again and again. */
    static final class Figures {
        long czxid;
        long ctime;
        long mzxid;
        long mtime;
        int version;
        long pzxid;
        int creates;
        long owner;
        int aversion;
        int acl;

        /** Those of a new znode. */
        void begin(long zxid, long time, long owner, int acl) {
            czxid = zxid;
            ctime = time;
            mzxid = zxid;
            mtime = time;
            version = 0;
            pzxid = zxid;
            creates = 0;
            this.owner = owner;
            aversion = 0;
            this.acl = acl;
        }

        void read(byte[] packed) {
            czxid = Packed.czxid(packed);
            ctime = Packed.ctime(packed);
            mzxid = Packed.mzxid(packed);
            mtime = Packed.mtime(packed);
            version = Packed.version(packed);
            pzxid = Packed.pzxid(packed);
            creates = Packed.creates(packed);
            owner = Packed.owner(packed);
            aversion = Packed.aversion(packed);
            acl = Packed.acl(packed);
        }
    }

    /** The number of children that a znode shows, and the versions that follow from it. */
    static Stat stat(byte[] record, int childCount) {
        return new Stat(
                czxid(record),
                mzxid(record),
                ctime(record),
                mtime(record),
                version(record),
                2 * creates(record) - childCount,
                aversion(record),
                Lifetime.owner(owner(record)),
                dataLength(record),
                childCount,
                pzxid(record));
    }
}
