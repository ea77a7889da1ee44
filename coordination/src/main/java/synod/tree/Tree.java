package synod.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;

/**
 * The znodes. Single-threaded; the same calls in the same order make the same state and the same answers.
 *
 * <p>Every transaction, refused ones included, has a zxid greater than the one before it and is folded into a running
 * digest: servers whose digests differ at one zxid have gone apart.
 */
public final class Tree {
    /** Of the root, what the reference counts as the length of its path. */
    private static final int ROOT_SIZE = 1;

    final Directory root;
    final AclTable acls = new AclTable();
    private final Ephemerals ephemerals = new Ephemerals();
    private final Lapsing lapsing = new Lapsing();
    private final Quotas quotas;
    private final Walk walk;
    private final Rules rules;
    private final Pending nothingPending = new Pending(this);
    private final Packed.Figures figures = new Packed.Figures();

    private @Nullable SnapshotCursor cursor;
    private long lastZxid;
    private long digest = Mix.SEED;
    private int nodes = 1;
    private long dataSize = ROOT_SIZE;

    /** An empty database: the four reserved znodes. */
    public Tree() {
        this(new Packed.Figures());
        addReserved(Paths.ZOOKEEPER, Acl.OPEN, 0);
        addReserved(Paths.QUOTA, Acl.OPEN, 0);
        addReserved(Paths.CONFIG, Acl.READ_ONLY, -1);
    }

    private Tree(Packed.Figures zero) {
        this(Packed.pack(zero, new byte[0], 0, 0, Bytes.EMPTY));
    }

    /** For a loader: nothing but this root. */
    Tree(byte[] rootRecord) {
        root = new Directory(rootRecord);
        walk = new Walk(root);
        quotas = new Quotas(this, root);
        rules = new Rules(this, walk, quotas);
    }

    private void addReserved(Bytes path, List<Acl> acl, int aversion) {
        walk.toParent(path);
        Directory parent = walk.becomeDirectory();
        walk.toChild(path);
        figures.begin(0, 0, 0, acls.acquire(acl));
        figures.aversion = aversion;
        int name = Paths.lastSlash(path) + 1;
        parent.insert(walk.child, Packed.pack(figures, path.array(), name, path.length() - name, Bytes.EMPTY));
        parent.descendants++;
        walk.countBelowAncestors(1);
        nodes++;
        dataSize += path.length();
    }

    /**
     * Resolves a request against the tree as it will be: checks it in the protocol's order and fixes everything that
     * could come out differently elsewhere. Changes neither the tree nor {@code pending}.
     *
     * @param zxid the place the transaction takes
     * @param nowMillis the leader's clock, milliseconds since 1970
     */
    public Txn prepare(Pending pending, Request request, Caller caller, long zxid, long nowMillis) {
        if (request instanceof Request.Multi multi) {
            return prepareMulti(pending, multi, caller, zxid, nowMillis);
        }
        return request instanceof Request.Check
                ? new Txn.Failed(zxid, nowMillis, ErrorCode.UNIMPLEMENTED)
                : preparePart(pending, request, caller, zxid, nowMillis);
    }

    private Txn preparePart(Pending pending, Request request, Caller caller, long zxid, long nowMillis) {
        ErrorCode code;
        if (request instanceof Request.Create create) {
            code = rules.create(create, caller, pending);
            if (code == ErrorCode.OK) {
                return new Txn.Create(
                        zxid,
                        nowMillis,
                        rules.path,
                        create.data(),
                        rules.fixedAcl,
                        Lifetime.of(create.mode(), caller.session(), create.ttlMillis()),
                        rules.newCreates,
                        create.withStat());
            }
        } else if (request instanceof Request.Delete delete) {
            code = rules.delete(delete, caller, pending);
            if (code == ErrorCode.OK) {
                return new Txn.Delete(zxid, nowMillis, delete.path());
            }
        } else if (request instanceof Request.SetData set) {
            code = rules.setData(set, caller, pending);
            if (code == ErrorCode.OK) {
                return new Txn.SetData(zxid, nowMillis, set.path(), set.data(), rules.newVersion);
            }
        } else if (request instanceof Request.SetAcl set) {
            code = rules.setAcl(set, caller, pending);
            if (code == ErrorCode.OK) {
                return new Txn.SetAcl(zxid, nowMillis, set.path(), rules.fixedAcl, rules.newVersion);
            }
        } else if (request instanceof Request.Check check) {
            code = rules.check(check, caller, pending);
            if (code == ErrorCode.OK) {
                return new Txn.Check(zxid, nowMillis, check.path());
            }
        } else {
            // A multi has no place inside another.
            code = ErrorCode.UNIMPLEMENTED;
        }
        return new Txn.Failed(zxid, nowMillis, code);
    }

