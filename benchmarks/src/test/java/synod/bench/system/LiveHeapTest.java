package synod.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void totalIsTheLastNumber() {
        String histogram = """
                 num     #instances         #bytes  class name (module)
                   1:         30671        1756792  [B (java.base@17.0.15)
                Total        139640        6873888
                """;
        assertThat(LiveHeap.total(histogram)).hasValue(6_873_888);
        assertThat(LiveHeap.total("4711: no such process\n")).isEmpty();
    }

    @Test
    void aProcessCanBeAsked() throws IOException, InterruptedException {
        assertThat(LiveHeap.bytes(ProcessHandle.current().pid())).isPositive();
    }
}
