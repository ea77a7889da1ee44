package synod.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServersTest {
    @Test
    void readsAddresses() {
        assertThat(Servers.parse("a:1, b ,[::1]:3,[::1]").all())
                .containsExactly(
                        new Servers.Address("a", 1),
                        new Servers.Address("b", 2181),
                        new Servers.Address("::1", 3),
                        new Servers.Address("::1", 2181));
    }

    @Test
    void readsWhatItPrints() {
        Servers servers = Servers.parse("a:1,[::1]:3");
        assertThat(servers).hasToString("a:1,[::1]:3");
        assertThat(Servers.parse(servers.toString())).isEqualTo(servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":2181", "a:", "a:b", "a:0", "a:65536", "a:1,", "::1:2181", "a:2181/chroot"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Servers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not host:port");
    }
}