    private Txn prepareMulti(Pending pending, Request.Multi multi, Caller caller, long zxid, long nowMillis) {
        Pending fork = pending.fork();
        List<Txn> parts = new ArrayList<>(multi.parts().size());
        for (Request part : multi.parts()) {
            Txn txn = preparePart(fork, part, caller, zxid, nowMillis);
            if (txn instanceof Txn.Failed failed) {
                int count = multi.parts().size();
                return new Txn.MultiFailed(zxid, nowMillis, parts.size(), count, failed.code());
            }
            fork.push(txn);
            parts.add(txn);
        }
        return new Txn.Multi(zxid, nowMillis, List.copyOf(parts));
    }

    /** The transaction that ends a session as far as the tree is concerned: its ephemerals go, in order of their paths. */
    public Txn prepareCloseSession(Pending pending, long session, long zxid, long nowMillis) {
        return new Txn.CloseSession(zxid, nowMillis, session, pending.ephemerals(session));
    }

    /**
     * Applies a transaction. Never fails for one that was prepared after all before it were pushed or applied.
     *
     * @throws InvariantViolation when the transaction does not fit this tree, so that the log or the tree is wrong
     */
    public Reply apply(Txn txn, Changes changes) {
        begin(txn.zxid(), txn.timeMillis());
        return applyPart(txn, changes);
    }

    private Reply applyPart(Txn txn, Changes changes) {
        if (txn instanceof Txn.Create create) {
            return applyCreate(create, changes);
        }
        if (txn instanceof Txn.Delete delete) {
            return applyDelete(delete.zxid(), delete.path(), changes);
        }
        if (txn instanceof Txn.SetData set) {
            require(walk.to(set.path()), "set the data of", set.path());
            return new Reply.DataSet(
                    setDataHere(set.zxid(), set.timeMillis(), set.path(), set.data(), set.version(), changes));
        }
        if (txn instanceof Txn.SetAcl set) {
            require(walk.to(set.path()), "set the permissions of", set.path());
            return setAclHere(set.path(), set.acl(), set.aversion());
        }
        if (txn instanceof Txn.Check check) {
            foldPath(Kind.CHECK, check.path());
            return Reply.Checked.INSTANCE;
        }
        if (txn instanceof Txn.Multi multi) {
            fold(Kind.MULTI, multi.parts().size());
            List<Reply> results = new ArrayList<>(multi.parts().size());
            for (Txn part : multi.parts()) {
                results.add(applyPart(part, changes));
            }
            return new Reply.Multi(results);
        }
        if (txn instanceof Txn.CloseSession close) {
            fold(Kind.CLOSE_SESSION, close.session());
            for (Bytes path : close.paths()) {
                applyDelete(close.zxid(), path, changes);
            }
            return new Reply.SessionClosed(close.paths().size());
        }
        if (txn instanceof Txn.Configure configure) {
            require(walk.to(Paths.CONFIG), "configure", Paths.CONFIG);
            return new Reply.Configured(
                    setDataHere(configure.zxid(), configure.timeMillis(), Paths.CONFIG, configure.data(), -1, changes));
        }
        return applyFailed(txn);
    }

    private Reply applyFailed(Txn txn) {
        if (txn instanceof Txn.MultiFailed failed) {
            fold(Kind.MULTI_FAILED, failed.index());
            fold(Kind.FAILED, failed.code().code());
            List<Reply> results = new ArrayList<>(failed.count());
            for (int i = 0; i < failed.count(); i++) {
                ErrorCode code = i < failed.index() ? ErrorCode.OK : ErrorCode.RUNTIME_INCONSISTENCY;
                results.add(Reply.Failed.of(i == failed.index() ? failed.code() : code));
            }
            return new Reply.Multi(results);
        }
        return failHere(((Txn.Failed) txn).code());
    }

