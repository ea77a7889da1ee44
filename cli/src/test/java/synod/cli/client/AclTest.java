package synod.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AclTest {
    @ParameterizedTest
    @CsvSource({
        "world:anyone:r, 1, world, anyone",
        "world:anyone:w, 2, world, anyone",
        "world:anyone:c, 4, world, anyone",
        "world:anyone:d, 8, world, anyone",
        "world:anyone:a, 16, world, anyone",
        "digest:bob:hash=:cdrwa, 31, digest, bob:hash=",
        "ip:fe80::1/64:rw, 3, ip, fe80::1/64",
        "auth::all, 31, auth, ''"
    })
    void readsItsText(String text, int permissions, String scheme, String id) {
        assertThat(Acl.parse(text)).isEqualTo(new Acl(permissions, scheme, id));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 31, 21})
    void readsWhatItPrints(int permissions) {
        Acl acl = new Acl(permissions, "digest", "a:b");
        assertThat(Acl.parse(acl.toString())).isEqualTo(acl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "world", "world:anyone", ":x:r"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Acl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not scheme:id:permissions");
    }

    @Test
    void namesThePermissionsThatThereAre() {
        assertThatThrownBy(() -> Acl.parse("world:anyone:rx"))
                .hasMessageContaining("\"rx\" are not permissions")
                .hasMessageContaining("a(dmin)");
    }
}
