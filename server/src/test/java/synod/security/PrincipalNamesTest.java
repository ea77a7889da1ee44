package synod.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrincipalNamesTest {
    @ParameterizedTest
    @CsvSource({
        "bob, false, false, bob",
        "bob, true, true, bob",
        "svc/host, true, true, svc/host",
        "bob@HERE, false, false, bob@HERE",
        "bob@HERE, true, false, bob@HERE",
        "bob@HERE, false, true, bob",
        "svc/host@HERE, false, false, svc/host@HERE",
        "svc/host@HERE, true, false, svc@HERE",
        "svc/host@HERE, false, true, svc/host",
        "svc/host@HERE, true, true, svc",
        "svc/host@ELSEWHERE, true, true, svc/host@ELSEWHERE",
        "bob@ELSEWHERE, true, true, bob@ELSEWHERE"
    })
    void namesOfThisRealmAreShortened(String name, boolean removesHost, boolean removesRealm, String expected) {
        assertThat(new PrincipalNames(removesHost, removesRealm, () -> "HERE").called(name))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b@c", "a/b/c@d", "a@b/c"})
    void whatIsNoNameIsRefused(String name) {
        PrincipalNames names = new PrincipalNames(true, true, () -> "HERE");
        assertThatThrownBy(() -> names.called(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRealmIsAskedForOnlyWhereItMatters() {
        PrincipalNames names = new PrincipalNames(true, true, () -> {
            throw new AssertionError("asked");
        });
        assertThat(names.called("bob")).isEqualTo("bob");
    }
}
