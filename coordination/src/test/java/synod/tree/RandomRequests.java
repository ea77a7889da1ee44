package synod.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/** Requests that meet each other: few paths, few versions, few callers, and now and then something malformed. */
final class RandomRequests {
    private static final String[] NAMES = {"a", "b", "c", "dd", "\u00e9\u4e2d", "x-"};
    private static final String[] ODD = {
        "",
        "/",
        "a",
        "//",
        "/a//b",
        "/a/",
        "/./a",
        "/a/..",
        "/a/.",
        "/a\u0001",
        "/a/\u0000",
        "/\uf8ff",
        "/a/\ufff0",
        "/zookeeper",
        "/zookeeper/quota",
        "/zookeeper/config",
        "/zookeeper/quota/q",
        "/\ud83d\ude00"
    };
    private static final String[] QUOTA = {
        "/zookeeper/quota/a",
        "/zookeeper/quota/a/b",
        "/zookeeper/quota/a/zookeeper_limits",
        "/zookeeper/quota/a/zookeeper_limits",
        "/zookeeper/quota/a/zookeeper_stats",
        "/zookeeper/quota/a/zookeeper_stats",
        "/zookeeper/quota/a/b/zookeeper_limits",
        "/zookeeper/quota/a/b/zookeeper_stats",
        "/zookeeper/quota/zookeeper_limits"
    };
    private static final String[] LIMITS = {
        "count=1,bytes=2",
        "count=-1,bytes=-1=;byteHardLimit=40",
        "count=3,bytes=-1=;byteHardLimit=90;countHardLimit=4",
        "count=3,bytes=-1=;countHardLimit=6",
        "count=,bytes;;countHardLimit=5"
    };
    private static final List<List<Identity>> WHO = List.of(
            List.of(Identity.of("ip", "10.0.0.1")),
            List.of(Identity.of("ip", "10.0.0.1"), Identity.of("digest", "u:h")),
            List.of(Identity.of("digest", "u:h"), Identity.of("digest", "v:h")),
            List.of(Identity.of("super", "")));
    private static final List<List<Acl>> LISTS = List.of(
            Acl.OPEN,
            Acl.OPEN,
            Acl.OPEN,
            Acl.READ_ONLY,
            Acl.CREATOR_ALL,
            List.of(Acl.of(Acl.ALL, "digest", "u:h")),
            List.of(Acl.of(Acl.ALL, "digest", "v:h"), Acl.of(Acl.READ | Acl.CREATE, "world", "anyone")),
            List.of(Acl.of(Acl.READ, "world", "anyone"), Acl.of(Acl.READ, "world", "anyone")),
            List.of(),
            List.of(Acl.of(Acl.ALL, "digest", "none")),
            List.of(Acl.of(Acl.ALL, "nothing", "x")),
            List.of(new Acl(Acl.ALL, null, null)));

    private final Random random;

    RandomRequests(Random random) {
        this.random = random;
    }

    /** Someone; one in three is bounded by quotas. */
    Caller caller() {
        return new Caller(1L + random.nextInt(4), WHO.get(random.nextInt(WHO.size())), random.nextInt(3) == 0);
    }

    String path() {
        if (random.nextInt(10) == 0) {
            return QUOTA[random.nextInt(QUOTA.length)];
        }
        if (random.nextInt(12) == 0) {
            return ODD[random.nextInt(ODD.length)];
        }
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return path.toString();
    }

    @Nullable
    Bytes data(Bytes path) {
        if (random.nextInt(4) > 0 && Twin.text(path).endsWith("zookeeper_limits")) {
            return Paths.of(LIMITS[random.nextInt(LIMITS.length)]);
        }
        int length = random.nextInt(6) - 1;
        if (length < 0) {
            return null;
        }
        byte[] data = new byte[random.nextInt(10) == 0 ? 300 : length];
        random.nextBytes(data);
        return Bytes.wrap(data);
    }

    private int version() {
        return random.nextInt(3) > 0 ? -1 : random.nextInt(3);
    }

    /** A slice in the middle of something larger, as a frame's slices are. */
    private static Bytes slice(String path) {
        byte[] utf8 = path.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] array = new byte[utf8.length + 5];
        System.arraycopy(utf8, 0, array, 3, utf8.length);
        return Bytes.wrap(array, 3, utf8.length);
    }

    Request single() {
        Bytes path = slice(path());
        return switch (random.nextInt(11)) {
            case 0, 1, 2, 3 ->
                new Request.Create(
                        path,
                        data(path),
                        LISTS.get(random.nextInt(random.nextBoolean() ? 3 : LISTS.size())),
                        Objects.requireNonNull(CreateMode.of(random.nextInt(random.nextInt(4) == 0 ? 7 : 4))),
                        1 + random.nextInt(40),
                        random.nextBoolean());
            case 4 -> new Request.Create(path, data(path), Acl.OPEN, CreateMode.PERSISTENT, true);
            case 5, 6 -> new Request.Delete(path, version());
            case 7, 8 -> new Request.SetData(path, data(path), version());
            case 9 -> new Request.SetAcl(path, LISTS.get(random.nextInt(LISTS.size())), version());
            default -> new Request.Check(path, version());
        };
    }

    Request any() {
        if (random.nextInt(5) > 0) {
            return single();
        }
        List<Request> parts = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            parts.add(single());
        }
        return new Request.Multi(parts);
    }
}
