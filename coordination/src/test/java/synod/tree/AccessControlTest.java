package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessControlTest {
    private static final Identity ADDRESS = Identity.of("ip", "10.1.2.3");
    private static final Identity USER = Identity.of("digest", "user:hash");
    private static final Identity OTHER = Identity.of("digest", "other:hash");

    @Test
    void bitsCountForWhoeverIsMeant() {
        List<Acl> acl = List.of(Acl.of(Acl.READ, "world", "anyone"), Acl.of(Acl.WRITE, "digest", "user:hash"));
        assertThat(AccessControl.allows(acl, Acl.READ, List.of())).isTrue();
        assertThat(AccessControl.allows(acl, Acl.WRITE, List.of(ADDRESS, OTHER)))
                .isFalse();
        assertThat(AccessControl.allows(acl, Acl.WRITE, List.of(ADDRESS, USER))).isTrue();
        assertThat(AccessControl.allows(acl, Acl.ADMIN, List.of(USER))).isFalse();
        assertThat(AccessControl.allows(acl, Acl.READ | Acl.ADMIN, List.of())).isTrue();
        assertThat(AccessControl.allows(acl, Acl.ADMIN, List.of(Identity.of("super", ""))))
                .isTrue();
        assertThat(AccessControl.allows(List.of(), Acl.ADMIN, List.of())).isTrue();
        assertThat(AccessControl.allows(acl, Acl.WRITE, List.of(Identity.of("ip", "user:hash"))))
                .isFalse();
    }

    @Test
    void listsAreFixedInOrder() {
        Acl read = Acl.of(Acl.READ, "world", "anyone");
        Acl all = Acl.of(Acl.ALL, "world", "anyone");
        Acl auth = Acl.of(Acl.ALL, "auth", "whatever");
        assertThat(AccessControl.fix(List.of(read, all, read), List.of())).containsExactly(read, all);
        assertThat(AccessControl.fix(List.of(), List.of(USER))).isNull();
        assertThat(AccessControl.fix(List.of(auth), List.of(ADDRESS, Identity.of("super", ""))))
                .isNull();
        assertThat(AccessControl.fix(List.of(read, auth), List.of(ADDRESS, USER, OTHER)))
                .containsExactly(read, Acl.of(Acl.ALL, "digest", "user:hash"), Acl.of(Acl.ALL, "digest", "other:hash"));
        assertThat(AccessControl.fix(List.of(read, new Acl(1, null, read.id())), List.of()))
                .isNull();
        assertThat(AccessControl.fix(List.of(new Acl(1, read.scheme(), null)), List.of()))
                .isNull();
        assertThat(AccessControl.fix(List.of(Acl.of(1, "world", "me")), List.of()))
                .isNull();
        assertThat(AccessControl.fix(List.of(Acl.of(1, "super", "")), List.of()))
                .isNull();
        assertThat(AccessControl.fix(Acl.OPEN, List.of())).isSameAs(Acl.OPEN);
    }

    @ParameterizedTest
    @CsvSource({
        "user, true",
        "svc/host, true",
        "user@R, true",
        "svc/host@R, true",
        "a/b/c, true",
        "'', true",
        "a@b@c, false",
        "a@b/c, false",
        "a/b@c/d, false",
        "a/b/c@d, false"
    })
    void saslIdsAreNamesOfPrincipals(String id, boolean isValid) {
        assertThat(AccessControl.fix(List.of(Acl.of(1, "sasl", id)), List.of()) != null)
                .isEqualTo(isValid);
    }

    @Test
    void whoHasLoggedIn() {
        Identity bob = Identity.of("sasl", "bob");
        List<Acl> bobs = List.of(Acl.of(Acl.WRITE, "sasl", "bob"), Acl.of(Acl.READ, "sasl", "everybody"));
        assertThat(AccessControl.allows(bobs, Acl.WRITE, List.of(ADDRESS, bob))).isTrue();
        assertThat(AccessControl.allows(bobs, Acl.WRITE, List.of(Identity.of("sasl", "alice"))))
                .isFalse();
        assertThat(AccessControl.allows(bobs, Acl.WRITE, List.of(Identity.of("digest", "bob"))))
                .isFalse();
        assertThat(AccessControl.allows(bobs, Acl.WRITE, List.of(Identity.of("sasl", "super"))))
                .isTrue();
        assertThat(AccessControl.fix(List.of(Acl.of(3, "auth", "")), List.of(ADDRESS, bob)))
                .containsExactly(Acl.of(3, "sasl", "bob"));
    }

    @Test
    void theNameForAnybodyWhoHasLoggedInIsNoProofOfBeingSomebody() {
        Identity anybody = Identity.of(Identity.ANY_SASL, "everybody");
        List<Acl> acl = List.of(Acl.of(Acl.WRITE, "sasl", "bob"), Acl.of(Acl.READ, "sasl", "everybody"));
        assertThat(AccessControl.allows(acl, Acl.READ, List.of(anybody))).isTrue();
        assertThat(AccessControl.allows(acl, Acl.WRITE, List.of(anybody))).isFalse();
        assertThat(AccessControl.allows(acl, Acl.WRITE, List.of(Identity.of(Identity.ANY_SASL, "super"))))
                .isFalse();
        assertThat(AccessControl.fix(List.of(Acl.of(1, "auth", "")), List.of(anybody)))
                .isNull();
        assertThat(AccessControl.fix(List.of(Acl.of(1, Identity.ANY_SASL, "everybody")), List.of()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"a:b, true", "a:b:, true", ":b, true", "a:, false", "ab, false", "a:b:c, false", "'', false", ":, false"
    })
    void digestIdsHaveTwoParts(String id, boolean isValid) {
        assertThat(AccessControl.fix(List.of(Acl.of(1, "digest", id)), List.of()) != null)
                .isEqualTo(isValid);
    }

    @Test
    void digestIdsAreMaskedWithoutAdmin() {
        List<Acl> acl = List.of(Acl.of(Acl.ALL, "digest", "user:hash"), Acl.of(Acl.READ, "ip", "10.1.2.3"));
        assertThat(AccessControl.shown(acl, List.of(USER))).isEqualTo(acl);
        assertThat(AccessControl.shown(acl, List.of(ADDRESS)))
                .containsExactly(Acl.of(Acl.ALL, "digest", "user:x"), Acl.of(Acl.READ, "ip", "10.1.2.3"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.0/24, 10.1.2.99, true",
        "10.1.2.0/24, 10.1.3.99, false",
        "10.0.0.0/8, 10.200.1.1, true",
        "10.128.0.0/9, 10.127.1.1, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "::/0, fe80::1%eth0, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "2001:db8::/32, 2001:db8:1::5, true",
        "2001:db8::/32, 2001:db9:1::5, false",
        "::fffe:10.1.2.3, 0:0:0:0:0:fffe:a01:203, true",
        "10.1.2.3, unresolved, false",
    })
    void addressesMatchByTheirLeadingBits(String id, String address, boolean matches) {
        List<Acl> acl = List.of(Acl.of(Acl.READ, "ip", id));
        assertThat(AccessControl.fix(acl, List.of())).isEqualTo(acl);
        assertThat(AccessControl.allows(acl, Acl.READ, List.of(Identity.of("ip", address))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "1.2.3.4/8/8",
                "::ffff:1.2.3.4",
                "::ffff:1.2.3.4/128",
                "0:0:0:0:0:FFFF:102:304",
                "::/129",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "g::",
                "12345::",
                "1.2.3.4::",
                "::1.2.3",
                "\u0661.2.3.4",
                "/8"
            })
    void badAddressesAreRefused(String id) {
        assertThat(AccessControl.fix(List.of(Acl.of(1, "ip", id)), List.of())).isNull();
    }

    @Test
    void namesOfCertificates() {
        Identity named = Identity.of("x509", "CN=client,O=Synod");
        List<Acl> acl = List.of(Acl.of(Acl.READ, "x509", "CN=client,O=Synod"));
        assertThat(AccessControl.fix(acl, List.of())).isEqualTo(acl);
        assertThat(AccessControl.allows(acl, Acl.READ, List.of(ADDRESS, named))).isTrue();
        assertThat(AccessControl.allows(acl, Acl.READ, List.of(ADDRESS, Identity.of("x509", "CN=client"))))
                .isFalse();
        assertThat(AccessControl.allows(acl, Acl.READ, List.of(Identity.of("digest", "CN=client,O=Synod"))))
                .isFalse();
        assertThat(AccessControl.fix(List.of(Acl.of(Acl.ALL, "auth", "")), List.of(ADDRESS, named)))
                .containsExactly(Acl.of(Acl.ALL, "x509", "CN=client,O=Synod"));
        assertThat(AccessControl.fix(List.of(Acl.of(1, "x509", "anyone")), List.of(named)))
                .isNull();
    }
}
