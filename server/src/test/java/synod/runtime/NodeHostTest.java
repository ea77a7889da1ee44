package synod.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import synod.journal.JournalSettings;
import synod.kernel.Bytes;
import synod.kernel.InvariantViolation;
import synod.kernel.NodeId;
import synod.multipaxos.Configuration;
import synod.replica.CloseReason;
import synod.replica.ReplicaSettings;

@Timeout(120)
final class NodeHostTest {
    @TempDir
    Path folder;

    /** Takes a first reply for a broken rule. */
    private static final class Objecting implements Clients {
        @Override
        public void reply(long connection, byte[] buffer, int offset, int length) {
            throw new InvariantViolation("planted: a reply of " + length + " bytes");
        }

        @Override
        public void close(long connection, CloseReason reason) {}

        @Override
        public void logIn(long connection, Bytes token) {}

        @Override
        public void setReading(long connection, boolean on) {}

        @Override
        public void closeAll() {}

        @Override
        public void flush() {}
    }

    @Test
    void aBrokenRuleEndsTheProcessAndLeavesTheLastEvents() throws IOException, InterruptedException {
        Endings endings = new Endings();
        NodeId self = NodeId.of(1);
        ReplicaSettings replica = ReplicaSettings.defaults(self, Configuration.ofVoters(1), 2000);
        NodeSettings settings = new NodeSettings(
                replica,
                JournalSettings.tiny(),
                null,
                folder.resolve("journal"),
                folder.resolve("snapshots"),
                folder,
                1_000_000_000L,
                Surroundings.real());
        try (Sockets sockets = Sockets.open(Sockets.Kind.AUTO)) {
            NodeHost host = new NodeHost(sockets, settings, endings);
            host.start(new Objecting());
            while (!host.isServing()) {
                Thread.onSpinWait();
            }
            byte[] connect = ByteBuffer.allocate(45).putInt(12, 10_000).array();
            sockets.loop().execute(() -> {
                host.clientEvents().onClientConnected(7, Bytes.wrap(new byte[] {127, 0, 0, 1}), List.of());
                host.clientEvents().onClientFrame(7, Bytes.wrap(connect));
            });
            Endings.Ending ending = endings.await();
            assertThat(ending.code()).isEqualTo(ExitCode.INVARIANT);
            assertThat(ending.line()).contains("planted: a reply of 41 bytes");
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> written = files.filter(file -> file.toString().contains("events-"))
                        .toList();
                assertThat(written).hasSize(1);
                assertThat(Files.readAllLines(written.get(0)))
                        .anyMatch(line -> line.contains("client frame 7 45"))
                        .anyMatch(line -> line.contains("persist"))
                        .last()
                        .asString()
                        .contains("reply 7 41");
            }
            host.stop();
        }
        // The violation ended it; that nothing else did is part of the promise.
        assertThat(endings.isEmpty()).isTrue();
    }
}
