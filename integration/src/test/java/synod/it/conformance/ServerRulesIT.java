package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.ExistsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.RawClient;
import synod.it.cluster.Shape;

/** What an operator may demand of clients: items 184 and 188 to 190. */
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

    @Test
    void item188WhoLooksForAnotherEnsemble() throws IOException {
        String provider = "-Dzookeeper.authProvider.1=org.apache.zookeeper.server.auth.EnsembleAuthenticationProvider";
        List<String> named = List.of(provider, "-Dzookeeper.ensembleAuthName=one,two");
        try (Cluster ensemble = Cluster.start(shape(), TICK_MILLIS, List.of(), named)) {
            for (String good : List.of("one", "two", "")) {
                try (RawClient client = raw(ensemble.servers().get(0))) {
                    assertThat(auth(client, "ensemble", good)).as(good).isZero();
                    assertThat(exists(client)).isZero();
                }
            }
            try (RawClient client = raw(ensemble.servers().get(0))) {
                client.send(-4, OpCode.auth, new AuthPacket(0, "ensemble", bytes("three")));
                assertThat(client.bytesUntilClosed()).isZero();
            }
        }
        try (Cluster ensemble = Cluster.start(shape(), TICK_MILLIS, List.of(), List.of(provider));
                RawClient client = raw(ensemble.servers().get(0))) {
            assertThat(auth(client, "ensemble", "three")).isZero();
            assertThat(exists(client)).isZero();
        }
        try (RawClient client = raw()) {
            assertThat(auth(client, "ensemble", "one")).isEqualTo(Code.AUTHFAILED.intValue());
            assertThat(client.bytesUntilClosed()).isZero();
        }
    }

    @Test
    void item189WhatMayNotBeDoneIsRefusedAtOnce() throws IOException {
        List<String> eager = List.of("-Dzookeeper.enableEagerACLCheck=true");
        // The reference does so on servers that follow.
        try (Cluster servers = Cluster.start(new Shape(shape().product(), 3), TICK_MILLIS, List.of(), eager);
                Talk talk = Talk.with(servers.awaitFollower(), Talk.TIMEOUT_MILLIS)) {
            talk.create("/read", CreateMode.PERSISTENT, Ids.READ_ACL_UNSAFE).ok();
            long before = talk.stat("/read").getCzxid();
            List<Talk.Reply> refused = List.of(
                    talk.set("/read", "1"),
                    talk.create("/read/a"),
                    talk.delete("/read/a"),
                    talk.setAcl("/read", Ids.OPEN_ACL_UNSAFE));
            for (Talk.Reply reply : refused) {
                assertThat(reply.is(Code.NOAUTH).zxid()).isZero();
            }
            assertThat(talk.create("/none", CreateMode.PERSISTENT, Ids.CREATOR_ALL_ACL)
                            .is(Code.INVALIDACL)
                            .zxid())
                    .isZero();
            talk.create("/next").ok();
            assertThat(talk.stat("/next").getCzxid()).isEqualTo(before + 1);
        }
    }
}
