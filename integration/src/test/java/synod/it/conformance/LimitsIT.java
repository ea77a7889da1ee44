package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.proto.CreateRequest;
import org.apache.zookeeper.proto.GetDataRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Limits that servers have to be told of: items 201, 213 and 214. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class LimitsIT extends Conformance {
    private static final int THROTTLED = -127;
    private static final int REQUESTS = 1_000;

    LimitsIT(Shape shape) {
        super(shape);
    }

    private Cluster start(String... settings) {
        return Cluster.start(shape(), TICK_MILLIS, List.of(settings));
    }

    private static Record creation(String path, int bytes) {
        return new CreateRequest(path, new byte[bytes], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0);
    }

    @Test
    void item201WordsThatAreNotListedAreNamed() {
        try (Cluster own = start("4lw.commands.whitelist=ruok , isro,nosuchword")) {
            ServerProcess server = own.servers().get(0);
            for (String word : List.of("stat", "mntr", "conf", "dump", "wchs", "envi", "gtmk", "stmk", "hash")) {
                assertThat(server.ask(word)).contains(word + " is not executed because it is not in the whitelist.\n");
            }
            assertThat(server.ask("ruok")).contains("imok");
            assertThat(server.ask("isro")).contains("rw");
            assertThat(server.ask("srvr").orElse("")).startsWith("Zookeeper version: ");
        }
    }

    @Test
    void item213WhatWaitedTooLongIsThrottledAndTheConnectionStays() throws IOException {
        try (Cluster own = start(
                        "request_throttle_max_requests=1",
                        "request_throttle_stall_time=5",
                        "throttled_op_wait_time=50");
                RawClient client = new RawClient(own.servers().get(0))) {
            client.handshake(5_000);
            for (int xid = 1; xid <= REQUESTS; xid++) {
                client.send(xid, ZooDefs.OpCode.create, creation("/t" + xid, 10));
            }
            client.send(-2, ZooDefs.OpCode.ping);
            int throttled = 0;
            for (int xid = 1; xid <= REQUESTS; xid++) {
                RawClient.Frame reply = client.receive();
                assertThat(reply.header().getXid()).isEqualTo(xid);
                assertThat(reply.header().getErr()).isIn(0, THROTTLED);
                throttled += reply.header().getErr() == THROTTLED ? 1 : 0;
            }
            assertThat(throttled).isBetween(1, REQUESTS - 1);
            RawClient.Frame ping = client.receive();
            assertThat(ping.header().getXid()).isEqualTo(-2);
            assertThat(ping.header().getErr()).isZero();
            RawClient.Frame later = client.call(REQUESTS + 1, ZooDefs.OpCode.getData, new GetDataRequest("/t1", false));
            assertThat(later.header().getErr()).isZero();
            assertThat(client.call(REQUESTS + 2, ZooDefs.OpCode.closeSession)
                            .header()
                            .getErr())
                    .isZero();
        }
    }

    @Test
    void item214TooMuchInLargeRequestsClosesTheConnection() throws IOException {
        try (Cluster own = start("largeRequestThreshold=1000", "largeRequestMaxBytes=5000")) {
            ServerProcess server = own.servers().get(0);
            try (RawClient client = new RawClient(server)) {
                client.handshake(5_000);
                assertThat(client.call(1, ZooDefs.OpCode.create, creation("/a", 4_000))
                                .header()
                                .getErr())
                        .isZero();
                assertThat(client.call(2, ZooDefs.OpCode.create, creation("/b", 4_000))
                                .header()
                                .getErr())
                        .isZero();
                client.send(3, ZooDefs.OpCode.create, creation("/c", 6_000));
                assertThat(client.bytesUntilClosed()).isZero();
            }
            try (RawClient next = new RawClient(server)) {
                next.handshake(5_000);
                assertThat(next.call(1, ZooDefs.OpCode.getData, new GetDataRequest("/c", false))
                                .header()
                                .getErr())
                        .isEqualTo(-101);
            }
        }
    }
}
