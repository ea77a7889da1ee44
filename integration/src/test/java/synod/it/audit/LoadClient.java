package synod.it.audit;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import synod.check.Answer;
import synod.check.Operation;
import synod.it.audit.Journal.Asked;
import synod.it.cluster.Clients;

/** One client under load: one operation at a time, each entered into the journal before it leaves. */
final class LoadClient implements Runnable {
    private static final int SESSION_TIMEOUT_MILLIS = 4_000;

    private final int number;
    private final String connectString;
    private final Journal journal;
    private final Random random;
    private volatile boolean stopped;
    private int written;
    private int lastVersion;

    LoadClient(int number, String connectString, Journal journal, long seed) {
        this.number = number;
        this.connectString = connectString;
        this.journal = journal;
        this.random = new Random(seed * 1_000 + number);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                ZooKeeper zk = Clients.connect(connectString, SESSION_TIMEOUT_MILLIS, event -> {});
                long session = zk.getSessionId();
                try {
                    zk.create(live(session), new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                    while (!stopped) {
                        step(zk, session);
                    }
                } catch (KeeperException e) {
                    if (!isUnknown(e)) {
                        journal.surprise("client " + number + " was told " + e);
                    }
                } finally {
                    zk.close();
                }
                awaitEnd(session);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError | KeeperException e) {
            journal.surprise("client " + number + " gave up: " + e);
        }
    }

    private static String live(long session) {
        return Load.LIVE + "/" + Long.toHexString(session);
    }

    /** Waits until the session's ephemeral is gone: whatever the session asked has happened by then, or never will. */
    private void awaitEnd(long session) throws InterruptedException, KeeperException {
        while (true) {
            ZooKeeper zk = Clients.connect(connectString, SESSION_TIMEOUT_MILLIS, event -> {});
            try {
                CountDownLatch gone = new CountDownLatch(1);
                sync(zk, Load.LIVE);
                if (zk.exists(live(session), event -> gone.countDown()) == null) {
                    journal.sessionEnded(session);
                    return;
                }
                gone.await(SESSION_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (KeeperException e) {
                if (!isUnknown(e)) {
                    throw e;
                }
            } finally {
                zk.close();
            }
        }
    }

    private void step(ZooKeeper zk, long session) throws KeeperException, InterruptedException {
        String key = Load.key(random.nextInt(Load.KEYS));
        int dice = random.nextInt(100);
        if (dice < 35) {
            set(zk, session, key, Operation.ANY_VERSION);
        } else if (dice < 50) {
            set(zk, session, key, lastVersion);
        } else if (dice < 70) {
            syncRead(zk, session, key);
        } else if (dice < 80) {
            localRead(zk, session, key);
        } else if (dice < 90) {
            set(zk, session, Load.ownKey(number), Operation.ANY_VERSION);
        } else {
            create(zk, session);
        }
    }

    private void set(ZooKeeper zk, long session, String key, int version) throws KeeperException, InterruptedException {
        String value = "c" + number + "-" + written++;
        Asked asked = journal.write(session, new Operation.SetData(key, value, version));
        try {
            Stat stat = zk.setData(key, value.getBytes(StandardCharsets.UTF_8), version);
            asked.answered(new Answer.Done(stat.getMzxid(), null, stat.getVersion(), stat.getMzxid()));
        } catch (KeeperException e) {
            asked.answered(answer(e));
            rethrowUnlessExpected(e, KeeperException.Code.BADVERSION);
        }
    }

    private void create(ZooKeeper zk, long session) throws KeeperException, InterruptedException {
        String path = Load.log(number) + "/" + written;
        String value = "c" + number + "-" + written++;
        Asked asked = journal.write(session, new Operation.Create(path, value));
        try {
            Stat stat = new Stat();
            zk.create(path, value.getBytes(StandardCharsets.UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, stat);
            asked.answered(new Answer.Done(stat.getCzxid(), null, stat.getVersion(), stat.getMzxid()));
            journal.created(path);
        } catch (KeeperException e) {
            asked.answered(answer(e));
            journal.uncertain(path);
            throw e;
        }
    }

    private void syncRead(ZooKeeper zk, long session, String key) throws KeeperException, InterruptedException {
        Asked asked = journal.linearRead(session, new Operation.Get(key));
        Answer answer = new Answer.Unknown();
        try {
            sync(zk, key);
            answer = get(zk, key);
        } finally {
            asked.answered(answer);
        }
    }

    private void localRead(ZooKeeper zk, long session, String key) throws KeeperException, InterruptedException {
        Asked asked = journal.localRead(session, new Operation.Get(key));
        Answer answer = new Answer.Unknown();
        try {
            answer = get(zk, key);
        } finally {
            asked.answered(answer);
        }
    }

    private Answer get(ZooKeeper zk, String key) throws KeeperException, InterruptedException {
        Stat stat = new Stat();
        byte @Nullable [] data = zk.getData(key, false, stat);
        lastVersion = stat.getVersion();
        return new Answer.Done(
                Answer.NO_ZXID,
                data == null ? "" : new String(data, StandardCharsets.UTF_8),
                stat.getVersion(),
                stat.getMzxid());
    }

    /** Waits until this client's server has caught up. */
    static void sync(ZooKeeper zk, String path) throws KeeperException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger code = new AtomicInteger();
        zk.sync(
                path,
                (rc, p, context) -> {
                    code.set(rc);
                    done.countDown();
                },
                null);
        done.await();
        if (code.get() != 0) {
            throw KeeperException.create(KeeperException.Code.get(code.get()), path);
        }
    }

    private static Answer answer(KeeperException e) {
        return switch (e.code()) {
            case NONODE -> new Answer.Refused(Answer.NO_ZXID, Answer.Reason.NO_NODE);
            case NODEEXISTS -> new Answer.Refused(Answer.NO_ZXID, Answer.Reason.NODE_EXISTS);
            case BADVERSION -> new Answer.Refused(Answer.NO_ZXID, Answer.Reason.BAD_VERSION);
            case CONNECTIONLOSS, SESSIONEXPIRED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> new Answer.Unknown();
            default -> new Answer.Refused(Answer.NO_ZXID, Answer.Reason.OTHER);
        };
    }

    private static boolean isUnknown(KeeperException e) {
        return answer(e) instanceof Answer.Unknown;
    }

    private static void rethrowUnlessExpected(KeeperException e, KeeperException.Code expected) throws KeeperException {
        if (e.code() != expected) {
            throw e;
        }
    }
}
