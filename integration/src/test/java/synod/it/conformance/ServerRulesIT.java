package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.ExistsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** What an operator may demand of clients: items 184 and 190. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class ServerRulesIT extends Conformance {
    ServerRulesIT(Shape shape) {
        super(shape);
    }

    private static int auth(RawClient client, String scheme, String credentials) throws IOException {
        return client.call(-4, OpCode.auth, new AuthPacket(0, scheme, bytes(credentials)))
                .header()
                .getErr();
    }

    private static int exists(RawClient client) throws IOException {
        return client.call(7, OpCode.exists, new ExistsRequest("/", false))
                .header()
                .getErr();
    }

    @Test
    void item184WhatIsDemandedHasToBeProvedFirst() throws IOException {
        List<String> demanded =
                List.of("-Dzookeeper.enforce.auth.enabled=true", "-Dzookeeper.enforce.auth.schemes=digest,ip");
        try (Cluster either = Cluster.start(shape(), TICK_MILLIS, List.of(), demanded);
                RawClient byAddress = raw(either.servers().get(0))) {
            assertThat(exists(byAddress)).isZero();
        }
        List<String> digest =
                List.of("-Dzookeeper.enforce.auth.enabled=true", "-Dzookeeper.enforce.auth.schemes=digest");
        try (Cluster strict = Cluster.start(shape(), TICK_MILLIS, List.of(), digest);
                RawClient proved = raw(strict.servers().get(0));
                RawClient nobody = raw(strict.servers().get(0))) {
            assertThat(auth(proved, "digest", "user:secret")).isZero();
            assertThat(exists(proved)).isZero();
            RawClient.Frame answer = nobody.call(7, OpCode.exists, new ExistsRequest("/", false));
            assertThat(answer.header().getErr()).isEqualTo(Code.SESSIONCLOSEDREQUIRESASLAUTH.intValue());
            assertThat(answer.header().getXid()).isEqualTo(7);
            assertThat(answer.header().getZxid()).isZero();
            assertThat(nobody.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void item190ASchemeThatIsTurnedOffProvesNothing() throws IOException {
        List<String> off = List.of("-Dzookeeper.DigestAuthenticationProvider.enabled=false");
        try (Cluster without = Cluster.start(shape(), TICK_MILLIS, List.of(), off);
                RawClient client = raw(without.servers().get(0))) {
            assertThat(auth(client, "digest", "user:secret")).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }
}