    /** {@link #prepare} with nothing pending and {@link #apply} in one go, without the transaction in between. */
    public Reply execute(Request request, Caller caller, long zxid, long nowMillis, Changes changes) {
        if (request instanceof Request.Create create) {
            begin(zxid, nowMillis);
            ErrorCode code = rules.create(create, caller, nothingPending);
            return code == ErrorCode.OK
                    ? createHere(
                            zxid,
                            nowMillis,
                            rules.path,
                            create.data(),
                            rules.fixedAcl,
                            Lifetime.of(create.mode(), caller.session(), create.ttlMillis()),
                            rules.newCreates,
                            create.withStat(),
                            changes)
                    : failHere(code);
        }
        if (request instanceof Request.SetData set) {
            begin(zxid, nowMillis);
            ErrorCode code = rules.setData(set, caller, nothingPending);
            return code == ErrorCode.OK
                    ? new Reply.DataSet(setDataHere(zxid, nowMillis, set.path(), set.data(), rules.newVersion, changes))
                    : failHere(code);
        }
        if (request instanceof Request.Delete delete) {
            begin(zxid, nowMillis);
            ErrorCode code = rules.delete(delete, caller, nothingPending);
            return code == ErrorCode.OK ? deleteHere(zxid, delete.path(), changes) : failHere(code);
        }
        return apply(prepare(nothingPending, request, caller, zxid, nowMillis), changes);
    }

    /** As {@link #execute}: the session's ephemerals go at this zxid. */
    public Reply closeSession(long session, long zxid, long nowMillis, Changes changes) {
        return apply(prepareCloseSession(nothingPending, session, zxid, nowMillis), changes);
    }

    private void begin(long zxid, long timeMillis) {
        if (zxid <= lastZxid) {
            throw new InvariantViolation(
                    "zxid " + Long.toHexString(zxid) + " is applied after " + Long.toHexString(lastZxid));
        }
        lastZxid = zxid;
        digest = Mix.fold(Mix.fold(digest, zxid), timeMillis);
    }

    private Reply failHere(ErrorCode code) {
        fold(Kind.FAILED, code.code());
        return Reply.Failed.of(code);
    }

    private Reply applyCreate(Txn.Create create, Changes changes) {
        require(walk.toParent(create.path()), "create below the parent of", create.path());
        require(!walk.toChild(create.path()), "create once more", create.path());
        return createHere(
                create.zxid(),
                create.timeMillis(),
                create.path(),
                create.data(),
                create.acl(),
                create.lifetime(),
                create.parentCreates(),
                create.withStat(),
                changes);
    }

    /** The walk stands at the parent, and its child is where the znode belongs. */
    private Reply createHere(
            long zxid,
            long time,
            Bytes path,
            @Nullable Bytes data,
            List<Acl> acl,
            long lifetime,
            int parentCreates,
            boolean withStat,
            Changes changes) {
        putAsideParent(path);
        int name = Paths.lastSlash(path) + 1;
        int nameAt = path.offset() + name;
        int nameLength = path.length() - name;
        Directory parent = walk.directory();
        if (parent == null) {
            parent = walk.becomeDirectory();
            walk.toChild(path.array(), nameAt, nameLength);
        }
        int aclId = acls.acquire(acl);
        figures.begin(zxid, time, lifetime, aclId);
        byte[] record = Packed.pack(figures, path.array(), nameAt, nameLength, data);
        parent.insert(walk.child, record);
        parent.descendants++;
        walk.countBelowAncestors(1);
        parent.record = Packed.withChild(parent.record, zxid, parentCreates, figures);
        index(lifetime, path);
        nodes++;
        dataSize += path.length() + Packed.dataLength(record);
        foldPath(Kind.CREATE, path);
        foldData(data);
        digest = Mix.fold(Mix.fold(Mix.fold(digest, aclId), lifetime), parentCreates);
        changes.add(EventType.CREATED, path, zxid, acls.list(aclId), acl(parent.record));
        Stat stat = withStat ? Packed.stat(record, 0) : null;
        quotas.created(path, Packed.dataLength(record));
        return new Reply.Created(path, stat);
    }

    private Reply applyDelete(long zxid, Bytes path, Changes changes) {
        require(walk.toParent(path) && walk.toChild(path), "delete", path);
        return deleteHere(zxid, path, changes);
    }

