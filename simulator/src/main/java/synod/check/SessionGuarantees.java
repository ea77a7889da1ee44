package synod.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.check.Answer.Done;
import synod.check.Answer.Refused;
import synod.check.History.Entry;

/**
 * What ZooKeeper promises to one session, also for reads that are not linearizable: it never sees an older state after a
 * newer one, on whichever server it is; and it sees its own writes. Beyond single sessions: the zxids of writes follow
 * the order in which they happened, so that a write asked after another was answered has a higher one.
 */
public final class SessionGuarantees {
    private SessionGuarantees() {}

    /** Checks all sessions, and the order of writes among them. */
    public static Verdict check(History history) {
        List<Entry> answered = new ArrayList<>();
        for (Entry entry : history.entries()) {
            if (!entry.isUnknown()) {
                answered.add(entry);
            }
        }
        String broken = sessions(answered);
        if (broken == null) {
            broken = writesInOrder(answered);
        }
        return broken == null ? new Verdict.Good() : new Verdict.Broken(broken);
    }

    /** What one session has seen so far. */
    private static final class Seen {
        private long zxid;
        private final Map<String, Long> mzxids = new HashMap<>();
    }

    private static @Nullable String sessions(List<Entry> answered) {
        List<Entry> byAnswer = new ArrayList<>(answered);
        byAnswer.sort((left, right) -> Long.compare(left.answeredAt(), right.answeredAt()));
        Map<Long, Seen> sessions = new HashMap<>();
        for (Entry entry : byAnswer) {
            Seen seen = sessions.computeIfAbsent(entry.session(), key -> new Seen());
            long zxid = zxid(entry.answer());
            if (zxid != Answer.NO_ZXID && zxid < seen.zxid) {
                return "a session went back from zxid " + hex(seen.zxid) + " to " + hex(zxid) + " with " + entry;
            }
            seen.zxid = Math.max(seen.zxid, zxid);
            if (entry.answer() instanceof Done done && entry.operation().keys().size() == 1) {
                String key = entry.operation().keys().get(0);
                boolean isWrite = !entry.operation().isRead();
                long mzxid = isWrite ? done.zxid() : done.mzxid();
                long before = seen.mzxids.getOrDefault(key, Answer.NO_ZXID);
                if (mzxid != Answer.NO_ZXID && mzxid < before) {
                    return "a session knew " + key + " as of zxid " + hex(before) + " and then saw it as of "
                            + hex(mzxid) + " with " + entry;
                }
                if (zxid != Answer.NO_ZXID && mzxid > zxid) {
                    return "a reply of zxid " + hex(zxid) + " shows a change of zxid " + hex(mzxid) + ": " + entry;
                }
                seen.mzxids.put(key, Math.max(before, mzxid));
            }
        }
        return null;
    }

    /** Goes through questions and answers in order, with the highest zxid answered so far. */
    private static @Nullable String writesInOrder(List<Entry> answered) {
        List<Entry> writes = new ArrayList<>();
        Map<Long, Entry> byZxid = new HashMap<>();
        for (Entry entry : answered) {
            if (!entry.operation().isRead() && entry.answer() instanceof Done done && done.zxid() != Answer.NO_ZXID) {
                Entry other = byZxid.put(done.zxid(), entry);
                if (other != null) {
                    return "two writes have one zxid: " + other + " and " + entry;
                }
                writes.add(entry);
            }
        }
        List<Entry> byAnswer = new ArrayList<>(writes);
        byAnswer.sort((left, right) -> Long.compare(left.answeredAt(), right.answeredAt()));
        int answeredBefore = 0;
        Entry highest = null;
        for (Entry entry : writes) {
            while (answeredBefore < byAnswer.size()
                    && byAnswer.get(answeredBefore).answeredAt() < entry.askedAt()) {
                Entry next = byAnswer.get(answeredBefore++);
                if (highest == null || zxid(next.answer()) > zxid(highest.answer())) {
                    highest = next;
                }
            }
            if (highest != null && zxid(entry.answer()) < zxid(highest.answer())) {
                return "a write has a lower zxid than one answered before it was asked: " + highest + " and then "
                        + entry;
            }
        }
        return null;
    }

    private static long zxid(Answer answer) {
        if (answer instanceof Done done) {
            return done.zxid();
        }
        return answer instanceof Refused refused ? refused.zxid() : Answer.NO_ZXID;
    }

    private static String hex(long zxid) {
        return "0x" + Long.toHexString(zxid);
    }
}
