package synod.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.bench.load.ScriptedServer;

class TreeBuilderTest {
    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_500, 9_001})
    void createsEachZnodeItsParentsAndTheRoot(int znodes) throws IOException {
        LargeTree tree = new LargeTree(znodes);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.NONE)) {
            TreeBuilder.build(server.address(), tree);
            assertThat(server.creates).hasValue(znodes + tree.parents() + 1);
            assertThat(server.closedSessions).hasValue(8);
        }
    }

    @Test
    void refusalsAreTold() throws IOException {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Fault.ERROR_CODE)) {
            assertThatThrownBy(() -> TreeBuilder.build(server.address(), new LargeTree(1_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("with error -101");
        }
    }

    @Test
    void znodesLieUnderTheirParents() {
        assertThat(text(LargeTree.path(0))).isEqualTo("/tree/p00000/z00000000");
        assertThat(text(LargeTree.path(1_234_567))).isEqualTo("/tree/p01234/z01234567");
        assertThat(text(LargeTree.path(1_234_567))).startsWith(text(LargeTree.parent(1_234)) + "/");
        assertThat(new LargeTree(1_000).parents()).isEqualTo(1);
        assertThat(new LargeTree(1_001).parents()).isEqualTo(2);
        assertThat(ByteBuffer.wrap(LargeTree.data(7)).getLong()).isEqualTo(7);
    }

    private static String text(byte[] path) {
        return new String(path, StandardCharsets.US_ASCII);
    }
}
