package synod.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import synod.bench.load.LoadPlan;
import synod.bench.load.LoadResult;
import synod.bench.load.Scenario;
import synod.bench.load.Spread;
import synod.bench.system.BlockDevice;
import synod.bench.system.FourLetters;
import synod.bench.system.ProcessUsage;

/** The small parts that carry and sum up numbers. */
class NumbersTest {
    @Test
    void medianOfOddAndEvenCounts() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4));
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resultSurvivesItsLine() {
        LoadResult result = new LoadResult(200_000, 250_000, 2.5, 10, 20.5, 30, 40, 1.25, 0.5, 4_000_000);
        assertThat(LoadResult.isResult(result.line())).isTrue();
        assertThat(LoadResult.parse(result.line())).isEqualTo(result);
        assertThatThrownBy(() -> LoadResult.parse("result 1 2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resultIsRelatedToItsOperations() {
        LoadResult result = new LoadResult(200_000, 250_000, 2.5, 10, 20.5, 30, 40, 1.25, 0.5, 4_000_000);
        assertThat(result.operationsPerSecond()).isEqualTo(80_000);
        assertThat(result.serverCpuPer100k()).isEqualTo(0.625);
        assertThat(result.generatorCpuPer100k()).isEqualTo(0.25);
        assertThat(result.writtenBytesPerOperation()).isEqualTo(20);
    }

    @Test
    void planSurvivesItsLine() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        LoadPlan plan = new LoadPlan(
                List.of(new InetSocketAddress(loopback, 2181), new InetSocketAddress(loopback, 2182)),
                Scenario.FAR,
                "r7",
                5,
                10_000,
                8,
                0,
                1,
                List.of(12L, 13L),
                "/sys/dev/block/254:0/stat");
        assertThat(LoadPlan.parse(plan.line())).isEqualTo(plan);
    }

    @Test
    void planNamesAWordItDoesNotKnow() {
        assertThatThrownBy(() -> LoadPlan.parse("key=5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key=5")
                .hasMessageContaining("keys");
        assertThatThrownBy(() -> LoadPlan.parse("scenario=read"))
                .hasMessageContaining("set, get, mix, one, far, peek, create");
    }

    @Test
    void processorTimeIsFoundBehindAnyCommandName() {
        String stat = "4711 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 25 14 15 16";
        assertThat(ProcessUsage.cpuSeconds(stat)).isCloseTo(1.75, within(1e-9));
        assertThat(ProcessUsage.value("rchar: 5\nwrite_bytes: 4096\n", "write_bytes:"))
                .isEqualTo(4096);
    }

    @Test
    void writtenBytesOfADevice() {
        assertThat(BlockDevice.writtenBytes("  55 0 4400 12 30 4 80 9 0 21 21 0 0 0 0 4 2\n"))
                .isEqualTo(80 * 512);
    }

    @Test
    void fourLetterAnswers() {
        assertThat(FourLetters.mode("Zookeeper version: x\nMode: leader\nNode count: 5\n"))
                .contains("leader");
        assertThat(FourLetters.mode("This ZooKeeper instance is not currently serving requests\n"))
                .isEmpty();
        assertThat(FourLetters.metric("zk_a\t1\nzk_cnt_fsynctime\t42\n", "zk_cnt_fsynctime"))
                .hasValue(42);
        assertThat(FourLetters.metric("zk_a\t1\n", "zk_b")).isEmpty();
    }

    @Test
    void optionsAreSortedAndUnknownOnesNamed() {
        Options options = Options.parse(
                List.of("--rounds", "3", "set", "--nodes=1,3", "--quick"),
                Set.of("--rounds", "--nodes"),
                Set.of("--quick"));
        assertThat(options.count("--rounds", 5)).isEqualTo(3);
        assertThat(options.text("--nodes", "")).isEqualTo("1,3");
        assertThat(options.has("--quick")).isTrue();
        assertThat(options.words()).containsExactly("set");
        assertThatThrownBy(() -> Options.parse(List.of("--fast"), Set.of(), Set.of()))
                .hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds"), Set.of("--rounds"), Set.of()))
                .hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Options.parse(List.of("--rounds=0"), Set.of("--rounds"), Set.of())
                        .count("--rounds", 5))
                .hasMessageContaining("at least 1");
    }
}
