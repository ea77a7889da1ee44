package synod.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.GetDataResponse;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Cluster;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Another membership while the ensemble runs: items 218, 219 and 229. */
@ParameterizedClass
@MethodSource("synod.it.conformance.Conformance#standalone")
class ReconfigIT extends Conformance {
    private static final String CONFIG = "/zookeeper/config";

    private static final String SUPER = "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=";

    ReconfigIT(Shape shape) {
        super(shape);
    }

    private Cluster enabled(int size) {
        return Cluster.start(new Shape(shape().product(), size), TICK_MILLIS, List.of("reconfigEnabled=true", SUPER));
    }

    private static Talk.Reply reconfig(
            Talk talk, @Nullable String joining, @Nullable String leaving, @Nullable String members, long version)
            throws IOException {
        return talk.ask(OpCode.reconfig, new ReconfigRequest(joining, leaving, members, version));
    }

    @Test
    void item218WhatIsWrongWithAReconfigIsToldInOrder() throws IOException {
        try (Talk talk = Talk.with(server(), Talk.TIMEOUT_MILLIS)) {
            reconfig(talk, "x", "y", "z", 77).is(Code.RECONFIGDISABLED);
        }
        try (Cluster alone = enabled(1);
                Talk talk = Talk.with(alone.servers().get(0), Talk.TIMEOUT_MILLIS)) {
            reconfig(talk, "x", "y", "z", 77).is(Code.UNIMPLEMENTED);
        }
        try (Cluster three = enabled(3);
                Talk nobody = Talk.with(three.awaitLeader(), Talk.TIMEOUT_MILLIS);
                Talk root = Talk.with(three.awaitLeader(), Talk.TIMEOUT_MILLIS)) {
            root.auth("digest", "super:test").ok();
            for (Talk talk : List.of(nobody, root)) {
                reconfig(talk, "x", "y", "z", 77).is(Code.BADVERSION);
                reconfig(talk, null, null, "nonsense", -1).is(Code.BADARGUMENTS);
                reconfig(talk, "nonsense", null, null, -1).is(Code.BADARGUMENTS);
                reconfig(talk, null, "nonsense", null, -1).is(Code.MARSHALLINGERROR);
                reconfig(talk, null, "1,2", null, -1).is(Code.BADARGUMENTS);
                String dead = "server.7=127.0.0.1:1:2;3,server.8=127.0.0.1:4:5;6,server.9=127.0.0.1:7:8;9";
                reconfig(talk, null, null, dead, -1).is(Code.NEWCONFIGNOQUORUM);
            }
            // Only what nothing else is wrong with is a question of permission.
            reconfig(nobody, null, String.valueOf(three.awaitFollower().id()), null, -1)
                    .is(Code.NOAUTH);
        }
    }

    @Test
    void item219TheSuperUserMayAndWhoWatchesIsTold() throws IOException {
        try (Cluster three = enabled(3);
                Talk nobody = Talk.with(three.awaitLeader(), Talk.TIMEOUT_MILLIS);
                Talk root = Talk.with(three.awaitLeader(), Talk.TIMEOUT_MILLIS)) {
            String leaving = String.valueOf(three.awaitFollower().id());
            nobody.get(CONFIG, true).ok();
            reconfig(nobody, null, leaving, null, -1).is(Code.NOAUTH);
            root.auth("digest", "super:test").ok();
            GetDataResponse done = reconfig(root, null, leaving, null, -1).read(new GetDataResponse());
            assertThat(new String(done.getData(), StandardCharsets.UTF_8))
                    .doesNotContain("server." + leaving + "=")
                    .contains("version=");
            assertThat(nobody.told()).containsExactly("NodeDataChanged " + CONFIG);
            assertThat(nobody.data(CONFIG)).isEqualTo(new String(done.getData(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void item229ClientsOfARemovedServerKeepTheirSessions() throws IOException {
        try (Cluster three = enabled(3);
                Talk root = Talk.with(three.awaitLeader(), Talk.TIMEOUT_MILLIS)) {
            ServerProcess removed = three.awaitFollower();
            try (Talk client = Talk.with(removed, Talk.TIMEOUT_MILLIS)) {
                client.create("/mine", CreateMode.EPHEMERAL, Ids.OPEN_ACL_UNSAFE)
                        .ok();
                root.auth("digest", "super:test").ok();
                reconfig(root, null, String.valueOf(removed.id()), null, -1).ok();
                client.ping();
                removed.kill();
                try (Talk moved = client.moveTo(three.awaitLeader())) {
                    assertThat(moved.sessionId()).isEqualTo(client.sessionId());
                    assertThat(moved.stat("/mine").getEphemeralOwner()).isEqualTo(client.sessionId());
                }
            }
        }
    }
}