    /** The walk stands at the parent, and its child is the znode. */
    private Reply deleteHere(long zxid, Bytes path, Changes changes) {
        Directory parent = walk.becomeDirectory();
        Object entry = walk.child.entry();
        require(!(entry instanceof Directory), "delete, though it has children,", path);
        byte[] record = Page.record(entry);
        putAsideParent(path);
        putAside(path, record);
        parent.remove(walk.child);
        parent.descendants--;
        walk.countBelowAncestors(-1);
        parent.record = Packed.withChild(parent.record, zxid, Packed.creates(parent.record), figures);
        List<Acl> acl = acl(record);
        acls.release(Packed.acl(record));
        long lifetime = Packed.owner(record);
        if (Lifetime.isLapsing(lifetime)) {
            lapsing.remove(path);
        } else if (lifetime != Lifetime.STAYS) {
            ephemerals.remove(lifetime, path);
        }
        nodes--;
        dataSize -= path.length() + Packed.dataLength(record);
        foldPath(Kind.DELETE, path);
        changes.add(EventType.DELETED, path, zxid, acl, acl(parent.record));
        if (parent.count() == 0) {
            walk.becomeLeaf();
        }
        quotas.deleted(path, Packed.dataLength(record));
        return Reply.Deleted.INSTANCE;
    }

    /** The walk stands at the znode. */
    private Stat setDataHere(long zxid, long time, Bytes path, @Nullable Bytes data, int version, Changes changes) {
        byte[] before = walk.record();
        putAside(path, before);
        figures.read(before);
        figures.mzxid = zxid;
        figures.mtime = time;
        figures.version = version;
        byte[] after = Packed.pack(figures, before, Packed.nameAt(before), Packed.nameLength(before), data);
        walk.replaceRecord(after);
        dataSize += Packed.dataLength(after) - Packed.dataLength(before);
        foldPath(Kind.SET_DATA, path);
        foldData(data);
        digest = Mix.fold(digest, version);
        changes.add(EventType.DATA_CHANGED, path, zxid, acl(after), null);
        Stat stat = Packed.stat(after, walk.childCount());
        quotas.changed(path, 0, Packed.dataLength(after) - Packed.dataLength(before));
        return stat;
    }

    /**
     * Shows who the members of the ensemble are, at {@code /zookeeper/config}, version -1. What a server's own
     * configuration says is no transaction: neither the zxid nor the digest of transactions shows it.
     */
    public void showMembership(Bytes text) {
        require(walk.to(Paths.CONFIG), "configure", Paths.CONFIG);
        figures.read(walk.record());
        figures.version = -1;
        replaceData(walk, text);
    }

    /** Hands over the soft limits of quotas that were passed since the last time, or the first of them. */
    public void takePassedLimits(Consumer<SoftLimit> sink) {
        quotas.takePassed(sink);
    }

    /** For quotas: other data without a version, a time or a watch, at which {@code at} stands. */
    void replaceUncounted(Walk at, Bytes path, Bytes data) {
        byte[] before = at.record();
        if (cursor != null) {
            cursor.putAsideUncounted(path, before);
        }
        figures.read(before);
        replaceData(at, data);
    }

    /** With the figures that were put in place for it. */
    private void replaceData(Walk at, Bytes data) {
        byte[] before = at.record();
        byte[] after = Packed.pack(figures, before, Packed.nameAt(before), Packed.nameLength(before), data);
        at.replaceRecord(after);
        dataSize += Packed.dataLength(after) - Packed.dataLength(before);
    }

    private void index(long lifetime, Bytes path) {
        if (Lifetime.isLapsing(lifetime)) {
            lapsing.add(path);
        } else if (lifetime != Lifetime.STAYS) {
            ephemerals.add(lifetime, path);
        }
    }

    /** The walk stands at the znode. */
    private Reply setAclHere(Bytes path, List<Acl> acl, int aversion) {
        byte[] before = walk.record();
        if (cursor != null) {
            cursor.putAsideUncounted(path, before);
        }
        int aclId = acls.acquire(acl);
        acls.release(Packed.acl(before));
        figures.read(before);
        figures.acl = aclId;
        figures.aversion = aversion;
        byte[] after = Packed.repack(before, figures);
        walk.replaceRecord(after);
        foldPath(Kind.SET_ACL, path);
        digest = Mix.fold(Mix.fold(digest, aclId), aversion);
        return new Reply.AclSet(Packed.stat(after, walk.childCount()));
    }

    private void putAsideParent(Bytes child) {
        if (cursor != null) {
            cursor.putAside(Paths.parent(child), walk.record());
        }
    }

