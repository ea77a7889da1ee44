package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.kernel.Bytes;

/** Quotas as a client sees them; that all ways of changing the tree agree about them is the models' business. */
final class QuotasTest {
    private static final String LIMITS = "/zookeeper/quota/a/zookeeper_limits";
    private static final String STATS = "/zookeeper/quota/a/zookeeper_stats";

    private final Tree tree = new Tree();
    private final Changes changes = new Changes();
    private long zxid;

    private ErrorCode run(boolean isBounded, Request request) {
        Reply reply = tree.execute(request, new Caller(1, List.of(), isBounded), ++zxid, zxid, changes);
        return reply instanceof Reply.Failed failed ? failed.code() : ErrorCode.OK;
    }

    private ErrorCode create(String path, @Nullable String data) {
        return run(
                true,
                new Request.Create(
                        Paths.of(path), data == null ? null : Paths.of(data), Acl.OPEN, CreateMode.PERSISTENT, false));
    }

    private ErrorCode set(String path, String data) {
        return run(true, new Request.SetData(Paths.of(path), Paths.of(data), -1));
    }

    private ErrorCode delete(String path) {
        return run(true, new Request.Delete(Paths.of(path), -1));
    }

    private Znode node(String path) {
        Znode node = new Znode();
        assertThat(tree.find(Paths.of(path), node)).isTrue();
        return node;
    }

    private String text(String path) {
        Bytes data = node(path).data();
        return data == null ? "null" : Twin.text(data);
    }

    private void setQuota(String limits) {
        assertThat(create("/zookeeper/quota/a", "")).isEqualTo(ErrorCode.OK);
        assertThat(create(LIMITS, limits)).isEqualTo(ErrorCode.OK);
        assertThat(create(STATS, "count=0,bytes=0")).isEqualTo(ErrorCode.OK);
    }

    @Test
    void countsWhatIsThereAndWhatComesAndGoes() {
        create("/a", "12");
        create("/a/b", "345");
        create("/ab", "not below it");
        setQuota("count=100,bytes=100");
        assertThat(text(STATS)).isEqualTo("count=2,bytes=5");
        Stat before = node(STATS).stat();
        create("/a/b/c", null);
        set("/a/b/c", "6789");
        assertThat(text(STATS)).isEqualTo("count=3,bytes=9");
        delete("/a/b/c");
        set("/a", "");
        assertThat(text(STATS)).isEqualTo("count=2,bytes=3");
        assertThat(node(STATS).stat()).isEqualTo(before);
        delete(LIMITS);
        create("/a/d", "uncounted");
        assertThat(text(STATS)).isEqualTo("count=2,bytes=3");
    }

    @Test
    void theLongestPathCountsAndNoOther() {
        create("/a", "1");
        create("/a/b", "1");
        setQuota("");
        create("/zookeeper/quota/a/b", "");
        create("/zookeeper/quota/a/b/zookeeper_limits", "");
        create("/zookeeper/quota/a/b/zookeeper_stats", "");
        create("/a/b/c", "22");
        create("/a/d", "333");
        assertThat(text("/zookeeper/quota/a/b/zookeeper_stats")).isEqualTo("count=2,bytes=3");
        assertThat(text(STATS)).isEqualTo("count=3,bytes=5");
    }

    @ParameterizedTest
    @CsvSource({
        "'count=1,bytes=1', OK, OK, OK",
        "'count=1,bytes=-1=;countHardLimit=2', QUOTA_EXCEEDED, OK, OK",
        "'count=1,bytes=-1=;countHardLimit=3', OK, OK, OK",
        "'count=-1,bytes=-1=;byteHardLimit=5', QUOTA_EXCEEDED, QUOTA_EXCEEDED, OK",
        "'count=-1,bytes=-1=;byteHardLimit=6', OK, OK, OK",
        "'count=-1,bytes=-1=;byteHardLimit=2', QUOTA_EXCEEDED, QUOTA_EXCEEDED, QUOTA_EXCEEDED",
    })
    void hardLimitsRefuse(String limits, ErrorCode creating, ErrorCode growing, ErrorCode shrinking) {
        create("/a", "123");
        create("/a/b", "45");
        setQuota(limits);
        assertThat(set("/a", "abc")).isEqualTo(ErrorCode.OK);
        assertThat(create("/a/c", "6")).isEqualTo(creating);
        delete("/a/c");
        assertThat(set("/a/b", "456")).isEqualTo(growing);
        assertThat(set("/a/b", "4")).isEqualTo(shrinking);
        assertThat(delete("/a/b")).isEqualTo(ErrorCode.OK);
    }

    @Test
    void whoIsNotBoundedIsNotRefused() {
        create("/a", "123");
        setQuota("count=-1,bytes=-1=;byteHardLimit=1;countHardLimit=1");
        assertThat(run(false, new Request.SetData(Paths.of("/a"), Paths.of("1234"), 7)))
                .isEqualTo(ErrorCode.BAD_VERSION);
        assertThat(run(true, new Request.SetData(Paths.of("/a"), Paths.of("1234"), 7)))
                .isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(run(false, new Request.SetData(Paths.of("/a"), Paths.of("1234"), -1)))
                .isEqualTo(ErrorCode.OK);
        assertThat(text(STATS)).isEqualTo("count=1,bytes=4");
    }

    @Test
    void aMultiIsJudgedByTheStateBeforeIt() {
        create("/a", "");
        setQuota("count=-1,bytes=-1=;countHardLimit=2");
        List<Request> parts = new ArrayList<>();
        for (String path : List.of("/a/1", "/a/2", "/a/3")) {
            parts.add(new Request.Create(Paths.of(path), null, Acl.OPEN, CreateMode.PERSISTENT, false));
        }
        assertThat(run(true, new Request.Multi(parts))).isEqualTo(ErrorCode.OK);
        assertThat(text(STATS)).isEqualTo("count=4,bytes=0");
        assertThat(create("/a/4", null)).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "'count=1,bytes=2', 1, 2, -1, -1",
        "'count=1,bytes=-1=;byteHardLimit=10;countHardLimit=2', 1, -1, 2, 10",
        "'bytes=5', -1, 5, -1, -1",
        "'count=,bytes=x,,;;countHardLimit=3', -1, -1, 3, -1",
        "'', -1, -1, -1, -1",
    })
    void readsTheText(String text, long count, long bytes, long hardCount, long hardBytes) {
        Quota quota = Quota.parse(Paths.of(text));
        assertThat(quota).isEqualTo(new Quota(count, bytes, hardCount, hardBytes));
        assertThat(Quota.parse(quota.text())).isEqualTo(quota);
    }

    @Test
    void softLimitsAreToldWhileTheSubtreeGrows() {
        create("/a", null);
        setQuota("count=2,bytes=10");
        create("/a/b", "0123456789");
        List<SoftLimit> told = new ArrayList<>();
        tree.takePassedLimits(told::add);
        assertThat(told).isEmpty();

        create("/a/b/c", null);
        set("/a/b", "0123456789+");
        tree.takePassedLimits(told::add);
        assertThat(told).containsExactly(new SoftLimit("/a", 3, 2, 10, 10), new SoftLimit("/a", 3, 2, 11, 10));
        told.clear();
        // Nobody need hear of what gets less.
        set("/a/b", "0123456789");
        delete("/a/b/c");
        tree.takePassedLimits(told::add);
        assertThat(told).isEmpty();
    }
}
