package synod.wire.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import synod.kernel.Bytes;
import synod.tree.Identity;

class DigestSchemeTest {
    @ParameterizedTest
    @CsvSource({
        "super:test, super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
        "user1:pass1, user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=",
        "a:b:c, a:cLzgnoJ6mP5qz3w+mwvPE2vDgu0=",
        "nocolon, nocolon:Ra+cHr2ZoHvBjtNArFGNGlVie4g=",
        "'', :2jmj7l5rSw0yVb/vlWAYkK/YBwk="
    })
    void theIdentityIsTheUserAndTheHashOfTheWhole(String credentials, String id) {
        assertThat(DigestScheme.identity(Jute.utf8(credentials))).isEqualTo(Identity.of("digest", id));
    }

    @Test
    void credentialsMayBeASlice() {
        Bytes whole = Jute.utf8("...user1:pass1...");
        assertThat(DigestScheme.identity(whole.slice(3, 11)))
                .isEqualTo(Identity.of("digest", "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ="));
    }
}