    private void putAside(Bytes path, byte[] record) {
        if (cursor != null) {
            cursor.putAside(path, record);
        }
    }

    private void fold(Kind kind, long value) {
        digest = Mix.fold(digest, value ^ ((long) kind.tag << 56));
    }

    private void foldPath(Kind kind, Bytes path) {
        digest = Mix.fold(digest ^ kind.tag, path.array(), path.offset(), path.length());
    }

    private void foldData(@Nullable Bytes data) {
        digest = data == null ? Mix.fold(digest, -1) : Mix.fold(digest, data.array(), data.offset(), data.length());
    }

    private static void require(boolean holds, String what, Bytes path) {
        if (!holds) {
            throw new InvariantViolation(
                    "a transaction does not fit the tree: it would " + what + " " + Znode.text(path));
        }
    }

    /** Points {@code node} at the znode of this path; false, and {@code node} as before, when there is none. */
    public boolean find(Bytes path, Znode node) {
        if (!walk.to(path)) {
            return false;
        }
        node.show(this, walk.record(), walk.directory());
        return true;
    }

    /** The zxid of the last transaction applied; 0 before the first. */
    public long lastZxid() {
        return lastZxid;
    }

    /** 64 bits that depend on every transaction applied so far and their order. */
    public long digest() {
        return digest;
    }

    /** 64 bits that depend on the znodes as they are; walks the whole tree. */
    public long contentDigest() {
        return ContentDigest.of(this);
    }

    /** How many znodes there are, the root counted twice as the reference does: 5 on an empty database. */
    public int nodeCount() {
        return nodes + 1;
    }

    /** Bytes of all paths and data, as the reference counts them. */
    public long approximateDataSize() {
        return dataSize;
    }

    /** How many znodes are ephemeral. */
    public int ephemeralCount() {
        return ephemerals.count();
    }

    /** The sessions that own ephemerals, ascending. */
    public long[] ephemeralOwners() {
        return ephemerals.owners();
    }

    /** The paths of a session's ephemerals that begin with these bytes, ascending; an empty prefix means all. */
    public List<Bytes> ephemerals(long session, Bytes prefix) {
        return ephemerals.paths(session, prefix);
    }

    /**
     * The next path, ascending by bytes, behind this one at which a container or a znode with a time to live stands;
     * null when there is none. Beginning with {@link Bytes#EMPTY} all are met.
     */
    public @Nullable Bytes nextLapsing(Bytes behind) {
        return lapsing.after(behind);
    }

    /**
     * Begins an image of the tree as it is now. It must be finished or aborted before the next one begins; until then
     * each change costs a little more.
     */
    public SnapshotCursor beginSnapshot() {
        if (cursor != null) {
            throw new InvariantViolation("an image of zxid " + cursor.zxid() + " is being made already");
        }
        SnapshotCursor begun = new SnapshotCursor(this);
        cursor = begun;
        return begun;
    }

    void endSnapshot() {
        cursor = null;
    }

    /** The permissions of a packed znode. */
    List<Acl> acl(byte[] record) {
        return acls.list(Packed.acl(record));
    }

    /** A znode that is known to be there, for {@link Pending}. */
    Pending.Node nodeForPending(Bytes path) {
        Pending.Node node = Rules.nodeOf(this, walk, path);
        if (node == null) {
            throw new InvariantViolation("a pending change is of a znode that is not there: " + Znode.text(path));
        }
        return node;
    }

    /** For a loader: what the image says about the past. */
    void restore(long zxid, long runningDigest) {
        lastZxid = zxid;
        digest = runningDigest;
    }

    /** For a loader: counts a znode that it has put in its place. */
    void countLoaded(Bytes path, byte[] record) {
        acls.acquire(Packed.acl(record));
        if (path.length() > 1) {
            nodes++;
            dataSize += path.length();
        }
        dataSize += Packed.dataLength(record);
        index(Packed.owner(record), path);
        quotas.loaded(path);
    }

    /** What a digest calls the kinds of change. */
    private enum Kind {
        CREATE(1),
        DELETE(2),
        SET_DATA(3),
        SET_ACL(4),
        CHECK(5),
        MULTI(6),
        CLOSE_SESSION(7),
        FAILED(8),
        MULTI_FAILED(9);

        private final int tag;

        Kind(int tag) {
            this.tag = tag;
        }
    }
}
