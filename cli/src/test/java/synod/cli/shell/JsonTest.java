package synod.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import synod.cli.client.Acl;
import synod.cli.client.Event;
import synod.tree.Stat;

/** The shapes that scripts rely on: a change here breaks somebody. */
final class JsonTest {
    private static final Stat STAT = new Stat(0x100000001L, 0x100000002L, 1000, 2000, 3, 4, 5, 0, 6, 7, 0x100000003L);

    @Test
    void aStat() {
        assertThat(Json.line(Json.stat(STAT)))
                .isEqualTo(
                        "{\"czxid\":\"0x100000001\",\"mzxid\":\"0x100000002\",\"pzxid\":\"0x100000003\",\"ctime\":1000,"
                                + "\"mtime\":2000,\"version\":3,\"cversion\":4,\"aversion\":5,\"ephemeralOwner\":null,"
                                + "\"dataLength\":6,\"numChildren\":7}");
    }

    /** Every number but 0 is a session: servers show no other. */
    @Test
    void owners() {
        assertThat(owner(0)).contains("\"ephemeralOwner\":null");
        assertThat(owner(0x118aaL)).contains("\"ephemeralOwner\":\"0x118aa\"");
        assertThat(owner(0xff00_0000_0000_ea60L)).contains("\"ephemeralOwner\":\"0xff0000000000ea60\"");
    }

    private static String owner(long owner) {
        return Json.line(Json.stat(new Stat(1, 1, 0, 0, 0, 0, 0, owner, 0, 0, 1)));
    }

    @Test
    void dataSaysHowItIsWritten() {
        assertThat(data("grüß\n\"dich\"".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("{\"path\":\"/a\",\"data\":\"grüß\\n\\\"dich\\\"\",\"encoding\":\"utf-8\"}");
        assertThat(data(new byte[] {(byte) 0xff, 0}))
                .isEqualTo("{\"path\":\"/a\",\"data\":\"/wA=\",\"encoding\":\"base64\"}");
        assertThat(data(new byte[0])).isEqualTo("{\"path\":\"/a\",\"data\":\"\",\"encoding\":\"utf-8\"}");
        assertThat(data(null)).isEqualTo("{\"path\":\"/a\",\"data\":null,\"encoding\":null}");
    }

    private static String data(byte @Nullable [] data) {
        Map<String, @Nullable Object> object = Json.of("/a");
        Json.putData(object, data);
        return Json.line(object);
    }

    @Test
    void anAccessList() {
        Map<String, @Nullable Object> object = Json.of("/a");
        object.put("acl", Json.acl(List.of(new Acl(31, "digest", "b:c"), new Acl(1, "world", "anyone"))));
        assertThat(Json.line(object))
                .isEqualTo("{\"path\":\"/a\",\"acl\":[{\"scheme\":\"digest\",\"id\":\"b:c\",\"permissions\":\"cdrwa\"},"
                        + "{\"scheme\":\"world\",\"id\":\"anyone\",\"permissions\":\"r\"}]}");
    }

    @Test
    void anEvent() {
        assertThat(Json.event(new Event(Event.Kind.CHILDREN_CHANGED, "/a", 31)))
                .isEqualTo("{\"event\":\"NodeChildrenChanged\",\"path\":\"/a\",\"zxid\":\"0x1f\"}");
        assertThat(Json.event(new Event(Event.Kind.DELETED, "/a", -1)))
                .isEqualTo("{\"event\":\"NodeDeleted\",\"path\":\"/a\",\"zxid\":null}");
    }
}
